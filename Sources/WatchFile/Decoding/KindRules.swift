// SPDX-License-Identifier: Apache-2.0

import Core

/// How the texts of an entry of `kinds` become values.
///
/// Each rule returns nil for a text that it has rejected.
enum KindRules {
    /// The protocols that a user-defined kind may have, by the file's names.
    enum WireProtocol: String, CaseIterable {
        case json10 = "json-1.0"
        case json11 = "json-1.1"
        case restJSON = "rest-json"
    }

    /// How the operations begin that only read: awaitd calls no others.
    private static let reading = ["Get", "Describe", "List", "BatchGet"]

    /// Lower-case letters, digits and `-`, a letter first; none of the names and operations of built-in kinds.
    static func name(_ value: ConfigText) -> String? {
        let help = "lower-case letters, digits and '-', at most 64, with a letter first: glue-job-run"
        let text = value.text
        if text.isEmpty { return value.invalid("is empty", help: help) }
        let isPlain = text.utf8.allSatisfy { isLowerOrDigit($0) || $0 == UInt8(ascii: "-") }
        guard isPlain, text.utf8.count <= 64, let first = text.utf8.first, (97...122).contains(first) else {
            return value.invalid(sentence: "'\(value.shown)' is not a name for a kind", help: help)
        }
        if KindTable.builtIn.kind(named: text) != nil {
            return value.invalid("is '\(text)', which is a built-in kind", help: "give yours another name")
        }
        return text
    }

    /// A service's name in host names and signatures.
    static func serviceName(_ value: ConfigText) -> String? {
        let text = value.text
        let isPlain = text.utf8.allSatisfy { isLowerOrDigit($0) || "-.".utf8.contains($0) }
        let hasPlainEnds = text.first != "-" && text.first != "." && text.last != "-" && text.last != "."
        guard !text.isEmpty, text.utf8.count <= 63, isPlain, hasPlainEnds, !text.contains("..") else {
            return value.invalid(
                sentence: "'\(value.shown)' is not the name of a service",
                help: "it is what the service's host name begins with: glue in glue.us-east-1.amazonaws.com"
            )
        }
        return text
    }

    /// A protocol by its name.
    static func wire(_ value: ConfigText) -> WireProtocol? {
        let valid = WireProtocol.allCases.map(\.rawValue)
        return WireProtocol(rawValue: value.text)
            ?? value.invalid(
                sentence: "'\(value.shown)' is not a protocol that awaitd speaks",
                help: Suggestion.nearest(to: value.text, among: valid).map { "did you mean '\($0)'?" }
                    ?? "valid values: \(valid.joined(separator: ", "))"
            )
    }

    /// An operation that only reads.
    static func operation(_ value: ConfigText) -> String? {
        let help = "awaitd calls only operations that read: those that begin with \(reading.joined(separator: ", "))"
        let text = value.text
        if text.isEmpty { return value.invalid("is empty", help: help) }
        guard text.utf8.count <= 128, text.utf8.allSatisfy(\.isASCIILetterOrDigit) else {
            return value.invalid(sentence: "'\(value.shown)' is not the name of an operation", help: help)
        }
        let reads = reading.contains { prefix in
            text.hasPrefix(prefix) && text.dropFirst(prefix.count).utf8.first.map { (65...90).contains($0) } == true
        }
        return reads ? text : value.invalid("is '\(text)', which may do more than read", help: help)
    }

    /// What precedes the operation in `X-Amz-Target`.
    static func target(_ value: ConfigText) -> String? {
        let text = value.text
        let isPlain = text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "_.-".utf8.contains($0) }
        guard !text.isEmpty, text.utf8.count <= 128, isPlain, text.last != "." else {
            return value.invalid(
                sentence: "'\(value.shown)' is not a target",
                help: "it is what precedes the operation in X-Amz-Target: AWSGlue in AWSGlue.GetJobRun"
            )
        }
        return text
    }

    /// A path with the members that name the resource in braces: `/jobs/{jobId}`.
    static func path(_ value: ConfigText) -> String? {
        let help = "a path looks like /jobs/{jobId}"
        let text = value.text
        guard text.hasPrefix("/"), text.utf8.count <= 512 else {
            return value.invalid("does not begin with '/'", help: help)
        }
        guard !text.contains("//") else { return value.invalid("has '//' in it", help: help) }
        for piece in text.split(separator: "/") {
            let shown = String(piece).shownInMessage
            if piece.hasPrefix("{"), piece.hasSuffix("}") {
                guard isMember(piece.dropFirst().dropLast()) else {
                    return value.invalid("has '\(shown)' in it, which is not a member", help: help)
                }
            } else if piece == "." || piece == ".." || !piece.utf8.allSatisfy(isUnreserved) {
                return value.invalid("has '\(shown)' in it", help: help)
            }
        }
        let members = members(in: text)
        guard !members.isEmpty else { return value.invalid("names no resource", help: help) }
        guard Set(members).count == members.count else { return value.invalid("names a member twice", help: help) }
        return text
    }

    /// The members in a path's braces, in their order.
    static func members(in path: String) -> [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// One member, or several joined with `/`.
    static func idMembers(_ value: ConfigText) -> [String]? {
        let members = value.text.split(separator: "/", omittingEmptySubsequences: false)
        guard members.count <= 4, members.allSatisfy(isMember), Set(members).count == members.count else {
            return value.invalid(
                sentence: "'\(value.shown)' is not a member of a request",
                help: "the member that names the resource: RunId; several joined with '/': JobName/RunId"
            )
        }
        return members.map(String.init)
    }

    /// Where a response has something: members joined with dots.
    static func responsePath(_ value: ConfigText) -> String? {
        let members = value.text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...8).contains(members.count), members.allSatisfy(isMember) else {
            return value.invalid(
                sentence: "'\(value.shown)' is not a member of a response",
                help: "a member's name, or several joined with dots: job.status"
            )
        }
        return value.text
    }

    private static func isMember(_ text: Substring) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "_-".utf8.contains($0) }
    }

    private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte)
    }

    /// RFC 3986 section 2.3.
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || "-._~".utf8.contains(byte)
    }
}
