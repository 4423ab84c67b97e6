// SPDX-License-Identifier: Apache-2.0

import Core

/// Makes input from a grammar: what mutation does not arrive at, such as documents that are deep, wide or long throughout.
struct FuzzGrammar {
    private var generator: SplitMix64
    private var text: [UInt8] = []
    /// How many bytes the input may have, more or less.
    private let limit: Int

    /// The most bytes of an input, except for the few large ones.
    private static let usualLimit = 4_096
    private static let largeLimit = 262_144

    /// Input for a parser; nil if there is no grammar for it.
    static func input(for target: FuzzTarget, _ generator: inout SplitMix64) -> [UInt8]? {
        var grammar = FuzzGrammar(seed: generator.next())
        switch target {
        case .response: grammar.response()
        case .json, .varlink: grammar.json()
        case .xml: grammar.xml()
        case .config: grammar.config()
        case .watches: grammar.watches()
        case .notice, .environment: grammar.fields()
        case .error, .address, .text: return nil
        }
        return grammar.text
    }

    private init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
        let isLarge = Int.random(in: 0..<100, using: &generator) == 0
        limit = isLarge ? Self.largeLimit : Int.random(in: 1...Self.usualLimit, using: &generator)
    }

    private var room: Int { max(0, limit - text.count) }

    private mutating func write(_ piece: String) { text += piece.utf8 }

    private mutating func write(_ piece: String, times: Int) {
        let bytes = Array(piece.utf8)
        for _ in 0..<times { text += bytes }
    }

    private mutating func chance(_ one: Int, in many: Int) -> Bool { Int.random(in: 0..<many, using: &generator) < one }

    private mutating func number(to most: Int) -> Int { Int.random(in: 0...max(0, most), using: &generator) }

    private mutating func one<Value>(of values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &generator)]
    }

    // MARK: JSON

    private mutating func response() {
        write(
            one(of: [#"{"Status":"COMPLETED","x":"#, #"{"status":"Completed","Message":"#, #"{"PerformanceMetrics":"#]))
        json()
        write(one(of: ["}", #","Status":"FAILED"}"#, #","Name":"n","EndpointInfo":{"EndpointStatus":"READY"}}"#]))
    }

    private mutating func json() {
        switch number(to: 5) {
        case 0: repeated(opening: "[", closing: "]", piece: 1)
        case 1: repeated(opening: #"{"a":"#, closing: "}", piece: 5)
        case 2: repeated(opening: "{" + name(upTo: room / 8) + ":", closing: "}", piece: 5)
        case 3:
            write("[")
            let element = scalar()
            write(element + ",", times: room / (element.utf8.count + 1))
            write(scalar() + "]")
        case 4:
            write("{")
            var isFirst = true
            while room > 0 {
                write((isFirst ? "" : ",") + name(upTo: 40) + ":" + scalar())
                isFirst = false
            }
            write("}")
        default: tree(depth: 0)
        }
    }

    /// One thing in another, as deep as there is room, and at the bottom as many values.
    private mutating func repeated(opening: String, closing: String, piece: Int) {
        let depth = number(to: room / (opening.utf8.count + 1))
        write(opening, times: depth)
        let leaf = scalar()
        if opening == "[" { write(leaf + ",", times: number(to: room / (leaf.utf8.count + 1))) }
        write(leaf)
        write(closing, times: chance(9, in: 10) ? depth : number(to: depth))
    }

    private mutating func tree(depth: Int) {
        guard depth < 80, room > 0 else { return write(scalar()) }
        switch number(to: 3) {
        case 0: write(scalar())
        case 1:
            write("[")
            for index in 0...number(to: 4) {
                if index > 0 { write(",") }
                tree(depth: depth + 1)
            }
            write("]")
        default:
            write("{")
            for index in 0...number(to: 4) {
                write((index > 0 ? "," : "") + name(upTo: 20) + ":")
                tree(depth: depth + 1)
            }
            write("}")
        }
    }

    private mutating func name(upTo most: Int) -> String {
        chance(1, in: 3)
            ? one(of: [
                #""Status""#, #""Message""#, #""Environment""#, #""a""#, #""\u0061""#, #""method""#, #""parameters""#,
            ])
            : string(upTo: most)
    }

    private mutating func scalar() -> String {
        switch number(to: 6) {
        case 0: "null"
        case 1: one(of: ["true", "false"])
        case 2: String(Int64.random(in: .min ... .max, using: &generator))
        case 3: "\(number(to: 99)).\(number(to: .max))e\(number(to: 700) - 350)"
        case 4: String(repeating: "9", count: 1 + number(to: min(room, 400)))
        default: string(upTo: chance(1, in: 20) ? room : 30)
        }
    }

    private mutating func string(upTo most: Int) -> String {
        let pieces = [
            "a", "Ab", "ä", "e\u{301}", "\u{323}\u{301}", "\u{1F469}\u{200D}\u{1F52C}", #"\uffff"#, #"\n"#, #"\""#,
            #"\\"#, #"\u00e4"#,
            #"\ud83d\ude00"#, #"\ud83d"#, #"\u0000"#, "=", "X-Amz-Signature=", " ",
        ]
        var string = "\""
        let length = number(to: most)
        let piece = chance(1, in: 4) ? one(of: pieces) : nil
        while string.utf8.count <= length { string += piece ?? one(of: pieces) }
        return string + "\""
    }

    // MARK: XML

    private mutating func xml() {
        let name = String(repeating: one(of: ["a", "ns:a", "ä"]), count: 1 + number(to: chance(1, in: 4) ? 200 : 8))
        switch number(to: 3) {
        case 0:
            let depth = number(to: chance(1, in: 2) ? 40 : room / (2 * name.utf8.count + 5))
            write("<\(name)>", times: depth)
            write("</\(name)>", times: depth)
        case 1:
            write("<r>")
            write("<\(name)>x</\(name)>", times: room / (2 * name.utf8.count + 6))
            write("</r>")
        case 2:
            write("<r>")
            write("<Error><Code>")
            let piece = one(of: ["x", "&amp;", "&#65;", "<![CDATA[<]]>", "<!-- -->", " ", "&#xD800;", "ä"])
            write(piece, times: room / piece.utf8.count)
            write("</Code><Message>m</Message></Error></r>")
        default:
            write("<AssumeRoleResponse><AssumeRoleResult><Credentials>")
            for member in ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", name] {
                write("<\(member) at='>'>\(number(to: 99_999))</\(member)>")
            }
            write("</Credentials></AssumeRoleResult></AssumeRoleResponse>")
        }
    }

    // MARK: INI

    private mutating func config() {
        let key = String(repeating: one(of: ["k", "é", "-"]), count: 1 + number(to: chance(1, in: 4) ? room / 4 : 8))
        while room > 0 {
            switch number(to: 5) {
            case 0: write("[profile \(one(of: ["prod", "default", key]))]\n")
            case 1: write("[services \(key)]\nsts =\n  endpoint_url = https://a.example\n")
            case 2: write("\(key) = \(number(to: 9)) # note\n")
            case 3: write("  \(key)=\(key)\n")
            case 4: write("use_fips_endpoint = \(one(of: ["true", "yes", "TRUE ; x", ""]))\n")
            default: write(one(of: ["services = \(key)\n", "endpoint_url = http://10.0.0.1\n", "\r\n", "#", "\n"]))
            }
        }
    }

    // MARK: YAML

    private mutating func watches() {
        switch number(to: 4) {
        case 0:
            let opening = one(of: ["[", "{a: ", "- ", "? ", "!t ", "&a ", "'", "|\n "])
            write("watches: ")
            write(opening, times: room / opening.utf8.count)
        case 1:
            write("watches:\n")
            var indentation = 0
            while room > 0 {
                write(String(repeating: " ", count: indentation) + one(of: ["- a:\n", "a:\n", "b: 1\n"]))
                indentation = min(indentation + number(to: 3), 200)
            }
        case 2:
            write("watches:\n")
            var count = 0
            while room > 0 {
                write(
                    "  - {kind: evaluation, id: ev-\(number(to: count)), region: us-east-1, overdue_after: \(number(to: 99))h}\n"
                )
                count += 1
            }
        case 3:
            write(
                "kinds:\n  - name: own\n    service: glue\n    protocol: json-1.1\n    operation: GetJobRun\n    target: AWSGlue\n"
            )
            write("    id: a/b\n    status: \(String(repeating: "a.", count: number(to: 12)))s\n    statuses: {")
            while room > 0 { write("S\(number(to: 200)): \(one(of: ["completed", "failed", "odd", "pending"])), ") }
            write("Z: completed}\n")
            for _ in 0..<number(to: 6) { write("    \(one(of: Self.kindKeys)): \(one(of: Self.kindValues))\n") }
            write("watches: [{kind: own, id: x/y, region: us-east-1}]\n")
        default:
            while room > 0 { write("k\(number(to: 99_999)): \(one(of: ["1", "[]", "'x'", "~", "*a"]))\n") }
        }
    }

    private static let kindKeys = [
        "reason", "details", "opened", "omitted", "fixed", "caveats", "arn", "policy", "listing", "leaves_final_states",
        "may_return_to", "absent", "not_found", "regions", "method", "found_by_arn", "verbose", "failed_if",
    ]
    private static let kindValues = [
        "{a: '> 0', b: [present, '!= x', '< 1e9']}", "[a.b, 'c[0].d', 'e[].f']", "'arn:aws:s:REGION:ACCOUNT:a/ID'",
        "[{pattern: 'arn:aws:s:REGION:ACCOUNT:a:B/C', last: {length: 1-9}}]", "itself", "true", "~", "[failed, odd]",
        "{operation: ListX, item: {id: a}, page_size: {member: m, most: 9}, token: {sent: a, received: b}}", "all",
        "S1",
    ]

    // MARK: Fields

    /// Fields as NUL-separated `NAME=VALUE`.
    private mutating func fields() {
        let known =
            ["MESSAGE", "PRIORITY"]
            + [
                "WATCH", "KIND", "STATE", "PREVIOUS_STATE", "STATUS", "SKIPPED", "VISIBILITY", "REASON",
                "DURATION_USEC", "STARTS",
                "UNIT", "LANE", "REGION", "DETAIL_A", "HTTP_STATUS", "SEQ", "EVENT_ID", "OBSERVED_AT", "UNKNOWN",
            ].map { "AWAITD_\($0)" }
        repeat {
            let value: String
            switch number(to: 4) {
            case 0:
                value = one(of: [
                    "completed", "pending,in-progress", "a@b.service c.service", "-1", "5", "9223372036854775807",
                ])
            case 1: value = String(Int64.random(in: .min ... .max, using: &generator))
            default:
                var scalars = String.UnicodeScalarView()
                for _ in 0..<number(to: chance(1, in: 10) ? room / 3 : 30) { scalars.append(anyScalar()) }
                value = String(scalars)
            }
            write("\(one(of: known))=\(value)\u{0}")
        } while room > 0 && chance(19, in: 20)
    }

    /// Any scalar, those more often that mean something to a shell, to systemd or to a terminal.
    private mutating func anyScalar() -> Unicode.Scalar {
        if chance(1, in: 10) {
            // The noncharacters, which systemd refuses in texts.
            return Unicode.Scalar(one(of: [0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1_FFFF, 0x10_FFFE])) ?? "x"
        }
        if chance(1, in: 2) {
            return one(
                of: Array(
                    "\"\\$`'\n\r\t =#;%\u{0}\u{1B}\u{85}\u{2028}\u{202E}\u{FEFF}é"
                        .unicodeScalars))
        }
        return Unicode.Scalar(UInt32(number(to: 0x10FFFF))) ?? "x"
    }
}
