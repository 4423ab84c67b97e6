// SPDX-License-Identifier: Apache-2.0

extension GoldenTests {
    static let kinds: [Golden] = [
        Golden(
            "a kind that is wrong throughout",
            """
            kinds:
              - name: evaluation
                service: Text ract
                protocol: json
                operation: DeleteThing
                targt: x
                status: a..b
                statuses: {A: runing, B: completed}
            watches: []

            """,
            """
            w.yaml:3:14: error: 'Text ract' is not the name of a service
                service: Text ract
                         ^
            help: it is what the service's host name begins with: glue in glue.us-east-1.amazonaws.com
            w.yaml:4:15: error: 'json' is not a protocol that awaitd speaks
                protocol: json
                          ^
            help: valid values: json-1.0, json-1.1, rest-json
            w.yaml:5:16: error: 'operation' is 'DeleteThing', which may do more than read
                operation: DeleteThing
                           ^
            help: awaitd calls only operations that read: those that begin with Get, Describe, List, BatchGet
            w.yaml:6:5: error: unknown key 'targt' in a kind
                targt: x
                ^
            help: did you mean 'target'?
            w.yaml:7:13: error: 'a..b' is not a member of a response
                status: a..b
                        ^
            help: a member's name, or several joined with dots: job.status; [0] is a list's first: jobs[0].status
            w.yaml:8:19: error: the status 'A' means 'runing', which is not a state
                statuses: {A: runing, B: completed}
                              ^
            help: valid values: pending, in-progress, stopping, completed, failed, stopped, deleted, completed-with-warning, in-progress-with-warning
            """
        ),
        Golden(
            "a kind with the wrong parts for its protocol",
            """
            kinds:
              - name: mine
                service: glue
                protocol: rest-json
                operation: Getaway
                target: AWSGlue
                path: /jobs/{id}/..?x=1
                id: x
                status: s
                statuses: {A: in-progress}
              - name: yours
                service: glue
                protocol: json-1.1
                operation: GetJobRun
                target: AWSGlue.GetJobRun
                path: /x
                id: Run Id
                status: s
                statuses:
            watches: []

            """,
            """
            w.yaml:5:16: error: 'operation' is 'Getaway', which may do more than read
                operation: Getaway
                           ^
            help: awaitd calls only operations that read: those that begin with Get, Describe, List, BatchGet
            w.yaml:6:13: error: 'target' has no meaning with this protocol
                target: AWSGlue
                        ^
            help: rest-json has a path instead: give `path:`
            w.yaml:7:11: error: 'path' has '..?x=1' in it
                path: /jobs/{id}/..?x=1
                      ^
            help: a path looks like /jobs/{jobId}
            w.yaml:10:15: error: none of these 'statuses' ends a watch
                statuses: {A: in-progress}
                          ^
            help: at least one must be completed, failed, stopped or deleted
            w.yaml:16:11: error: 'path' has no meaning with this protocol
                path: /x
                      ^
            help: its operation is named by `target:`
            w.yaml:17:9: error: 'Run Id' is not a member of a request
                id: Run Id
                    ^
            help: the member that names the resource: RunId; several joined with '/': JobName/RunId
            w.yaml:19:5: error: 'statuses' must be keys and values, not nothing
                statuses:
                ^
            help: write each status with its state: `statuses: {RUNNING: in-progress, DONE: completed, ERROR: failed}`
            """
        ),
        Golden(
            "a kind that leaves out what it needs",
            """
            kinds:
              - name: one
              - protocol: json-1.0
              - protocol: rest-json
              - hello
            watches: []

            """,
            """
            w.yaml:2:5: error: a kind needs 'statuses'
              - name: one
                ^
            help: write each status with its state: `statuses: {RUNNING: in-progress, DONE: completed, ERROR: failed}`
            w.yaml:2:5: error: a kind needs 'service'
              - name: one
                ^
            help: `service: glue`: what the service's host name begins with
            w.yaml:2:5: error: a kind needs 'protocol'
              - name: one
                ^
            help: `protocol: json-1.1`, or json-1.0 or rest-json: what the service speaks
            w.yaml:2:5: error: a kind needs 'operation'
              - name: one
                ^
            help: `operation: GetJobRun`: the operation to call
            w.yaml:2:5: error: a kind needs 'status'
              - name: one
                ^
            help: `status: JobRun.JobRunState`: the member of the response that has the status
            w.yaml:3:5: error: a kind needs 'statuses'
              - protocol: json-1.0
                ^
            help: write each status with its state: `statuses: {RUNNING: in-progress, DONE: completed, ERROR: failed}`
            w.yaml:3:5: error: a kind needs 'name'
              - protocol: json-1.0
                ^
            help: `name: glue-job-run`: the name that watches give in `kind:`
            w.yaml:3:5: error: a kind needs 'service'
              - protocol: json-1.0
                ^
            help: `service: glue`: what the service's host name begins with
            w.yaml:3:5: error: a kind needs 'operation'
              - protocol: json-1.0
                ^
            help: `operation: GetJobRun`: the operation to call
            w.yaml:3:5: error: a kind needs 'status'
              - protocol: json-1.0
                ^
            help: `status: JobRun.JobRunState`: the member of the response that has the status
            w.yaml:3:5: error: a kind of this protocol needs 'target'
              - protocol: json-1.0
                ^
            help: `target: AWSGlue`: what X-Amz-Target has before the operation
            w.yaml:3:5: error: a kind of this protocol needs 'id'
              - protocol: json-1.0
                ^
            help: `id: RunId`: the member of the request that names the resource
            w.yaml:4:5: error: a kind needs 'statuses'
              - protocol: rest-json
                ^
            help: write each status with its state: `statuses: {RUNNING: in-progress, DONE: completed, ERROR: failed}`
            w.yaml:4:5: error: a kind needs 'name'
              - protocol: rest-json
                ^
            help: `name: glue-job-run`: the name that watches give in `kind:`
            w.yaml:4:5: error: a kind needs 'service'
              - protocol: rest-json
                ^
            help: `service: glue`: what the service's host name begins with
            w.yaml:4:5: error: a kind needs 'operation'
              - protocol: rest-json
                ^
            help: `operation: GetJobRun`: the operation to call
            w.yaml:4:5: error: a kind needs 'status'
              - protocol: rest-json
                ^
            help: `status: JobRun.JobRunState`: the member of the response that has the status
            w.yaml:4:5: error: a kind of this protocol needs 'path'
              - protocol: rest-json
                ^
            help: `path: /jobs/{jobId}`: the path to request, with the resource's members in braces
            w.yaml:5:5: error: a kind must be keys and values, not text
              - hello
                ^
            help: write `- name: NAME`, and beneath it service, protocol, operation and so on
            """
        ),
        Golden(
            "kinds that are not a list",
            """
            kinds: {name: mine}
            watches: []

            """,
            """
            w.yaml:1:8: error: 'kinds' must be a list, not keys and values
            kinds: {name: mine}
                   ^
            help: begin each kind with '- name: NAME'; `awaitd kinds` lists the built-in ones
            """
        ),
        Golden(
            "kinds with nothing in it",
            """
            kinds:
            watches: []

            """,
            """
            w.yaml:1:1: error: 'kinds' has no value
            kinds:
            ^
            help: remove the line if there is nothing to say
            """
        ),
        Golden(
            "a kind that is declared twice, and one that is nearly there",
            """
            kinds:
              - {name: mine, service: glue, protocol: rest-json, operation: GetX, path: '/{id}', status: s, statuses: {A: failed}}
              - {name: mine, service: glue, protocol: rest-json, operation: GetX, path: '/{id}', status: s, statuses: {A: failed}}
            watches:
              - {kind: mien, id: a, region: us-east-1}

            """,
            """
            w.yaml:3:12: error: the kind 'mine' is declared twice; first at w.yaml:2:12
              - {name: mine, service: glue, protocol: rest-json, operation: GetX, path: '…
                       ^
            help: names are unique across all files
            w.yaml:5:12: error: unknown kind 'mien'
              - {kind: mien, id: a, region: us-east-1}
                       ^
            help: did you mean 'mine'?
            """
        ),
        Golden(
            "statuses with no states",
            """
            kinds:
              - name: mine
                service: glue
                protocol: rest-json
                operation: BatchGetX
                path: /{id}
                status: s
                statuses: {A: , B: [x], C: done, '': failed, D: failed}
            watches: []

            """,
            """
            w.yaml:8:16: error: the status 'A' has no state
                statuses: {A: , B: [x], C: done, '': failed, D: failed}
                           ^
            help: valid values: pending, in-progress, stopping, completed, failed, stopped, deleted, completed-with-warning, in-progress-with-warning
            w.yaml:8:24: error: the status 'B' has no state
                statuses: {A: , B: [x], C: done, '': failed, D: failed}
                                   ^
            help: valid values: pending, in-progress, stopping, completed, failed, stopped, deleted, completed-with-warning, in-progress-with-warning
            w.yaml:8:32: error: the status 'C' means 'done', which is not a state
                statuses: {A: , B: [x], C: done, '': failed, D: failed}
                                           ^
            help: did you mean 'completed'?
            w.yaml:8:38: error: a status must be 1 to 128 characters on one line
                statuses: {A: , B: [x], C: done, '': failed, D: failed}
                                                 ^
            """
        ),
        Golden(
            "kinds that would read secrets",
            """
            kinds:
              - name: by-name
                service: anything
                protocol: json-1.1
                operation: GetSecretValue
                target: AWSGlue
                id: SecretId
                status: SecretString
                statuses: {A: failed}
              - {name: code, service: lambda, protocol: rest-json, operation: GetFunction, path: '/2015-03-31/functions/{n}', status: s, statuses: {A: failed}}
              - {name: path, service: lambda, protocol: rest-json, operation: GetX, path: '/2015-03-31/functions/{n}', status: s, statuses: {A: failed}}
              - {name: target, service: s, protocol: json-1.1, operation: GetX, target: secretsmanager.GetSecretValue, id: I, status: s, statuses: {A: failed}}
              - {name: dots, service: s, protocol: json-1.1, operation: GetX, target: Some.DeleteThing, id: I, status: s, statuses: {A: failed}}
              - {name: parts, service: amplify, protocol: rest-json, operation: GetX, path: '/{a}/{b}', status: s, statuses: {A: failed}}
            watches:
              - {kind: parts, id: apps/d1, region: us-east-1}
              - {kind: parts, id: jobs/d1, region: us-east-1}
              - {kind: parts, name: other, id: functions/f, endpoint: 'https://x.example/2015%2D03-31', region: us-east-1}

            """,
            """
            w.yaml:5:16: error: 'operation' is 'GetSecretValue', which reads secrets
                operation: GetSecretValue
                           ^
            help: what a kind reads is reported and recorded, so no kind may call it, whatever its service
            w.yaml:8:13: error: 'status' is 'SecretString', which is a secret by its name
                status: SecretString
                        ^
            help: what a kind reads is reported and recorded: name another member
            w.yaml:10:67: error: 'operation' is 'GetFunction', whose response has passwords, keys, tokens or presigned URLs in it
            …lambda, protocol: rest-json, operation: GetFunction, path: '/2015-03-31/funct…
                                                     ^
            help: GetFunctionConfiguration has the function's state as well, without the address of its code
            w.yaml:10:86: error: 'path' is that of GetFunction of lambda, which reads secrets
            …est-json, operation: GetFunction, path: '/2015-03-31/functions/{n}', status: …
                                                     ^
            help: what a kind reads is reported and recorded, so no kind may call it, whatever its service
            w.yaml:11:79: error: 'path' is that of GetFunction of lambda, which reads secrets
            …ocol: rest-json, operation: GetX, path: '/2015-03-31/functions/{n}', status: …
                                                     ^
            help: what a kind reads is reported and recorded, so no kind may call it, whatever its service
            w.yaml:12:77: error: 'target' has 'GetSecretValue' in it, which reads secrets
            …col: json-1.1, operation: GetX, target: secretsmanager.GetSecretValue, id: I,…
                                                     ^
            help: what a kind reads is reported and recorded, so no kind may call it, whatever its service
            w.yaml:13:75: error: 'target' has a '.' in it, which ends the service's part
            …col: json-1.1, operation: GetX, target: Some.DeleteThing, id: I, status: s, s…
                                                     ^
            help: leave out what follows: Some
            w.yaml:16:23: error: this watch would call GetApp of amplify, which reads secrets
              - {kind: parts, id: apps/d1, region: us-east-1}
                                  ^
            help: what a kind reads is reported and recorded, so no kind may call it, whatever its service
            w.yaml:18:36: error: this watch would call GetFunction of lambda, which reads secrets
              - {kind: parts, name: other, id: functions/f, endpoint: 'https://x.example/…
                                               ^
            help: what a kind reads is reported and recorded, so no kind may call it, whatever its service
            """
        ),
        Golden(
            "where a kind's keys do not belong",
            """
            kinds: []
            watches:
              - {kind: evaluation, id: a, region: us-east-1, statuses: {A: failed}}

            """,
            """
            w.yaml:3:50: error: unknown key 'statuses' in a watch
              - {kind: evaluation, id: a, region: us-east-1, statuses: {A: failed}}
                                                             ^
            help: 'statuses' belongs in a kind; valid keys in a watch: name, kind, id, arn, match, newer_than, at_most, within, region, profile, role_arn, external_id, endpoint, poll, overdue_after, verbose, on, expect
            """
        ),
    ]
}
