import Testing
import WatchFile

@Test func scratch() {
    for yaml in scratchInputs { print("-----\n\(yaml)\n=====>\n\(Reading(yaml).text)") }
}
let scratchInputs = [
"", "# only\n", "---\n", "- a\n", "foo\n", "watches:\n", "watches: {}\n", "defaults: {}\n", "watches: []\ndefaults:\n",
"watches: []\nlimit: {}\n", "watches: []\nwatches: []\n",
"watches: []\n---\nfoo: 1\n", "watches: []\n...\nfoo: 1\n","watches: []\n...\n# c\n...\n", "%TAG ! a:\n---\nwatches: []\n", "%YAML 1.1\n---\nwatches: []\n", "watches: []\n%TAG ! a\n",
"watches:\n\t- a\n", "watches:\n  - kind: evaluation\n\tid: a\n",
"defaults: &d {region: us-east-1}\nwatches:\n  - <<: *d\n    id: !!str x\n    kind: ! evaluation\n",
"defaults: {region: us-est-1, poll: 15s}\nwatches:\n  - {kind: evaluation, id: a}\n  - {kind: evaluation, id: b}\n",
"defaults: {region: us-west-2}\nlimits: {rate: 0/s, concurrency: 0x10}\nwatches:\n  - {kind: evaluation, id: a}\n  - {kind: evaluation-job, id: b}\n",
"watches:\n  - arn: arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl\n    kind: evaluation\n    region: eu-west-1\n  - arn: arn:aws:s3:::foo\n  - arn: hello\n  - id: x\n  - kind: evaluation\n  - type: evaluation\n    resource_id: x\n  - arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl\n  -\n",
"watches:\n  - kind: evalution\n    id: 'a b'\n    regoin: x\n    interval: 15\n    verbose: yes\n    overdue_after: 15\n    endpoint: ftp://x\n    profile: ''\n    poll: {initial: 10s, max: 5s, foo: 1}\n    name: [a]\n",
"watches:\n  - kind: evaluation\n    id: ev-1\n    name: \"a: b\n", "watches:\n  - kind: evaluation\n    id: ev-1\n    name: a: b\n", "watches: [\n", "watches: [a, b\n", "a: @b\n", "watches: [[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]\n",
"watches:\n  - {kind: evaluation, id: a}\n", "watches:\n  - {kind: evaluation, id: a, region: us-east-1}\n  - {kind: ml-model, id: a, region: us-east-1, verbose: true}\n",
"watches:\n - kind: evaluation\n  id: a\n", "a\u{7}b: c\n", "\u{FEFF}watches: []\nx: 日本\n", "watches:\n  - {id: 日本語日本語, kind: 日本}\n", "{[a]: b, watches: []}\n", "? - a\n: b\n",
"watches: []\nlimits: {rate: 2, concurrency: many}\nrate: 1\n", ": a\n",
"watches:\n- kind: evaluation\n  region:\n  id: ~\n", "watches: []\n]\n", "watches: []\nfoo\n", "watches: [] foo\n", "a: 'x' y\n", "a: \"\\q\"\n", "'a",
]
