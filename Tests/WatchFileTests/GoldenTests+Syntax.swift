// SPDX-License-Identifier: Apache-2.0

extension GoldenTests {
    static let syntax: [Golden] = [
        Golden(
            "a tab for indentation",
            """
            watches:
            \t- a

            """,
            """
            w.yaml:2:1: error: a tab is used for indentation, which YAML does not allow
             - a
            ^
            help: indent with spaces
            """
        ),
        Golden(
            "a tab later on",
            """
            watches:
              - kind: evaluation
            \tid: a

            """,
            """
            w.yaml:3:1: error: a tab is used for indentation, which YAML does not allow
             id: a
            ^
            help: indent with spaces
            """
        ),
        Golden(
            "an open double quote",
            """
            watches:
              - kind: evaluation
                name: "a: b
                id: ev-1

            """,
            """
            w.yaml:3:11: error: invalid YAML: found unexpected end of stream while scanning a quoted scalar
                name: "a: b
                      ^
            help: the closing quote is missing
            """
        ),
        Golden(
            "an open single quote",
            """
            watches: 'a

            """,
            """
            w.yaml:1:10: error: invalid YAML: found unexpected end of stream while scanning a quoted scalar
            watches: 'a
                     ^
            help: the closing quote is missing
            """
        ),
        Golden(
            "a colon in a text",
            """
            watches:
              - name: a: b

            """,
            """
            w.yaml:2:12: error: invalid YAML: mapping values are not allowed in this context
              - name: a: b
                       ^
            help: put quotes around a text with ': ' in it, and check the indentation
            """
        ),
        Golden(
            "an open list",
            """
            watches: [

            """,
            """
            w.yaml:1:11: error: invalid YAML: did not find expected node content while parsing a flow node
            watches: [
                      ^
            help: a value, or a closing ']' or '}', is missing
            """
        ),
        Golden(
            "an open list with entries",
            """
            watches: [a, b

            """,
            """
            w.yaml:1:10: error: invalid YAML: did not find expected ',' or ']' while parsing a flow sequence
            watches: [a, b
                     ^
            help: the closing ']' or a comma is missing
            """
        ),
        Golden(
            "an open mapping",
            """
            defaults: {region: a

            """,
            """
            w.yaml:1:11: error: invalid YAML: did not find expected ',' or '}' while parsing a flow mapping
            defaults: {region: a
                      ^
            help: the closing '}' or a comma is missing
            """
        ),
        Golden(
            "a reserved character",
            """
            watches: @b

            """,
            """
            w.yaml:1:10: error: invalid YAML: found character that cannot start any token while scanning for the next token
            watches: @b
                     ^
            help: put quotes around a text that begins with '@', '`' or '%'
            """
        ),
        Golden(
            "indentation that does not fit",
            """
            watches:
             - kind: evaluation
              id: a

            """,
            """
            w.yaml:3:3: error: invalid YAML: did not find expected '-' indicator while parsing a block collection that begins on line 2
              id: a
              ^
            help: check indentation, quotes and brackets here and on the line before
            """
        ),
        Golden(
            "a word by itself",
            """
            watches: []
            foo

            """,
            """
            w.yaml:2:1: error: invalid YAML: could not find expected ':' while scanning a simple key
            foo
            ^
            help: each line of a mapping is `key: value`
            """
        ),
        Golden(
            "something after a value",
            """
            watches: [] foo

            """,
            """
            w.yaml:1:13: error: invalid YAML: did not find expected key while parsing a block mapping
            watches: [] foo
                        ^
            help: check indentation, quotes and brackets here and on the line before
            """
        ),
        Golden(
            "an unknown escape",
            """
            watches: "\\q"

            """,
            """
            w.yaml:1:11: error: invalid YAML: found unknown escape character while parsing a quoted scalar
            watches: "\\q"
                      ^
            help: in double quotes a backslash begins an escape; use single quotes
            """
        ),
        Golden(
            "a stray bracket",
            """
            watches: []
            ]

            """,
            """
            w.yaml:2:1: error: invalid YAML: did not find expected key while parsing a block mapping that begins on line 1
            ]
            ^
            help: check indentation, quotes and brackets here and on the line before
            """
        ),
        Golden(
            "wide characters before the place",
            """
            watches:
              - {name: 日本語, kind: evalution, id: a, region: us-east-1}

            """,
            """
            w.yaml:2:23: error: unknown kind 'evalution'
              - {name: 日本語, kind: evalution, id: a, region: us-east-1}
                                     ^
            help: did you mean 'evaluation'?
            """
        ),
        Golden(
            "a combining accent before the place",
            """
            watches:
              - {name: e\u{301}, knd: evaluation, id: a, region: us-east-1}

            """,
            """
            w.yaml:2:16: error: unknown key 'knd' in a watch
              - {name: e\u{301}, knd: evaluation, id: a, region: us-east-1}
                          ^
            help: did you mean 'kind'?
            """
        ),
        Golden(
            "a long line",
            """
            watches: [{kind: evaluation, id: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, region: us-east-1}, {kind: evalution, id: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, region: us-east-1}]

            """,
            """
            w.yaml:1:112: error: unknown kind 'evalution'
            …aaaaaaaaaaa, region: us-east-1}, {kind: evalution, id: bbbbbbbbbbbbbbbbbbbbbb…
                                                     ^
            help: did you mean 'evaluation'?
            """
        ),
    ]
}
