# SPDX-License-Identifier: Apache-2.0
"""config/watches.schema.json, by which editors check a watch file, agrees with `awaitd check`."""

import json
import pathlib
import re

import jsonschema
import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "config" / "watches.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


class EditorLoader(yaml.SafeLoader):
    """Reads scalars as an editor does, by YAML 1.2's core schema: `on` is text, and so is a date."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", "~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


def errors(text):
    """What the schema refuses, of the values as an editor reads them and as awaitd does, which takes all for text."""
    found = []
    for loader in (EditorLoader, yaml.BaseLoader):
        found += [error.message for error in VALIDATOR.iter_errors(yaml.load(text, loader))]
    return found


def used_examples():
    """The sample with its examples in use."""
    lines = (ROOT / "config" / "watches.yaml").read_text().splitlines()
    lines = [line[1:] if re.match(r"#(  |[^ ])", line) else line for line in lines]
    return "\n".join("watches:" if line == "watches: []" else line for line in lines)


GLUE = (
    "kinds:\n  - {name: glue-job-run, service: glue, protocol: json-1.1, operation: GetJobRun, target: AWSGlue,"
    " id: JobName/RunId, status: JobRun.JobRunState, statuses: {RUNNING: in-progress, SUCCEEDED: completed}KEYS}\n"
    "watches: []\n"
)
OMICS = (
    "kinds:\n  - {name: omics-run, service: workflows-omics, protocol: rest-json, operation: GetRun,"
    " path: '/run/{id}/of/{batchId}', status: status, statuses: {COMPLETED: completed-with-warning}KEYS}\n"
    "watches: []\n"
)
WATCH = "watches:\n  - {kind: ml-model, id: m-1, region: us-east-1KEYS}\n"
MATCHER = "watches:\n  - {kind: training-job, match: '*', region: us-east-1KEYS}\n"
JOB = "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl"


def with_keys(text, keys=""):
    return text.replace("KEYS", f", {keys}" if keys else "")


GOOD_LANGUAGE = [
    "arn: 'arn:aws:glue:REGION:ACCOUNT:job/NAME/RUN', found_by_arn: 'true'",
    "arn: [{pattern: 'arn:aws:glue:REGION:ACCOUNT:job/NAME', last: {length: 3}}], found_by_arn: false, policy: itself",
    "fixed: {MaxResults: 1, A: true, B: x, C: [a, b]}, verbose: Verbose, regions: [us-east-1], resource_name: Name",
    "reason: ['A.B[].C', 'jobs[0].d'], absent: RUNNING, modified: m, opened: [A.B], highlights: x, causes: [y]",
    "details: all, omitted: [a.password]", "details: [a, 'b[0].c'], leaves_final_states: [completed]",
    "absence: NONE, may_return_to: [RUNNING], caveats: {a: '> 0', b: '!= Good', c: present, 'd[].e': ['>= 1', '< -2.5e3']}",
    "failed_if: {exitCode: '!= 0', stopCode: ['== Lost', '== Late']}",
    "not_found: NotThere, transient: [Slow, Busy], policy: {arn: 'arn:aws:glue:REGION:ACCOUNT:job/NAME', has_id: true}",
    "arn: 'arn:aws:glue:REGION:ACCOUNT:job/NAME/RUN', policy: {within: 'arn:aws:glue:REGION:ACCOUNT:job/NAME'}",
    "listing: {operation: ListRuns, parent: JobName, fixed: {a: 1}, items: Runs, item: {id: Id, status: State, modified: m},"
    " query: true, page_size: {member: MaxResults, most: 100}, token: {sent: NextToken, received: NextToken}, filters: {status: S}}",
]
BAD_LANGUAGE = [
    "arn: 'arn:aws:glue:us-east-1:ACCOUNT:job/NAME/RUN'", "found_by_arn: x", "fixed: []", "fixed: {a b: 1}", "fixed: {a: {}}",
    "verbose: true or false", "regions: [US]", "reason: 'a[1]'", "status: 'a[].b'", "highlights: {a: b}", "details: ['a b']",
    "absent: ''", "caveats: {a: bad}", "caveats: {a: '> x'}", "caveats: {a: '> 1.'}", "caveats: {a: '== 5a'}", "caveats: {}", "failed_if: {a: bad}",
    "not_found: a b", "policy: all", "policy: {}", "policy: {arn: x}", "policy: {within: x}",
    "leaves_final_states: [pending]", "listing: {}",
    "listing: {operation: StartRuns}", "listing: {operation: GetSecretValue}", "listing: {operation: ListRuns, page_size: {member: a}}",
    "listing: {operation: ListRuns, token: {sent: a}}", "listing: {operation: ListRuns, item: {ids: a}}",
    "listing: {operation: ListRuns, filters: {state: a}}", "listing: {operation: ListRuns, parent: 'a b'}", "opened: ['']",
]

GOOD = [
    "watches: []\n",
    '{"watches":[{"kind":"evaluation","id":"ev-1","region":"us-east-1","poll":{"initial":"1s"}}]}',
    f"watches:\n  - arn: {JOB}\n  - {{arn: '{JOB}', kind: evaluation-job, id: abcdefghijkl, name: again}}\n",
    "watches: [{name: 007, kind: evaluation, id: 1.50, profile: no, region: us-east-1}]\n",
    "watches: [{name: true, kind: evaluation, id: 12, region: us-east-1}]\n",
    "defaults: {region: us-east-1, role_arn: 'arn:aws-cn:iam::123456789012:role/a/b', external_id: 12}\nwatches: []\n",
    "defaults: {}\nlimits: {}\nhistory: {}\nkinds: []\nwatches: []\n",
    "limits: {rate: 0.5/m, concurrency: '16'}\nhistory: {keep: 1d2h3m4s5ms, notices: 1}\nwatches: []\n",
    "limits: {rate: unlimited, concurrency: 1024}\nwatches: []\n",
    "limits: {listings: never}\nwatches: []\n", "limits: {listings: 'auto'}\nwatches: []\n",
    *(with_keys(MATCHER, keys) for keys in ("", "newer_than: 2d, at_most: 100000", "at_most: '5', name: nightly", "verbose: false", "expect: {auc: '> 0'}")),
    MATCHER.replace("KEYS", "").replace("'*'", "[a, 7, true]"), MATCHER.replace("KEYS", "").replace("'*'", "7"),
    "watches:\n  - {kind: ingestion-job, match: '*', region: us-east-1, within: KBKBKBKBKB/DSDSDSDSDS}\n",
    "watches:\n  - {kind: omics-read-set-import-job, match: '*', region: us-east-1, within: 1234567890}\n",
    "defaults: {region: us-east-1}\n", "limits: {rate: 1/s}\n", "history: {keep: 24h}\n", "kinds: []\n",
    with_keys(GLUE).replace("AWSGlue", "com.amazonaws.codeconnections.CodeConnections_20231201"),
    with_keys(GLUE), with_keys(OMICS), with_keys(GLUE, "title: 7, reason: a.b, created: a, started: b, finished: c"),
    with_keys(OMICS, "signing_name: omics, leaves_final_states: true"),
    *(with_keys(GLUE, keys) for keys in GOOD_LANGUAGE),
    *(
        with_keys(WATCH, keys)
        for keys in (
            "verbose: true", "verbose: 'true'", "overdue_after: 1h30m", "poll: {max: 10m}",
            "poll: {initial: 1ms, max: 1ms}", "endpoint: HTTPS://Example.com/a/b",
            "endpoint: 'http://[::1]:4566'", "on: {}", "on: {failed: []}",
            "on: {unknown: awaitd-on-x.target, in-progress: [awaitd-on-a@.service, awaitd-on-b@%w.service]}",
            "expect: {a: '>= 0.85', 'b:c d': '==-1', c: '!= 8.5e-1', d: '== Some word', e: '!=é'}, on: {unmet: []}",
        )
    ),
]

BAD = [
    "[]\n", "watch: []\n", "watches: {}\n", "watches:\n", "defaults:\nwatches: []\n", "kinds: {}\nwatches: []\n",
    "defaults: {expect: {a: '> 0'}}\nwatches: []\n", "{}\n", "watches: [a]\n", "watches: [{}]\n", "watches: [{kind: evaluation, region: us-east-1}]\n",
    "watches: [{id: a, region: us-east-1}]\n", "watches: [{arn: hello}]\n",
    "limits: {rate: 2}\nwatches: []\n", "limits: {rate: 2/d}\nwatches: []\n", "limits: {concurrency: 0}\nwatches: []\n",
    "limits: {concurrency: 1025}\nwatches: []\n", "limits: {concurrency: 1.5}\nwatches: []\n",
    "history: {keep: 90}\nwatches: []\n", "history: {notices: 0}\nwatches: []\n", "limits: {keep: 1d}\nwatches: []\n",
    *(
        with_keys(WATCH, keys)
        for keys in (
            "regoin: x", "name: ''", "name: [a]", "name: ", "profile: {}", "verbose: yes", "overdue_after: 15",
            "overdue_after: 30m1h", "poll: 15s", "poll: {initial: 1.5s}", "poll: {first: 1s}",
            "endpoint: ftp://x", "endpoint: https://user@example.com", "endpoint: 'https://example.com?a=b'",
            "role_arn: Watcher", "role_arn: 'arn:aws:iam::123456789012:role/R', external_id: a b", "on: a.service",
            "on: {success: a.service}", "on: {failed: retrain}", "on: {failed: [{}]}", "on: {unmet: gate}",
            "expect: {}", "expect: a > 0", "expect: {a: }", "expect: {a: 0.85}", "expect: {a: ['> 0']}", "expect: {a: present}",
            "expect: {a: '>= 85%'}", "expect: {a: '>= 0,85'}", "expect: {a: '== 0x1'}", "expect: {a: '> high'}",
            "expect: {a: '=> 1'}", "expect: {a: '=== 1'}", "expect: {a: '== .5'}", "expect: {a: '=='}", "expect: {'': '> 0'}",
            f"on: {{failed: [{', '.join(f'awaitd-on-{n}.service' for n in range(9))}]}}",
        )
    ),
    "limits: {listings: off}\nwatches: []\n", "limits: {listings: ''}\nwatches: []\n",
    *(
        with_keys(MATCHER, keys)
        for keys in (
            "id: a", f"arn: '{JOB}'", "newer_than: 2", "at_most: 0", "at_most: 100001", "at_most: all", "within: ''",
        )
    ),
    *(MATCHER.replace("KEYS", "").replace("'*'", match) for match in ("''", "[]", "[a, a]", "['']", "{}", "a" * 256)),
    "watches: [{match: '*', region: us-east-1}]\n",
    *(with_keys(WATCH, keys) for keys in ("newer_than: 1d", "at_most: 5", "within: a")),
    "watches: [{kind: ml-model, id: m-1, region: US-EAST-1}]\n",
    *(with_keys(GLUE, keys) for keys in ("path: '/{a}'", "leaves_final_states: maybe", "reason: a..b", "titel: x")),
    with_keys(OMICS, "target: AWSGlue"), with_keys(GLUE, "method: POST"),
    *(with_keys(GLUE, keys) for keys in BAD_LANGUAGE),
    *(with_keys(GLUE).replace("GetJobRun", name) for name in ("GetSecretValue", "GetParameters", "GetFunction", "ListPasswords")),
    with_keys(GLUE).replace("AWSGlue", "AWSGlue.DeleteJob"), with_keys(GLUE).replace("AWSGlue", "secretsmanager.GetSecretValue"),
    with_keys(GLUE).replace("json-1.1", "json"), with_keys(GLUE).replace("GetJobRun", "DeleteJobRun"),
    with_keys(GLUE).replace("in-progress", "runing"), with_keys(GLUE).replace("glue-job-run", "Glue"),
    with_keys(GLUE).replace("service: glue", "service: Glue"), with_keys(GLUE).replace("JobName/RunId", "Run Id"),
    with_keys(GLUE).replace("target: AWSGlue, ", ""), with_keys(OMICS).replace("/run/{id}/of/{batchId}", "//{id}"),
    with_keys(OMICS).replace("status: status, ", ""), with_keys(OMICS).replace("{COMPLETED: completed-with-warning}", "{}"),
]


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", ["watches.yaml", "quickstart.yaml", "watches.d/10-example.yaml.sample"])
def test_every_file_of_config_fits(name):
    assert errors((ROOT / "config" / name).read_text()) == []


def test_the_samples_examples_fit():
    text = used_examples()
    assert text.count("\n  - ") > 10 and errors(text) == []


@pytest.mark.parametrize("page", ["awaitd.watches.5", "awaitd.8"])
def test_the_manuals_examples_fit(page):
    text = (ROOT / "packaging" / "man" / page).read_text()
    found = [
        block.replace("\\e", "\\")
        for block in re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", text, re.MULTILINE | re.DOTALL)
        if re.match(r"(defaults|limits|history|kinds|watches):", block)
    ]
    assert found
    for block in found:
        assert errors(block) == [], block


@pytest.mark.parametrize("text", GOOD)
def test_what_awaitd_takes_fits(awaitd, tmp_path, text):
    (tmp_path / "w.yaml").write_text(text)
    result = awaitd("check", "w.yaml")
    assert result.returncode == 0, result.stdout
    assert errors(text) == []


@pytest.mark.parametrize("text", BAD)
def test_what_does_not_fit_awaitd_refuses(awaitd, tmp_path, text):
    (tmp_path / "w.yaml").write_text(text)
    result = awaitd("check", "w.yaml")
    assert result.returncode == 78, result.stdout
    assert errors(text) != []
