// SPDX-License-Identifier: Apache-2.0

extension GoldenTests {
    static let watches: [Golden] = [
        Golden(
            "everything wrong at once",
            """
            watches:
              - kind: evalution
                id: 'a b'
                regoin: x
                interval: 15
                verbose: yes
                overdue_after: 15
                endpoint: ftp://x
                profile: ''
                poll: {initial: 10s, max: 5s, foo: 1}
                name: [a]

            """,
            """
            w.yaml:2:11: error: unknown kind 'evalution'
              - kind: evalution
                      ^
            help: did you mean 'evaluation'?
            w.yaml:4:5: error: unknown key 'regoin' in a watch
                regoin: x
                ^
            help: did you mean 'region'?
            w.yaml:5:5: error: unknown key 'interval' in a watch
                interval: 15
                ^
            help: did you mean 'poll'?
            w.yaml:6:14: error: 'verbose' must be true or false, not 'yes'
                verbose: yes
                         ^
            help: did you mean 'true'?
            w.yaml:7:20: error: 'overdue_after' is '15', which is not a duration
                overdue_after: 15
                               ^
            help: a unit is missing: did you mean '15s'?
            w.yaml:8:15: error: 'endpoint' must begin with http:// or https://
                endpoint: ftp://x
                          ^
            help: an address looks like http://127.0.0.1:9000
            w.yaml:9:14: error: 'profile' is empty
                profile: ''
                         ^
            w.yaml:10:31: error: poll.max (5s) is shorter than poll.initial (10s)
                poll: {initial: 10s, max: 5s, foo: 1}
                                          ^
            w.yaml:10:35: error: unknown key 'foo' in 'poll'
                poll: {initial: 10s, max: 5s, foo: 1}
                                              ^
            help: valid keys in 'poll': initial, max
            w.yaml:11:11: error: 'name' must be text, not a list
                name: [a]
                      ^
            """
        ),
        Golden(
            "a wrong id",
            """
            watches:
              - {kind: ml-model, id: 'a b', region: us-east-1}

            """,
            """
            w.yaml:2:26: error: 'id' has ' ' in it; only letters, digits, '_', '.' and '-' are allowed
              - {kind: ml-model, id: 'a b', region: us-east-1}
                                     ^
            """
        ),
        Golden(
            "nothing to watch",
            """
            watches:
              - {region: us-east-1}
              - {kind: evaluation, region: us-east-1}

            """,
            """
            w.yaml:2:5: error: this watch does not say what to watch
              - {region: us-east-1}
                ^
            help: give it `arn:`, or `kind:` with `id:` or `match:`
            w.yaml:3:5: error: this watch does not say what to watch
              - {kind: evaluation, region: us-east-1}
                ^
            help: give it `arn:`, or `kind:` with `id:` or `match:`
            """
        ),
        Golden(
            "an id without a kind",
            """
            watches:
              - {id: ev-1, region: us-east-1}
              - {id: 'arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl'}

            """,
            """
            w.yaml:2:10: error: 'id' needs a 'kind' beside it
              - {id: ev-1, region: us-east-1}
                     ^
            help: `awaitd kinds` lists the kinds
            w.yaml:3:10: error: 'id' needs a 'kind' beside it
              - {id: 'arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl'}
                     ^
            help: this is an ARN: write it as `arn:`, which needs no kind
            """
        ),
        Golden(
            "what tools make of `on:`, and what cannot be seen",
            """
            watches:
              - kind: evaluation
                id: ev-1
                region: "us-east-1\u{5C}r"
                true: {completed: a.service}
                "re\u{5C}u00A0gion": x

            """,
            """
            w.yaml:4:13: error: 'us-east-1\u{5C}r' is not a region
                region: "us-east-1\u{5C}r"
                        ^
            help: it ends in \u{5C}r (a carriage return); remove that
            w.yaml:5:5: error: unknown key 'true' in a watch
                true: {completed: a.service}
                ^
            help: did you mean 'on'?
            w.yaml:6:5: error: unknown key 're<U+00A0>gion' in a watch
                "re\u{5C}u00A0gion": x
                ^
            help: did you mean 'region'?
            """
        ),
        Golden(
            "other tools' words",
            """
            watches:
              - type: evaluation
                resource_id: ev-1
                poll_interval: 15s
                aws_region: us-east-1
                timeout: 6h

            """,
            """
            w.yaml:2:5: error: unknown key 'type' in a watch
              - type: evaluation
                ^
            help: did you mean 'kind'?
            w.yaml:3:5: error: unknown key 'resource_id' in a watch
                resource_id: ev-1
                ^
            help: did you mean 'id'?
            w.yaml:4:5: error: unknown key 'poll_interval' in a watch
                poll_interval: 15s
                ^
            help: did you mean 'poll'?
            w.yaml:5:5: error: unknown key 'aws_region' in a watch
                aws_region: us-east-1
                ^
            help: did you mean 'region'?
            w.yaml:6:5: error: unknown key 'timeout' in a watch
                timeout: 6h
                ^
            help: did you mean 'overdue_after'?
            """
        ),
        Golden(
            "an ARN that contradicts kind, id and region",
            """
            watches:
              - arn: arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl
                kind: evaluation
                id: ev-1
                region: eu-west-1

            """,
            """
            w.yaml:3:11: error: 'kind' contradicts the ARN, which is of kind evaluation-job
                kind: evaluation
                      ^
            help: 'kind' is not needed beside 'arn'
            w.yaml:4:9: error: 'id' contradicts the ARN, which ends in 'abcdefghijkl'
                id: ev-1
                    ^
            help: 'id' is not needed beside 'arn'
            w.yaml:5:13: error: 'region' contradicts the ARN, which is in us-east-1
                region: eu-west-1
                        ^
            help: 'region' is not needed beside 'arn'
            """
        ),
        Golden(
            "ARNs of other things",
            """
            watches:
              - arn: arn:aws:s3:::bucket
              - arn: arn:aws:bedrock:us-east-1:123456789012:evaluation-job/short
              - arn: hello

            """,
            """
            w.yaml:2:10: error: 'arn' is of a resource that awaitd does not know
              - arn: arn:aws:s3:::bucket
                     ^
            help: awaitd knows ARNs of machinelearning, bedrock, bedrock-agentcore and 17 more services; `awaitd kinds` lists the kinds
            w.yaml:3:10: error: 'arn' does not end in 12 lower-case letters and digits, as the ids of this kind do
              - arn: arn:aws:bedrock:us-east-1:123456789012:evaluation-job/short
                     ^
            w.yaml:4:10: error: 'arn' is not an ARN
              - arn: hello
                     ^
            help: an ARN is arn:aws:SERVICE:REGION:ACCOUNT:TYPE/ID, with an ACCOUNT of 12 digits
            """
        ),
        Golden(
            "ARNs whose type is nearly right",
            """
            watches:
              - arn: arn:aws:bedrock:us-east-1:123456789012:evaluation-jobs/abcdefghijkl
              - arn: arn:aws:sagemaker:us-east-1:123456789012:trainingjob/a
              - arn: arn:aws:sagemaker:us-east-1:123456789012:training-job/a/
              - arn: arn:aws:sagemaker:us-east-1:123456789012:model-packages/a
              - arn: arn:aws:bedrok:us-east-1:123456789012:evaluation-job/abcdefghijkl

            """,
            """
            w.yaml:2:10: error: 'arn' is of a resource that awaitd does not know
              - arn: arn:aws:bedrock:us-east-1:123456789012:evaluation-jobs/abcdefghijkl
                     ^
            help: did you mean 'evaluation-job/ID'?
            w.yaml:3:10: error: 'arn' is of a resource that awaitd does not know
              - arn: arn:aws:sagemaker:us-east-1:123456789012:trainingjob/a
                     ^
            help: did you mean 'training-job/NAME'?
            w.yaml:4:10: error: 'arn' is of a resource that awaitd does not know
              - arn: arn:aws:sagemaker:us-east-1:123456789012:training-job/a/
                     ^
            help: an ARN of this type ends in 'training-job/NAME'
            w.yaml:5:10: error: 'arn' is of a resource that awaitd does not know
              - arn: arn:aws:sagemaker:us-east-1:123456789012:model-packages/a
                     ^
            help: did you mean 'model-package/GROUP/VERSION' or 'model-package/NAME'?
            w.yaml:6:10: error: 'arn' is of a resource that awaitd does not know
              - arn: arn:aws:bedrok:us-east-1:123456789012:evaluation-job/abcdefghijkl
                     ^
            help: did you mean 'bedrock'?
            """
        ),
        Golden(
            "an unknown ARN without a region",
            """
            watches:
              - arn: arn:aws:iam::123456789012:role/a

            """,
            """
            w.yaml:2:10: error: 'arn' is of a resource that awaitd does not know
              - arn: arn:aws:iam::123456789012:role/a
                     ^
            help: awaitd knows ARNs of machinelearning, bedrock, bedrock-agentcore and 17 more services; `awaitd kinds` lists the kinds
            """
        ),
    ]
}
