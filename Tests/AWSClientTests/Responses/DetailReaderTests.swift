// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

@Suite("Details")
struct DetailReaderTests {
    private static let answer = Kind.Response(
        status: "Status", reason: "Message", name: "Name", created: "CreatedAt", opened: ["Info", "Deep.Inner"],
        omitted: ["Id", "List.Hidden", "Map.Deep.Hidden", "Info.Hidden"]
    )

    private func details(_ json: String) throws -> [String: String] {
        let value = try JSONReader.value(of: Array(json.utf8), keeping: JSONSelection(Self.answer))
        let details = DetailReader(Self.answer).details(in: value)
        #expect(Set(details.map(\.key)).count == details.count)
        return Dictionary(details.map { ($0.key, $0.value) }) { first, _ in first }
    }

    @Test(
        "Members become details in readable form",
        arguments: [
            ("{}", [:]),
            (#"{"Status":"X","Message":"Y","Id":"Z"}"#, [:]),
            (
                #"{"A":1,"B":1.0,"C":1.5,"D":1e3,"E":0.1,"F":-0.0,"G":1e21}"#,
                ["A": "1", "B": "1", "C": "1.5", "D": "1000", "E": "0.1", "F": "0", "G": "1e+21"]
            ),
            (#"{"A":true,"B":false,"C":null,"D":""}"#, ["A": "true", "B": "false", "D": ""]),
            (#"{"A":[],"B":{},"C":[1,"x",null]}"#, ["A": "[]", "B": "{}", "C": #"[1,"x",null]"#]),
            (#"{"A":{"c":1,"b":{"z":1,"y":2}}}"#, ["A": #"{"b":{"y":2,"z":1},"c":1}"#]),
            (#"{"Info":{"X":1,"Y":{"Z":2}}}"#, ["X": "1", "Y": #"{"Z":2}"#]),
            (#"{"Info":{"X":1},"X":2}"#, ["X": "2", "INFO_X": "1"]),
            (#"{"Info":"text"}"#, ["INFO": "text"]),
            (#"{"Deep":{"Inner":{"A":1},"Other":2}}"#, ["A": "1", "OTHER": "2"]),
            (#"{"fooBar":1,"FooBar":2}"#, ["FOO_BAR": "2", "FOO_BAR_2": "1"]),
            (
                #"{"CreatedAt":0,"UpdatedAt":"2026-01-01T00:00:00Z","FlatAt":"home"}"#,
                ["CREATED_AT": "1970-01-01T00:00:00.000Z", "UPDATED_AT": "2026-01-01T00:00:00.000Z", "FLAT_AT": "home"]
            ),
            (
                #"{"ComputeTime":"185310","OtherTime":7,"endTime":"2026-01-01T01:00:00+01:00"}"#,
                ["COMPUTE_TIME": "185310", "OTHER_TIME": "7", "END_TIME": "2026-01-01T00:00:00.000Z"]
            ),
            (
                #"{"startDate":1795255200.5,"CompletedOn":1795255200,"SubmissionDateTime":"2026-01-01T00:00:00Z"}"#,
                [
                    "START_DATE": "2026-11-21T10:00:00.500Z", "COMPLETED_ON": "2026-11-21T10:00:00.000Z",
                    "SUBMISSION_DATE_TIME": "2026-01-01T00:00:00.000Z",
                ]
            ),
            (
                #"{"dependsOn":["a"],"runsOn":3,"dueDate":"soon","SubmitTime":1795255200123,"Info":{"stoppedAt":1795255200123}}"#,
                [
                    "DEPENDS_ON": #"["a"]"#, "RUNS_ON": "3", "DUE_DATE": "soon",
                    "SUBMIT_TIME": "2026-11-21T10:00:00.123Z", "STOPPED_AT": "2026-11-21T10:00:00.123Z",
                ]
            ),
            (
                #"{"LogUri":"https://a/b?Signature=x","Uri":"https://a/b?Signature=x&y=1"}"#,
                ["LOG_URI": "https://a/b", "URI": "https://a/b?Signature=<redacted>&y=1"]
            ),
            (
                #"{"A":{"LogUri":"https://a?s","B":["Signature=x"]}}"#,
                ["A": #"{"B":["Signature=<redacted>"],"LogUri":"https://a"}"#]
            ),
            (#"{"":1,"😀":2}"#, ["UNNAMED": "1", "UNNAMED_2": "2"]),
            (#"{"A":"\u0001\"\\\n"}"#, ["A": "\u{1}\"\\\n"]),
            (#"{"A":["\u0001\"\\\n\r\t/ä"]}"#, ["A": #"["\u0001\"\\\n\r\t/ä"]"#]),
        ] as [(String, [String: String])]
    )
    func reads(json: String, expected: [String: String]) throws {
        #expect(try details(json) == expected)
    }

    @Test(
        "Program inputs and members that the kind omits are left out at any depth",
        arguments: [
            (#"{"Environment":{"TOKEN":"secret"},"A":1}"#, ["A": "1"]),
            (
                #"{"HyperParameters":{"a":"secret"},"EnvironmentVariables":{"a":"secret"},"Arguments":{"--p":"secret"}}"#,
                [:]
            ),
            (
                #"{"Job":{"Environment":{"a":"secret"},"Image":"i","Static":{"StaticHyperParameters":{"a":"secret"}}}}"#,
                ["JOB": #"{"Image":"i","Static":{}}"#]
            ),
            (
                #"{"Jobs":[{"Container":{"environment":[{"name":"a","value":"secret"}],"Image":"i"}}]}"#,
                ["JOBS": #"[{"Container":{"Image":"i"}}]"#]
            ),
            (#"{"Info":{"OverrideEnvironment":{"a":"secret"},"X":1}}"#, ["X": "1"]),
            (#"{"Environment":"test","environment":null}"#, ["ENVIRONMENT": "test"]),
            (
                #"{"Best":{"TunedHyperParameters":{"eta":"0.1"}},"hyperParameters":{"epochCount":"2"}}"#,
                ["BEST": #"{"TunedHyperParameters":{"eta":"0.1"}}"#, "HYPER_PARAMETERS": #"{"epochCount":"2"}"#]
            ),
            (
                #"{"List":[{"Hidden":"secret","Shown":1},{"Deep":{"Hidden":2}}],"Hidden":3}"#,
                ["LIST": #"[{"Shown":1},{"Deep":{"Hidden":2}}]"#, "HIDDEN": "3"]
            ),
            (
                #"{"Map":{"Deep":{"Hidden":"secret","Shown":1}},"Info":{"Hidden":"secret"}}"#,
                ["MAP": #"{"Deep":{"Shown":1}}"#]
            ),
        ] as [(String, [String: String])]
    )
    func leavesOut(json: String, expected: [String: String]) throws {
        #expect(try details(json) == expected)
    }

    @Test("Details are bounded in number, key and value")
    func bounds() throws {
        let many = (0..<1_000).map { #""m\#($0)":\#($0)"# }.joined(separator: ",")
        #expect(try details("{\(many)}").count == DetailReader.countLimit)

        let name = String(repeating: "Ab", count: 60)
        let text = String(repeating: "ä", count: 5_000)
        let found = try details(#"{"\#(name)":"\#(text)","\#(name)x":["\#(text)"]}"#)
        #expect(found.count == 2)
        for (key, value) in found {
            #expect(key.utf8.count <= DetailReader.keyLimit)
            #expect(value.utf8.count <= DetailReader.valueLimit)
            #expect(value.utf8.count > DetailReader.valueLimit - 8)
            #expect(value.hasSuffix("ä…"))
        }
    }

    @Test(
        "Keys are valid in the journal, whatever the members are called",
        arguments: ["a.b-c", "__", "1x", "ß", "a b", "A\u{0}B", "x_", "_x"])
    func keys(member: String) throws {
        let value = JSONValue.object([member: .integer(1)])
        let key = try #require(DetailReader(Self.answer).details(in: value).first?.key)
        #expect(key.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == 95 })
        #expect((1...DetailReader.keyLimit).contains(key.utf8.count))
    }
}
