// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Control
import Core
import NIOCore

/// JSON, XML and varlink.
extension FuzzTarget {
    private static let namedPaths = [
        "Status", "PerformanceMetrics.Properties", "a.a", "x.Message", "a[0].a", "jobs[0].status", "jobs[0].a[0]",
    ]
    /// Paths whose values are only kept in part if there are many.
    private static let manyPaths = ["b[].a", "jobs[0].attempts[].reason", "c[].c[].c"]

    /// A kind whose resource is the first element of a list, and that keeps only what it names.
    static let listedKind = Kind(
        name: "batch-job",
        title: "Batch job",
        service: AWSService(name: "batch", title: "Batch", transport: .restJSON),
        operation: "DescribeJobs",
        request: .path("/v1/describejobs", method: .post),
        id: IDRule([IDRule.Part("jobs", .anything, shape: .list)], arns: []),
        response: Kind.Response(
            status: "jobs[0].status", reason: "jobs[0].statusReason", moreReasons: ["jobs[0].attempts[].reason"],
            name: "jobs[0].jobName", created: "jobs[0].createdAt", opened: ["jobs[0].container"],
            causes: ["exitCode"], details: ["jobs[0].a[0]", "jobs[0].container", "parts[].name"],
            keepsOthers: false, omitted: ["jobs[0].container.secret"]),
        statuses: StatusRules(completed: ["SUCCEEDED"], failed: ["FAILED"]),
        isUserDefined: true
    )

    /// Reads JSON, writes it and reads that; and reads it in part.
    static func readJSON(_ input: [UInt8]) throws(Finding) {
        let part = try? JSONReader.value(of: input, keeping: JSONSelection(paths: namedPaths))
        let many = try? JSONReader.value(of: input, keeping: JSONSelection(paths: manyPaths))
        guard let whole = try? JSONReader.value(of: input) else { return }
        let written = JSONWriter.compact(whole)
        // Broken characters become longer when they are written, and a name then too long to be read.
        if String(validating: input, as: UTF8.self) != nil {
            let again = try? JSONReader.value(of: Array(written.utf8))
            try require(again.map { isSame($0, whole) } ?? false, "what is written is read as something else")
        }
        try require(part != nil && many != nil, "what can be read cannot be read in part")
        for path in manyPaths {
            guard let some = many?[path: path] else { continue }
            guard case .array(let elements) = some else { throw Finding(message: "\(path) is no list") }
            try require((1...100).contains(elements.count), "\(elements.count) values at \(path)")
            try require(whole[path: path] != nil, "\(path) is made up")
        }
        for path in namedPaths {
            let (one, other) = (whole[path: path], part?[path: path])
            try require((one == nil) == (other == nil), "\(path) is lost or made up")
            // Of what is large, only a part is kept.
            guard let text = one?.text, text.utf8.count < 30_000 else { continue }
            try require(one == other, "\(path) differs")
        }
        let cut = JSONWriter.compact(whole, limit: 100)
        try require(written.utf8.starts(with: cut.utf8.prefix(100)), "what is cut begins with something else")
    }

    /// Whether two values are the same; a double may be read back as a whole number.
    private static func isSame(_ one: JSONValue, _ other: JSONValue) -> Bool {
        switch (one, other) {
        case (.integer(let one), .number(let other)): Double(one) == other
        case (.array(let one), .array(let other)): one.count == other.count && zip(one, other).allSatisfy(isSame)
        case (.object(let one), .object(let other)):
            one.count == other.count && one.allSatisfy { name, value in other[name].map { isSame(value, $0) } ?? false }
        default: one == other
        }
    }

    /// Reads XML.
    static func readXML(_ input: [UInt8]) throws(Finding) {
        let paths = ["AssumeRoleResult/Credentials/AccessKeyId", "Error/Code", "Error/Message", "a/a", ""]
        guard let texts = try? XMLReader.texts(of: input, at: paths) else { return }
        for (path, text) in texts {
            try require(paths.contains(path), "a text that was not asked for")
            try require((1...XMLReader.textLimit + 2).contains(text.utf8.count), "a text of \(text.utf8.count) bytes")
        }
    }

    /// Reads a call to the control socket, and a notice that it gives.
    static func readCall(_ input: [UInt8]) throws(Finding) {
        if let call = VarlinkCall(ByteBuffer(bytes: input)) {
            try require(call.method.utf8.count <= input.count, "a method that is longer than the call")
        }
        let value = try? JSONReader.value(of: input)
        let fields = (value?.members ?? [:]).compactMapValues(\.text)
        guard let notice = WireNotice.notice(fields) else { return }
        let again = WireNotice.notice(WireNotice.fields(notice))
        try require(again == notice, "a notice that is read back as another")
    }
}
