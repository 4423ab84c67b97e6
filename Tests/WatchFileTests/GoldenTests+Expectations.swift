// SPDX-License-Identifier: Apache-2.0

extension GoldenTests {
    static let expectations: [Golden] = [
        Golden(
            "wrong conditions",
            """
            defaults: {region: us-east-1}
            watches:
              - {kind: evaluation, id: a, expect: {BinaryAUC: ">= 85%"}}
              - {kind: evaluation, id: b, expect: {BinaryAUC: ">= 0,85"}}
              - {kind: evaluation, id: c, expect: {BinaryAUC: 0.85}}
              - {kind: evaluation, id: d, expect: {BinaryAUC: "=> 0.85"}}
              - {kind: evaluation, id: e, expect: {BinaryAUC: ">= high"}}
              - {kind: evaluation, id: f, expect: {BinaryAUC: }}
              - {kind: evaluation, id: g, expect: {BinaryAUC: [1]}}
              - {kind: evaluation, id: h, expect: {BinaryAUC: present}}
              - {kind: evaluation, id: i, expect: {BinaryAUC: "== 0x1"}}
              - {kind: evaluation, id: j, expect: {" x": "== 1"}}

            """,
            """
            w.yaml:3:51: error: '85%' begins like a number and is none
              - {kind: evaluation, id: a, expect: {BinaryAUC: ">= 85%"}}
                                                              ^
            help: numbers are written as in JSON: 0, -1, 0.85, 1e6
            w.yaml:4:51: error: '0,85' begins like a number and is none
              - {kind: evaluation, id: b, expect: {BinaryAUC: ">= 0,85"}}
                                                              ^
            help: numbers are written as in JSON: 0, -1, 0.85, 1e6
            w.yaml:5:51: error: '0.85' is not a condition
              - {kind: evaluation, id: c, expect: {BinaryAUC: 0.85}}
                                                              ^
            help: say how it compares: ">= 0.85" or "== 0.85"
            w.yaml:6:51: error: '=> 0.85' is not a condition
              - {kind: evaluation, id: d, expect: {BinaryAUC: "=> 0.85"}}
                                                              ^
            help: did you mean '>= 0.85'?
            w.yaml:7:51: error: '>= high' compares with a word, which only == and != can do
              - {kind: evaluation, id: e, expect: {BinaryAUC: ">= high"}}
                                                              ^
            help: `>`, `>=`, `<`, `<=`, `==` or `!=` and a number; or `==` or `!=` and a word: ">= 0.85", "== Completed"
            w.yaml:8:40: error: 'expect' does not say what 'BinaryAUC' must be
              - {kind: evaluation, id: f, expect: {BinaryAUC: }}
                                                   ^
            help: write each detail with what it must be: `expect: {BinaryAUC: ">= 0.85"}`
            w.yaml:9:51: error: 'expect' must be text, not a list
              - {kind: evaluation, id: g, expect: {BinaryAUC: [1]}}
                                                              ^
            w.yaml:10:51: error: 'present' is not a condition
              - {kind: evaluation, id: h, expect: {BinaryAUC: present}}
                                                              ^
            help: `>`, `>=`, `<`, `<=`, `==` or `!=` and a number; or `==` or `!=` and a word: ">= 0.85", "== Completed"
            w.yaml:11:51: error: '0x1' begins like a number and is none
              - {kind: evaluation, id: i, expect: {BinaryAUC: "== 0x1"}}
                                                              ^
            help: numbers are written as in JSON: 0, -1, 0.85, 1e6
            w.yaml:12:40: error: the name ' x' in 'expect' is no name of a detail
              - {kind: evaluation, id: j, expect: {" x": "== 1"}}
                                                   ^
            help: it begins with a blank; remove that
            """
        ),
        Golden(
            "wrong places of expectations",
            """
            defaults: {region: us-east-1, expect: {BinaryAUC: ">= 0.85"}}
            watches:
              - {kind: evaluation, id: a, expect: {}}
              - {kind: evaluation, id: b, expect: BinaryAUC >= 0.85}
              - {kind: evaluation, id: c, expects: {BinaryAUC: ">= 0.85"}}
              - {kind: evaluation, id: d, expect: {BinaryAUC: ">= 0.85", BinaryAUC: "<= 1"}}

            """,
            """
            w.yaml:1:31: error: unknown key 'expect' in 'defaults'
            defaults: {region: us-east-1, expect: {BinaryAUC: ">= 0.85"}}
                                          ^
            help: 'expect' belongs in a watch; valid keys in 'defaults': region, profile, role_arn, external_id, endpoint, poll, overdue_after, verbose, on
            w.yaml:3:39: error: 'expect' has nothing in it
              - {kind: evaluation, id: a, expect: {}}
                                                  ^
            help: write each detail with what it must be: `expect: {BinaryAUC: ">= 0.85"}`
            w.yaml:4:39: error: 'expect' must be keys and values, not text
              - {kind: evaluation, id: b, expect: BinaryAUC >= 0.85}
                                                  ^
            help: write each detail with what it must be: `expect: {BinaryAUC: ">= 0.85"}`
            w.yaml:5:31: error: unknown key 'expects' in a watch
              - {kind: evaluation, id: c, expects: {BinaryAUC: ">= 0.85"}}
                                          ^
            help: did you mean 'expect'?
            w.yaml:6:62: error: the key 'BinaryAUC' is given twice; first on line 6
            … {kind: evaluation, id: d, expect: {BinaryAUC: ">= 0.85", BinaryAUC: "<= 1"}}
                                                                       ^
            """
        ),
        Golden(
            "names that can be no details",
            """
            defaults: {region: us-east-1}
            watches:
              - {kind: evaluation, id: a, expect: {BinaryAuc: ">= 0.85", Precision: "> 0"}}
              - {kind: training-job, match: "*", expect: {TrainingJobStatus: "== Completed", "validation:auc": "> 0"}}
              - {kind: evaluation, id: b, expect: {BinaryAUC: "!= 0"}}
              - {kind: evaluation, id: c, on: {unmet: awaitd-on-gate.service}}
              - {kind: batch-job, id: 12345678-1234-4234-8234-123456789012, expect: {accuracy: "> 0"}}

            """,
            """
            w.yaml:3:40: warning: evaluation is not known to have a detail 'BinaryAuc', and what is missing is unmet
              - {kind: evaluation, id: a, expect: {BinaryAuc: ">= 0.85", Precision: "> 0"}}
                                                   ^
            help: did you mean 'BinaryAUC'?
            w.yaml:4:47: warning: training-job is not known to have a detail 'TrainingJobStatus', and what is missing is unmet
            …ind: training-job, match: "*", expect: {TrainingJobStatus: "== Completed", "v…
                                                     ^
            help: it has SecondaryStatus, BillableTimeInSeconds, CreationTime, TrainingStartTime, TrainingEndTime
            w.yaml:6:36: warning: the units of 'unmet' are never started: nothing is expected here
              - {kind: evaluation, id: c, on: {unmet: awaitd-on-gate.service}}
                                               ^
            help: say what must be: `expect: {BinaryAUC: ">= 0.85"}`
            w.yaml:7:74: warning: batch-job is not known to have a detail 'accuracy', and what is missing is unmet
            …tch-job, id: 12345678-1234-4234-8234-123456789012, expect: {accuracy: "> 0"}}
                                                                         ^
            help: it has exitCode, size, isCancelled, isTerminated, logStreamName, jobQueue, jobDefinition, instanceType, statusSummary, numNodes
            """
        ),
        Golden(
            "conditions without quotes",
            """
            defaults: {region: us-east-1}
            watches:
              - {kind: evaluation, id: a, expect: {BinaryAUC: != 0}}

            """,
            """
            w.yaml:3:51: error: a tag (!name) is not supported
              - {kind: evaluation, id: a, expect: {BinaryAUC: != 0}}
                                                              ^
            help: remove the tag; quote the value if it is text
            w.yaml:3:51: error: '0' is not a condition
              - {kind: evaluation, id: a, expect: {BinaryAUC: != 0}}
                                                              ^
            help: say how it compares: ">= 0" or "== 0"
            """
        ),
        Golden(
            "a condition that begins a block",
            """
            defaults: {region: us-east-1}
            watches:
              - kind: evaluation
                id: a
                expect:
                  BinaryAUC: >= 0.85

            """,
            """
            w.yaml:6:19: error: invalid YAML: did not find expected comment or line break while scanning a block scalar
                  BinaryAUC: >= 0.85
                              ^
            help: put quotes around a condition: ">= 0.85"
            """
        ),
        Golden(
            "a condition that begins a block, in braces",
            """
            defaults: {region: us-east-1}
            watches:
              - {kind: evaluation, id: a, expect: {BinaryAUC: >= 0.85}}

            """,
            """
            w.yaml:3:51: error: invalid YAML: found character that cannot start any token while scanning for the next token
              - {kind: evaluation, id: a, expect: {BinaryAUC: >= 0.85}}
                                                              ^
            help: put quotes around a condition: ">= 0.85"
            """
        ),
    ]
}
