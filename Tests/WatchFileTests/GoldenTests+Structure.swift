// SPDX-License-Identifier: Apache-2.0

extension GoldenTests {
    static let structure: [Golden] = [
        Golden(
            "an empty file",
            """

            """,
            """
            w.yaml:1:1: error: there is nothing in this file
            help: write `watches: []` if there is nothing to watch yet
            """
        ),
        Golden(
            "comments only",
            """
            # nothing yet

            """,
            """
            w.yaml:1:1: error: there is nothing in this file
            # nothing yet
            ^
            help: write `watches: []` if there is nothing to watch yet
            """
        ),
        Golden(
            "an empty document",
            """
            ---

            """,
            """
            w.yaml:1:1: error: there is nothing in this file
            ---
            ^
            help: write `watches: []` if there is nothing to watch yet
            """
        ),
        Golden(
            "a list at the top",
            """
            - a

            """,
            """
            w.yaml:1:1: error: a watch file must be keys and values, not a list
            - a
            ^
            help: put the list under `watches:`
            """
        ),
        Golden(
            "text at the top",
            """
            foo

            """,
            """
            w.yaml:1:1: error: a watch file must be keys and values, not text
            foo
            ^
            help: write `watches:` and the list beneath it
            """
        ),
        Golden(
            "watches without a value",
            """
            watches:

            """,
            """
            w.yaml:1:1: error: 'watches' has no value
            watches:
            ^
            help: write `watches: []` if there is nothing to watch yet
            """
        ),
        Golden(
            "watches as a mapping",
            """
            watches: {}

            """,
            """
            w.yaml:1:10: error: 'watches' must be a list, not keys and values
            watches: {}
                     ^
            help: begin each watch with '- '
            """
        ),
        Golden(
            "no keys",
            """
            {}

            """,
            """
            w.yaml:1:1: error: 'watches' is missing
            {}
            ^
            help: write `watches: []` if there is nothing to watch yet
            """
        ),
        Golden(
            "defaults without a value",
            """
            watches: []
            defaults:

            """,
            """
            w.yaml:2:1: error: 'defaults' has nothing in it
            defaults:
            ^
            help: remove the line if there is nothing to say
            """
        ),
        Golden(
            "unknown and misplaced keys at the top",
            """
            watches: []
            limit: {}
            rate: 2/s
            foo: bar

            """,
            """
            w.yaml:2:1: error: unknown key 'limit' in a watch file
            limit: {}
            ^
            help: did you mean 'limits'?
            w.yaml:3:1: error: unknown key 'rate' in a watch file
            rate: 2/s
            ^
            help: 'rate' belongs in 'limits'; valid keys in a watch file: defaults, limits, history, kinds, watches
            w.yaml:4:1: error: unknown key 'foo' in a watch file
            foo: bar
            ^
            help: valid keys in a watch file: defaults, limits, history, kinds, watches
            """
        ),
        Golden(
            "a key given twice",
            """
            watches: []
            # again
            watches: []

            """,
            """
            w.yaml:3:1: error: the key 'watches' is given twice; first on line 1
            watches: []
            ^
            """
        ),
        Golden(
            "two documents",
            """
            watches: []
            ---
            watches: []

            """,
            """
            w.yaml:2:1: error: a second document begins here; a watch file is one document
            ---
            ^
            help: keep one; more watches can go into watches.d/
            """
        ),
        Golden(
            "text after the end",
            """
            watches: []
            ...
            foo: 1

            """,
            """
            w.yaml:3:1: error: a second document begins here; a watch file is one document
            foo: 1
            ^
            help: keep one; more watches can go into watches.d/
            """
        ),
        Golden(
            "a directive",
            """
            %TAG ! tag:example.com,2026:
            ---
            watches: []

            """,
            """
            w.yaml:1:1: error: this YAML directive is not supported
            %TAG ! tag:example.com,2026:
            ^
            help: remove the line
            """
        ),
        Golden(
            "anchors, aliases, merge keys and tags",
            """
            defaults: &d {region: us-east-1}
            watches:
              - <<: *d
                id: !!str x
                kind: ! evaluation

            """,
            """
            w.yaml:1:11: error: an anchor (&name) is not supported
            defaults: &d {region: us-east-1}
                      ^
            help: use `defaults:` for what all watches share
            w.yaml:3:5: error: a merge key (<<) is not supported
              - <<: *d
                ^
            help: use `defaults:` for what all watches share
            w.yaml:3:9: error: an alias (*name) is not supported
              - <<: *d
                    ^
            help: write the value out; put quotes around a text that begins with '*'
            w.yaml:4:9: error: a tag (!name) is not supported
                id: !!str x
                    ^
            help: remove the tag; quote the value if it is text
            w.yaml:5:11: error: a tag (!name) is not supported
                kind: ! evaluation
                      ^
            help: remove the tag; quote the value if it is text
            """
        ),
        Golden(
            "keys that are not text",
            """
            {[a]: b, watches: []}

            """,
            """
            w.yaml:1:2: error: a key must be plain text
            {[a]: b, watches: []}
             ^
            """
        ),
        Golden(
            "deep nesting",
            """
            watches: [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]

            """,
            """
            w.yaml:1:25: error: lists and mappings are nested more than 16 deep
            watches: [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]
                                    ^
            """
        ),
        Golden(
            "entries that are not mappings",
            """
            watches:
              - ev-1
              - arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl
              -
              - []

            """,
            """
            w.yaml:2:5: error: a watch must be keys and values, not text
              - ev-1
                ^
            help: write `- kind: KIND` and `id: ID` beneath it, or `- arn: ARN`
            w.yaml:3:5: error: a watch must be keys and values, not text
              - arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl
                ^
            help: write `- arn: arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl`
            w.yaml:4:4: error: a watch has nothing in it
              -
               ^
            help: write `- kind: KIND` and `id: ID` beneath it, or `- arn: ARN`
            w.yaml:5:5: error: a watch must be keys and values, not a list
              - []
                ^
            help: write `- kind: KIND` and `id: ID` beneath it, or `- arn: ARN`
            """
        ),
    ]
}
