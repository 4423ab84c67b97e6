// SPDX-License-Identifier: Apache-2.0

extension GoldenTests {
    static let matchers: [Golden] = [
        Golden(
            "values of a matcher",
            """
            defaults: {region: us-east-1}
            watches:
              - kind: training-job
                match: ["churn-*", '', "churn-*"]
                newer_than: 2
                at_most: 0
                within: churn
                id: churn-1
              - {kind: training-job, match: [], at_most: 100001, newer_than: 0s}
              - {kind: training-job, match: {a: b}}
              - kind: training-job
                match:

            """,
            """
            w.yaml:4:24: error: 'match' is empty
                match: ["churn-*", '', "churn-*"]
                                   ^
            help: `"*"` matches every name
            w.yaml:4:28: error: the pattern 'churn-*' is given twice
                match: ["churn-*", '', "churn-*"]
                                       ^
            w.yaml:5:17: error: 'newer_than' is '2', which is not a duration
                newer_than: 2
                            ^
            help: a unit is missing: did you mean '2s'?
            w.yaml:6:14: error: 'at_most' must be a whole number from 1 to 100000, not '0'
                at_most: 0
                         ^
            w.yaml:7:13: error: 'within' has no meaning for training-job
                within: churn
                        ^
            help: ListTrainingJobs lists all of them; remove the line
            w.yaml:8:9: error: 'id' has no meaning beside 'match'
                id: churn-1
                    ^
            help: a matcher finds its jobs by their names; one job is watched by its `id:` or `arn:` alone
            w.yaml:9:33: error: 'match' is an empty list
              - {kind: training-job, match: [], at_most: 100001, newer_than: 0s}
                                            ^
            help: `"*"` matches every name
            w.yaml:9:46: error: 'at_most' must be a whole number from 1 to 100000, not '100001'
              - {kind: training-job, match: [], at_most: 100001, newer_than: 0s}
                                                         ^
            w.yaml:9:66: error: 'newer_than' must be more than zero
              - {kind: training-job, match: [], at_most: 100001, newer_than: 0s}
                                                                             ^
            w.yaml:10:33: error: 'match' must be text, not keys and values
              - {kind: training-job, match: {a: b}}
                                            ^
            w.yaml:12:5: error: 'match' has no value
                match:
                ^
            help: give it one, or remove the line
            """
        ),
        Golden(
            "kinds that cannot be matched, and none",
            """
            defaults: {region: us-east-1}
            watches:
              - {match: "*"}
              - {kind: trainingjob, match: "*"}
              - {kind: data-automation-invocation, match: "*"}
              - {kind: imported-model, match: nightly-*}
              - {arn: 'arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl', match: "*", kind: evaluation-job}

            """,
            """
            w.yaml:3:13: error: 'match' needs a 'kind' beside it
              - {match: "*"}
                        ^
            help: `awaitd kinds` lists the kinds
            w.yaml:4:12: error: unknown kind 'trainingjob'
              - {kind: trainingjob, match: "*"}
                       ^
            help: did you mean 'training-job'?
            w.yaml:5:47: error: 'match' cannot be used with data-automation-invocation, which no operation lists
              - {kind: data-automation-invocation, match: "*"}
                                                          ^
            help: watch each by its `id:` or `arn:`
            w.yaml:6:35: error: 'match' cannot be used with imported-model: ListImportedModels does not show the status
              - {kind: imported-model, match: nightly-*}
                                              ^
            help: watch each by its `id:` or `arn:`
            w.yaml:7:11: error: 'arn' has no meaning beside 'match'
              - {arn: 'arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl…
                      ^
            help: a matcher finds its jobs by their names; one job is watched by its `id:` or `arn:` alone
            """
        ),
        Golden(
            "a parent that is missing or wrong",
            """
            defaults: {region: us-east-1}
            watches:
              - {kind: ingestion-job, match: "*"}
              - {kind: ingestion-job, match: "a", within: KBKBKBKBKB}
              - {kind: ingestion-job, match: "b", within: KBKBKBKBKB/DS-DS}
              - {kind: pipeline-execution, match: "c"}
              - {kind: automated-reasoning-policy-test, match: "d", within: x/y}

            """,
            """
            w.yaml:3:34: error: ingestion-job is listed only within its knowledgeBaseId/dataSourceId
              - {kind: ingestion-job, match: "*"}
                                             ^
            help: say in which one: `within: KBKBKBKBKB/DSDSDSDSDS`
            w.yaml:4:47: error: 'within' must be knowledgeBaseId/dataSourceId, joined by '/'
              - {kind: ingestion-job, match: "a", within: KBKBKBKBKB}
                                                          ^
            help: it looks like KBKBKBKBKB/DSDSDSDSDS
            w.yaml:5:47: error: 'within' has an invalid dataSourceId, which has '-' in it; only letters and digits are allowed
              - {kind: ingestion-job, match: "b", within: KBKBKBKBKB/DS-DS}
                                                          ^
            help: it looks like KBKBKBKBKB/DSDSDSDSDS
            w.yaml:6:39: error: pipeline-execution is listed only within its PipelineName
              - {kind: pipeline-execution, match: "c"}
                                                  ^
            help: say in which one: `within: PipelineName`
            w.yaml:7:65: error: 'within' has an invalid policyArn, which is not an ARN; this kind takes one: arn:aws:bedrock:REGION:ACCOUNT:automated-reasoning-policy/ID
              - {kind: automated-reasoning-policy-test, match: "d", within: x/y}
                                                                            ^
            help: it looks like arn:aws:bedrock:REGION:ACCOUNT:automated-reasoning-policy/ID/bwbwbwbwbwbwbwbwbwbwbwbwbwbwbwbw
            """
        ),
        Golden(
            "keys of a matcher in a watch, and misspelt ones",
            """
            defaults: {region: us-east-1}
            watches:
              - {kind: training-job, id: a, newer_than: 1d, at_most: 5, within: x}
              - {kind: training-job, macth: "*", newer_than: 1d}
              - {kind: training-job, pattern: "*"}
              - {kind: training-job, match: "*", since: 1d}
            limits: {listings: off, lists: never}

            """,
            """
            w.yaml:3:33: error: 'newer_than' has no meaning without 'match'
              - {kind: training-job, id: a, newer_than: 1d, at_most: 5, within: x}
                                            ^
            help: `match: "nightly-*"` in place of `id:` watches all jobs with such names
            w.yaml:3:49: error: 'at_most' has no meaning without 'match'
              - {kind: training-job, id: a, newer_than: 1d, at_most: 5, within: x}
                                                            ^
            help: `match: "nightly-*"` in place of `id:` watches all jobs with such names
            w.yaml:3:61: error: 'within' has no meaning without 'match'
              - {kind: training-job, id: a, newer_than: 1d, at_most: 5, within: x}
                                                                        ^
            help: `match: "nightly-*"` in place of `id:` watches all jobs with such names
            w.yaml:4:26: error: unknown key 'macth' in a watch
              - {kind: training-job, macth: "*", newer_than: 1d}
                                     ^
            help: did you mean 'match'?
            w.yaml:5:26: error: unknown key 'pattern' in a watch
              - {kind: training-job, pattern: "*"}
                                     ^
            help: did you mean 'match'?
            w.yaml:6:38: error: unknown key 'since' in a watch
              - {kind: training-job, match: "*", since: 1d}
                                                 ^
            help: did you mean 'newer_than'?
            w.yaml:7:20: error: 'listings' must be auto or never, not 'off'
            limits: {listings: off, lists: never}
                               ^
            help: did you mean 'never'?
            w.yaml:7:25: error: unknown key 'lists' in 'limits'
            limits: {listings: off, lists: never}
                                    ^
            help: did you mean 'listings'?
            """
        ),
        Golden(
            "names",
            """
            defaults: {region: us-east-1}
            watches:
              - {kind: training-job, match: "*"}
              - {kind: DescribeTrainingJob, match: "*"}
              - {name: nightly, kind: training-job, match: "n-*"}
              - {name: nightly, kind: training-job, id: n-1}

            """,
            """
            w.yaml:4:40: error: the name 'training-job:*' is used twice; first at w.yaml:3:33
              - {kind: DescribeTrainingJob, match: "*"}
                                                   ^
            help: give this matcher a `name:` of its own
            w.yaml:6:12: error: the name 'nightly' is used twice; first at w.yaml:5:12
              - {name: nightly, kind: training-job, id: n-1}
                       ^
            help: names are unique across all files
            """
        ),
        Golden(
            "watches that are named like found jobs",
            """
            defaults: {region: us-east-1}
            watches:
              - {name: nightly/a, kind: training-job, id: a}
              - {name: nightly/b, kind: training-job, id: b}
              - {name: nightly, kind: training-job, match: "n-*"}
              - {name: nightly/c/d, kind: training-job, id: c}
              - {name: nightly-e/f, kind: training-job, id: e}

            """,
            """
            w.yaml:5:12: warning: the watch 'nightly/a' at w.yaml:3:12 is named like the jobs that this matcher finds
              - {name: nightly, kind: training-job, match: "n-*"}
                       ^
            help: they are called 'nightly/JOB'; one of the same name gets a suffix
            w.yaml:6:12: warning: the name 'nightly/c/d' is like those of the jobs that the matcher 'nightly' finds
              - {name: nightly/c/d, kind: training-job, id: c}
                       ^
            help: they are called 'nightly/JOB'; one of the same name gets a suffix
            """
        ),
        Golden(
            "stars without quotes",
            """
            watches:
              - {kind: training-job, region: us-east-1, match: *-nightly}

            """,
            """
            w.yaml:2:52: error: an alias (*name) is not supported
              - {kind: training-job, region: us-east-1, match: *-nightly}
                                                               ^
            help: write the value out; put quotes around a text that begins with '*'
            """
        ),
        Golden(
            "a star alone",
            """
            watches:
              - kind: training-job
                region: us-east-1
                match: *

            """,
            """
            w.yaml:4:13: error: invalid YAML: did not find expected alphabetic or numeric character while scanning an alias
                match: *
                        ^
            help: put quotes around a text that begins with '*' or '&'
            """
        ),
        Golden(
            "own kinds",
            """
            kinds:
              - {name: job, service: example, protocol: rest-json, operation: GetJob, path: '/{a}/{b}', status: s, statuses: {X: completed}, listing: {operation: ListJobs, path: /jobs, items: jobs, item: {id: id, status: s}}}
              - {name: run, service: example, protocol: rest-json, operation: GetRun, path: '/runs/{b}', status: s, statuses: {X: completed}, listing: {operation: ListRuns, path: /runs, item: {id: id, status: s}}}
              - {name: bad, service: example, protocol: rest-json, operation: GetBad, status: s, statuses: {X: completed}}
            watches:
              - {kind: job, match: "*", region: us-east-1}
              - {kind: run, match: "*", region: us-east-1}
              - {kind: bad, match: "*", region: us-east-1}

            """,
            """
            w.yaml:4:5: error: a kind of this protocol needs 'path'
              - {name: bad, service: example, protocol: rest-json, operation: GetBad, sta…
                ^
            help: `path: /jobs/{jobId}`: the path to request, with the resource's members in braces
            w.yaml:6:24: error: this matcher could call GetFunction of lambda, which reads secrets
              - {kind: job, match: "*", region: us-east-1}
                                   ^
            help: what a kind reads is reported and recorded, so no kind may call it, whatever its service
            w.yaml:7:24: error: 'match' cannot be used with run: ListRuns does not show the status
              - {kind: run, match: "*", region: us-east-1}
                                   ^
            help: watch each by its `id:`
            """
        ),
    ]
}
