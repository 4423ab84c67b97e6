// SPDX-License-Identifier: Apache-2.0

extension GoldenTests {
    static let settings: [Golden] = [
        Golden(
            "roles",
            """
            defaults: {external_id: abc}
            watches:
              - {kind: evaluation, id: a, region: us-east-1, role_arn: Watcher}
              - {kind: evaluation, id: b, region: us-east-1, role: x}
              - {kind: evaluation, id: c, region: us-east-1, role_arn: arn:aws:iam::123456789012:role/R, external_id: a b}
              - {kind: evaluation, id: d, region: us-east-1, role_arn: arn:aws:iam::123456789012:role/R, external_id: a}

            """,
            """
            w.yaml:1:25: error: 'external_id' has no 'role_arn' to go with it
            defaults: {external_id: abc}
                                    ^
            help: write the role's ARN beside it, or remove the line
            w.yaml:3:60: error: 'role_arn' is not the ARN of a role
              - {kind: evaluation, id: a, region: us-east-1, role_arn: Watcher}
                                                                       ^
            help: it looks like arn:aws:iam::123456789012:role/NAME
            w.yaml:4:50: error: unknown key 'role' in a watch
              - {kind: evaluation, id: b, region: us-east-1, role: x}
                                                             ^
            help: did you mean 'role_arn'?
            w.yaml:5:107: error: 'external_id' must be 2 to 1224 letters, digits and characters of _=,.@:/-+
            …ion: us-east-1, role_arn: arn:aws:iam::123456789012:role/R, external_id: a b}
                                                                                      ^
            w.yaml:6:107: error: 'external_id' must be 2 to 1224 letters, digits and characters of _=,.@:/-+
            …egion: us-east-1, role_arn: arn:aws:iam::123456789012:role/R, external_id: a}
                                                                                        ^
            """
        ),
        Golden(
            "an ARN as an Amazon ML id",
            """
            watches:
              - kind: evaluation
                id: arn:aws:machinelearning:us-east-1:123456789012:evaluation/ev-1

            """,
            """
            w.yaml:3:9: error: 'id' is an ARN
                id: arn:aws:machinelearning:us-east-1:123456789012:evaluation/ev-1
                    ^
            help: write it as `arn:`
            """
        ),
        Golden(
            "no region anywhere",
            """
            watches:
              - {kind: evaluation, id: ev-1}
              - {kind: evaluation, id: ev-2, profile: ml-prod}

            """,
            """
            w.yaml:2:28: error: this watch has no region
              - {kind: evaluation, id: ev-1}
                                       ^
            help: give `region:` here or under `defaults:`, or set AWS_REGION, AWS_DEFAULT_REGION or the region of the default profile
            w.yaml:3:28: error: this watch has no region
              - {kind: evaluation, id: ev-2, profile: ml-prod}
                                       ^
            help: give `region:` here or under `defaults:`, or set AWS_REGION, AWS_DEFAULT_REGION or the region of the profile 'ml-prod'
            """
        ),
        Golden(
            "regions that the service is not in",
            """
            watches:
              - {kind: evaluation, id: a, region: us-west-2}
              - {kind: evaluation, id: b, region: us-est-1}
              - {kind: evaluation, id: c, region: US-EAST-1}
              - arn: arn:aws:bedrock:us-est-1:123456789012:evaluation-job/abcdefghijkl
              - {kind: evaluation, id: d, region: us-est}

            """,
            """
            w.yaml:2:39: error: Amazon ML is not known to be in us-west-2; it is in us-east-1 and eu-west-1
              - {kind: evaluation, id: a, region: us-west-2}
                                                  ^
            help: give `endpoint:` as well if the service is there all the same
            w.yaml:3:39: warning: us-est-1 is none of the regions that awaitd knows
              - {kind: evaluation, id: b, region: us-est-1}
                                                  ^
            help: did you mean 'us-east-1'?
            w.yaml:4:39: error: 'US-EAST-1' is not a region
              - {kind: evaluation, id: c, region: US-EAST-1}
                                                  ^
            help: did you mean 'us-east-1'?
            w.yaml:6:39: error: Amazon ML is not known to be in us-est; it is in us-east-1 and eu-west-1
              - {kind: evaluation, id: d, region: us-est}
                                                  ^
            help: did you mean 'us-east-1'?
            """
        ),
        Golden(
            "regions that nobody knows yet, each once",
            """
            defaults: {region: xx-northwest-1}
            kinds:
              - {name: mine, service: glue, protocol: json-1.1, operation: GetIt, target: Glue, id: Id, status: S, statuses: {A: failed}}
            watches:
              - {kind: mine, id: a}
              - {kind: evaluation, id: b}
              - {kind: mine, id: c, region: us-gov-east-2}
              - {kind: mine, id: d, region: me-west-1}
              - {kind: mine, id: e, region: us-est-1, endpoint: 'http://127.0.0.1:9000'}
              - arn: arn:aws:bedrock:us-est-1:123456789012:evaluation-job/abcdefghijkl

            """,
            """
            w.yaml:1:20: warning: xx-northwest-1 is none of the regions that awaitd knows
            defaults: {region: xx-northwest-1}
                               ^
            help: did you mean 'cn-northwest-1'?
            w.yaml:7:33: warning: us-gov-east-2 is none of the regions that awaitd knows
              - {kind: mine, id: c, region: us-gov-east-2}
                                            ^
            help: did you mean 'us-gov-east-1'?
            w.yaml:10:10: warning: us-est-1 is none of the regions that awaitd knows
              - arn: arn:aws:bedrock:us-est-1:123456789012:evaluation-job/abcdefghijkl
                     ^
            help: did you mean 'us-east-1'?
            """
        ),
        Golden(
            "a wrong region in defaults is reported once",
            """
            defaults: {region: us-west-2}
            watches:
              - {kind: evaluation, id: a}
              - {kind: evaluation, id: b}

            """,
            """
            w.yaml:1:20: error: Amazon ML is not known to be in us-west-2; it is in us-east-1 and eu-west-1
            defaults: {region: us-west-2}
                               ^
            help: give `endpoint:` as well if the service is there all the same
            """
        ),
        Golden(
            "names used twice",
            """
            watches:
              - {kind: evaluation, id: a, region: us-east-1}
              - {kind: ml-model, id: a, region: us-east-1}
              - {kind: ml-model, id: b, name: a, region: us-east-1}

            """,
            """
            w.yaml:3:26: error: the name 'a' is used twice; first at w.yaml:2:28
              - {kind: ml-model, id: a, region: us-east-1}
                                     ^
            help: give this watch a `name:` of its own
            w.yaml:4:35: error: the name 'a' is used twice; first at w.yaml:2:28
              - {kind: ml-model, id: b, name: a, region: us-east-1}
                                              ^
            help: names are unique across all files
            """
        ),
        Golden(
            "verbose where it has no meaning",
            """
            watches:
              - {kind: evaluation, id: a, region: us-east-1, verbose: true}

            """,
            """
            w.yaml:2:59: error: 'verbose' has no meaning for evaluation
              - {kind: evaluation, id: a, region: us-east-1, verbose: true}
                                                                      ^
            help: remove it
            """
        ),
        Golden(
            "values that are missing",
            """
            watches:
            - kind: evaluation
              region:
              id: ~
              poll:

            """,
            """
            w.yaml:3:3: error: 'region' has no value
              region:
              ^
            help: give it one, or remove the line
            w.yaml:4:3: error: 'id' has no value
              id: ~
              ^
            help: give it one, or remove the line
            w.yaml:5:3: error: 'poll' has nothing in it
              poll:
              ^
            help: write `poll: {initial: 15s, max: 5m}`
            """
        ),
        Golden(
            "a max that is shorter than the inherited initial",
            """
            watches:
              - {kind: evaluation, id: a, region: us-east-1, poll: {max: 5s}}

            """,
            """
            w.yaml:2:62: error: poll.max (5s) is shorter than poll.initial (15s)
              - {kind: evaluation, id: a, region: us-east-1, poll: {max: 5s}}
                                                                         ^
            help: the inherited poll.initial applies here: give a shorter one as well
            """
        ),
        Golden(
            "limits",
            """
            limits: {rate: 0/s, concurrency: 0x10}
            watches: []

            """,
            """
            w.yaml:1:16: error: 'rate' must be more than zero
            limits: {rate: 0/s, concurrency: 0x10}
                           ^
            help: polls per second, minute or hour: 2/s, 30/m, 100/h; or unlimited
            w.yaml:1:34: error: 'concurrency' must be a whole number from 1 to 1024, not '0x10'
            limits: {rate: 0/s, concurrency: 0x10}
                                             ^
            """
        ),
        Golden(
            "history",
            """
            history: {keep: 0d, notices: 1e6}
            watches: []

            """,
            """
            w.yaml:1:17: error: 'keep' must be more than zero
            history: {keep: 0d, notices: 1e6}
                            ^
            w.yaml:1:30: error: 'notices' must be a whole number from 1 to 100000000, not '1e6'
            history: {keep: 0d, notices: 1e6}
                                         ^
            """
        ),
        Golden(
            "history that is kept for less than a day",
            """
            history: {keep: 23h59m}

            """,
            """
            w.yaml:1:17: error: 'keep' must be at least 1d, not '23h59m'
            history: {keep: 23h59m}
                            ^
            """
        ),
        Golden(
            "history with other words",
            """
            history:
              max_age: 90
              rate: 2/s
            retention: {keep: 90}
            watches: []

            """,
            """
            w.yaml:2:3: error: unknown key 'max_age' in 'history'
              max_age: 90
              ^
            help: did you mean 'keep'?
            w.yaml:3:3: error: unknown key 'rate' in 'history'
              rate: 2/s
              ^
            help: 'rate' belongs in 'limits'; valid keys in 'history': keep, notices
            w.yaml:4:1: error: unknown key 'retention' in a watch file
            retention: {keep: 90}
            ^
            help: did you mean 'history'?
            """
        ),
        Golden(
            "history with nothing in it",
            """
            history:
            watches: []

            """,
            """
            w.yaml:1:1: error: 'history' has nothing in it
            history:
            ^
            help: remove the line if there is nothing to say
            """
        ),
    ]
}
