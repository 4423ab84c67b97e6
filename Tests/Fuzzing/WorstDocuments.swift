// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Glibc
import Platform

/// The documents that take the longest to read: at each limit, and at several together.
///
/// They are read as polls read them, as a response and as an error, and what is read is made fit for a notice.
struct WorstDocuments {
    /// What is promised for each, in a release build.
    static let limit = 50.0

    /// Reads each document, and prints how long that took: the best of three.
    func measure() {
        var worst = 0.0
        for (name, bytes) in Self.json + Self.xml {
            var times: [Double] = []
            for kind in ["evaluation", "agent"].compactMap({ Kind.builtIn(named: $0) }) {
                times.append(Self.milliseconds { Self.read(HTTPResponse(status: 200, body: bytes), as: kind) })
            }
            times.append(Self.milliseconds { Self.read(HTTPResponse(status: 500, body: bytes)) })
            worst = max(worst, times.max() ?? 0)
            let shown = times.map { Self.padded("\((($0 * 10).rounded() / 10))", 7) }.joined()
            print("\(Self.padded("\(bytes.count / 1_024) KiB", 9))\(shown) ms  \(name)")
        }
        print(
            "the worst takes \((worst * 10).rounded() / 10) ms of \(Self.limit), peak memory \(Self.peak / 1_048_576) MiB"
        )
    }

    private static func read(_ response: HTTPResponse, as kind: Kind) {
        _ = try? ResponseReader(kind).observation(of: response)
    }

    private static func read(_ response: HTTPResponse) {
        let error = ErrorResponse(response, now: Timestamp(microseconds: 0))
        _ = MessageRedactor(credentials: nil).message(error.message ?? "")
        _ = try? XMLReader.texts(of: response.body, at: ["Error/Code", "r/Error/Code", "a"])
    }

    // MARK: Documents

    private static let size = NIOTransport.bodyLimit

    private static func repeated(_ piece: String, _ count: Int) -> [UInt8] {
        let piece = Array(piece.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(piece.count * count)
        for _ in 0..<count { bytes += piece }
        return bytes
    }

    /// A document of the largest size: a response with a member that repeats a piece.
    private static func filled(_ opening: String, _ piece: String, _ closing: String) -> [UInt8] {
        let start = Array((#"{"Status":"COMPLETED","x":"# + opening).utf8)
        let end = Array((closing + "}").utf8)
        return start + repeated(piece, (size - start.count - end.count) / piece.utf8.count) + end
    }

    /// A response with a member that nests.
    private static func nested(_ opening: String, _ depth: Int, _ inner: [UInt8], _ closing: String) -> [UInt8] {
        Array(#"{"Status":"COMPLETED","x":"#.utf8) + repeated(opening, depth) + inner + repeated(closing, depth)
            + Array("}".utf8)
    }

    /// A response with as many members as fit into a size.
    private static func members(_ size: Int, _ member: (Int) -> String) -> [UInt8] {
        var bytes = Array(#"{"Status":"COMPLETED""#.utf8)
        var number = 0
        while true {
            let next = Array(("," + member(number)).utf8)
            guard bytes.count + next.count < size else { break }
            bytes += next
            number += 1
        }
        return bytes + Array("}".utf8)
    }

    private static let nulls = repeated("null,", 18_999) + Array("null".utf8)

    private static var json: [(String, [UInt8])] {
        [
            ("500 deep, 19,000 nulls", nested("[", 500, nulls, "]")),
            ("62 deep, 19,000 nulls", nested("[", 62, nulls, "]")),
            (
                "62 deep by names of 1 KB, 9,000 objects",
                nested(
                    "{\"\(String(repeating: "n", count: 1_000))\":", 62,
                    Array("[".utf8) + repeated(#"{"abc":1},"#, 9_000) + Array("1]".utf8), "}")
            ),
            (
                "500 deep by names of 2 KB",
                nested("{\"\(String(repeating: "n", count: 2_000))\":", 500, Array("1".utf8), "}")
            ),
            ("4 MiB of [", repeated("[", size)),
            ("2,000,000 deep", nested("[", size / 2 - 20, [], "]")),
            ("700,000 objects deep", nested(#"{"a":"#, size / 6 - 20, Array("1".utf8), "}")),
            ("2,000,000 zeros", filled("[", "0,", "0]")),
            ("1,400,000 objects", filled("[", "{},", "0]")),
            ("800,000 members without a name", filled("{", #""":0,"#, #""":0}"#)),
            ("fractions", filled("[", "0.1234567890123456789,", "0]")),
            ("fractions of 200 digits", filled("[", "0.\(String(repeating: "123456789", count: 22)),", "0]")),
            ("blanks", filled("", " ", "1")),
            ("a string", filled("\"", "a", "\"")),
            ("a string of escapes", filled("\"", #"\n"#, "\"")),
            ("a string of surrogates", filled("\"", #"\ud83d\ude00"#, "\"")),
            ("members", members(size) { "\"k\($0)\":0" }),
            ("members with escaped names", members(size) { "\"\\u0053\\u0074atus\($0)\":0" }),
            ("members named like one that is read", members(size) { _ in #""Status":0"# }),
            (
                "members whose names are not in normal form",
                members(size) { "\"\(String(repeating: "e\u{301}\u{323}", count: 6))\($0)\":0" }
            ),
            (
                "members named by escaped marks",
                members(size) { #""\#(String(repeating: #"\u0323\u0301"#, count: 20))\#($0)":0"# }
            ),
            (
                "members named by marks",
                members(size) { "\"\(String(repeating: "\u{323}\u{301}", count: 60))\($0)\":0" }
            ),
            (
                "objects where one is read",
                members(size) { _ in #""PerformanceMetrics":{"Properties":{"BinaryAUC":1}}"# }
            ),
            (
                "a list where an object is read",
                Array(#"{"Status":"COMPLETED","PerformanceMetrics":{"Properties":["#.utf8)
                    + repeated(#"{"BinaryAUC":1},"#, size / 16 - 20) + Array("1]}}".utf8)
            ),
            (
                "200 texts of 20 KB that look like secrets",
                members(size) { "\"k\($0)\":\"\(String(repeating: "as signature ak", count: 1_300))\"" }
            ),
            (
                "objects of 95 members",
                members(size) {
                    "\"k\($0)\":{\((0..<95).map { "\"name\($0)\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"" }.joined(separator: ","))}"
                }
            ),
            ("a message of 4 MiB", members(size) { #""Message":"\#(String(repeating: "a", count: size / 2))\#($0)""# }),
            (
                "a message that is not UTF-8",
                Array(#"{"Status":"COMPLETED","message":""#.utf8) + [UInt8](repeating: 0xFF, count: size - 50)
                    + Array("\"}".utf8)
            ),
        ]
    }

    private static var xml: [(String, [UInt8])] {
        let size = XMLReader.sizeLimit
        func page(_ opening: String, _ piece: String, _ closing: String) -> [UInt8] {
            let room = size - opening.utf8.count - closing.utf8.count
            return Array(opening.utf8) + repeated(piece, room / piece.utf8.count) + Array(closing.utf8)
        }
        let elements = (0..<4_090).map { "<x\($0)>x</x\($0)>" }.joined()
        let name = String(repeating: "n", count: 120)
        return [
            (
                "XML: 4,090 elements in one with a name of 200,000",
                Array("<r><\(String(repeating: "L", count: 180_000))>\(elements)".utf8)
            ),
            (
                "XML: 4,090 elements in 30 with names of 120",
                Array("<r>\(String(repeating: "<\(name)>", count: 29))\(elements)".utf8)
            ),
            ("XML: tags", page("<r>", "<a></a>", "</r>")),
            ("XML: references", page("<r><Error><Code>", "&amp;", "</Code></Error></r>")),
            ("XML: text", page("<r><Error><Code>", "x", "</Code></Error></r>")),
            ("XML: comments", page("<r>", "<!---->", "</r>")),
            ("XML: marks that do not end", page("<r><![CDATA[", "]]", "]]></r>")),
            ("XML: quotes", page("<r a='", ">", "'></r>")),
            ("XML: <", page("", "<", "")),
        ]
    }

    // MARK: Measuring

    private static func milliseconds(_ body: () -> Void) -> Double {
        (0..<3).map { _ in
            let start = processorTime()
            body()
            return processorTime() - start
        }.min() ?? 0
    }

    private static func processorTime() -> Double { Double(KernelTime.process) / 1_000 }

    private static var peak: Int {
        var usage = rusage()
        _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1_024
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.utf8.count)) + text
    }
}
