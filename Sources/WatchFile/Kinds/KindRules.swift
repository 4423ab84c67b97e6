// SPDX-License-Identifier: Apache-2.0

import Core

/// How the texts of an entry of `kinds` become values.
///
/// Each throws what is wrong, in words that follow the key's name.
enum KindRules {
    /// What an own kind's protocol may be called.
    enum Wire: String, CaseIterable {
        case json10 = "json-1.0"
        case json11 = "json-1.1"
        case restJSON = "rest-json"
    }

    /// How the operations begin that only read: awaitd calls no others.
    private static let reading = ["Get", "Describe", "List", "BatchGet"]

    /// Small letters, digits and `-`, with a letter in front; none of the names and operations that awaitd knows.
    static func name(_ text: String) throws(Fault) -> String {
        let help = "small letters, digits and '-', at most 64, with a letter first: glue-job-run"
        if text.isEmpty { throw Fault("is empty", help: help) }
        let isPlain = text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard isPlain, text.utf8.count <= 64, let first = text.utf8.first, (97...122).contains(first) else {
            throw Fault("'\(ValueRules.shown(text))' is no name for a kind", help: help, isSentence: true)
        }
        if KindTable.builtIn.named(text) != nil {
            throw Fault("is '\(text)', a kind that awaitd has itself", help: "give yours another name")
        }
        return text
    }

    /// A service's name in host names and signatures.
    static func serviceName(_ text: String) throws(Fault) -> String {
        let isPlain = text.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46
        }
        let isEdgePlain = text.first != "-" && text.first != "." && text.last != "-" && text.last != "."
        guard !text.isEmpty, text.utf8.count <= 63, isPlain, isEdgePlain, !text.contains("..") else {
            throw Fault(
                "'\(ValueRules.shown(text))' is no service's name",
                help: "it is what the service's host name begins with: glue in glue.us-east-1.amazonaws.com",
                isSentence: true
            )
        }
        return text
    }

    static func wire(_ text: String) throws(Fault) -> Wire {
        if let wire = Wire(rawValue: text) { return wire }
        let known = Wire.allCases.map(\.rawValue)
        throw Fault(
            "'\(ValueRules.shown(text))' is no protocol that awaitd speaks",
            help: Suggestion.nearest(to: text, among: known).map { "did you mean '\($0)'?" }
                ?? "known are \(known.joined(separator: ", "))",
            isSentence: true
        )
    }

    /// An operation that only reads.
    static func operation(_ text: String) throws(Fault) -> String {
        let help = "awaitd calls only what reads: operations that begin with \(reading.joined(separator: ", "))"
        if text.isEmpty { throw Fault("is empty", help: help) }
        let isPlain = text.utf8.count <= 128 && text.utf8.allSatisfy(isLetterOrDigit)
        guard isPlain else {
            throw Fault("'\(ValueRules.shown(text))' is not the name of an operation", help: help, isSentence: true)
        }
        let reads = reading.contains { prefix in
            text.hasPrefix(prefix) && text.dropFirst(prefix.count).utf8.first.map { (65...90).contains($0) } == true
        }
        guard reads else { throw Fault("is '\(text)', which may do more than read", help: help) }
        return text
    }

    /// What stands in front of the operation in `X-Amz-Target`.
    static func target(_ text: String) throws(Fault) -> String {
        let isPlain = text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 95 || $0 == 46 || $0 == 45 }
        guard !text.isEmpty, text.utf8.count <= 128, isPlain, text.last != "." else {
            throw Fault(
                "'\(ValueRules.shown(text))' is no target",
                help: "it is what stands in front of the operation in X-Amz-Target: AWSGlue in AWSGlue.GetJobRun",
                isSentence: true
            )
        }
        return text
    }

    /// A path with the members that name the resource in braces: `/jobs/{jobId}`.
    static func path(_ text: String) throws(Fault) -> String {
        let help = "a path looks like /jobs/{jobId}"
        guard text.hasPrefix("/"), text.utf8.count <= 512 else { throw Fault("does not begin with '/'", help: help) }
        guard !text.contains("//") else { throw Fault("has '//' in it", help: help) }
        for piece in text.split(separator: "/") {
            if piece.hasPrefix("{"), piece.hasSuffix("}") {
                guard isMember(piece.dropFirst().dropLast()) else {
                    throw Fault("has '\(ValueRules.shown(String(piece)))' in it, which is no member", help: help)
                }
            } else if piece == "." || piece == ".." || !piece.utf8.allSatisfy({ isUnreserved($0) }) {
                throw Fault("has '\(ValueRules.shown(String(piece)))' in it", help: help)
            }
        }
        let members = members(in: text)
        guard !members.isEmpty else { throw Fault("names no resource", help: help) }
        guard Set(members).count == members.count else { throw Fault("names a member twice", help: help) }
        return text
    }

    /// The members in a path's braces, in their order.
    static func members(in path: String) -> [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// One member, or several joined with `/`.
    static func idMembers(_ text: String) throws(Fault) -> [String] {
        let members = text.split(separator: "/", omittingEmptySubsequences: false)
        guard members.count <= 4, members.allSatisfy(isMember), Set(members).count == members.count else {
            throw Fault(
                "'\(ValueRules.shown(text))' is no member of a request",
                help: "the member that names the resource: RunId; several joined with '/': JobName/RunId",
                isSentence: true
            )
        }
        return members.map(String.init)
    }

    /// Where an answer has something: members joined with dots.
    static func answerPath(_ text: String) throws(Fault) -> String {
        let members = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...8).contains(members.count), members.allSatisfy(isMember) else {
            throw Fault(
                "'\(ValueRules.shown(text))' is no place in an answer",
                help: "it is a member's name, or several joined with dots: job.status",
                isSentence: true
            )
        }
        return text
    }

    private static func isMember(_ text: Substring) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 95 || $0 == 45 }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
    }
}
