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

    /// Lower-case letters, digits and `-`, a letter first.
    ///
    /// The name of a built-in kind is allowed: the entry takes its place.
    static func name(_ value: ConfigText) -> String? {
        let help = "lower-case letters, digits and '-', at most 64, with a letter first: glue-job-run"
        let text = value.text
        if text.isEmpty { return value.invalid("is empty", help: help) }
        let isPlain = text.utf8.allSatisfy { isLowerOrDigit($0) || $0 == UInt8(ascii: "-") }
        guard isPlain, text.utf8.count <= 64, let first = text.utf8.first, (97...122).contains(first) else {
            return value.invalid(sentence: "'\(value.shown)' is not a name for a kind", help: help)
        }
        return text
    }

    /// A service's name in host names and signatures.
    static func serviceName(_ value: ConfigText) -> String? {
        let text = value.text
        guard isService(text) else {
            return value.invalid(
                sentence: "'\(value.shown)' is not the name of a service",
                help: "it is what the service's host name begins with: glue in glue.us-east-1.amazonaws.com"
            )
        }
        return text
    }

    /// Whether a text can be a service's name: lower-case letters and digits, with `-` and `.` between them.
    static func isService(_ text: String) -> Bool {
        let isPlain = text.utf8.allSatisfy { isLowerOrDigit($0) || "-.".utf8.contains($0) }
        let hasPlainEnds = text.first != "-" && text.first != "." && text.last != "-" && text.last != "."
        return (1...63).contains(text.utf8.count) && isPlain && hasPlainEnds && !text.contains("..")
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
        guard reads else { return value.invalid("is '\(text)', which may do more than read", help: help) }
        if let secret = SecretOperations.secret(of: text) {
            return value.invalid("is '\(text)', \(secret)", help: secretHelp(text))
        }
        return text
    }

    /// What to do about an operation that reads secrets.
    static func secretHelp(_ operation: String = "") -> String {
        operation == "GetFunction"
            ? "GetFunctionConfiguration has the function's state as well, without the address of its code"
            : "what a kind reads is reported and recorded, so no kind may call it, whatever its service"
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

    /// Why the service could take a target for more than the beginning of the operation's name; nil if it cannot.
    ///
    /// Of AWS's own only those that begin with `com.amazonaws.` have dots.
    static func targetFault(_ target: String, _ operation: String) -> (message: String, help: String)? {
        let pieces = target.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if pieces.count > 1, pieces.last?.lowercased() == operation.lowercased() {
            let service = pieces.dropLast().joined(separator: ".")
            return ("'target' has the operation in it", "leave it out: \(service)")
        }
        if let secret = pieces.first(where: { isReading($0) && SecretOperations.secret(of: $0) != nil }) {
            return ("'target' has '\(secret)' in it, which reads secrets", secretHelp())
        }
        guard pieces.count > 1, !target.hasPrefix("com.amazonaws.") || pieces.contains("") else { return nil }
        return ("'target' has a '.' in it, which ends the service's part", "leave out what follows: \(pieces[0])")
    }

    /// Whether a name begins as an operation's, in whatever case.
    private static func isReading(_ name: String) -> Bool {
        reading.contains { name.lowercased().hasPrefix($0.lowercased()) }
    }

    /// A path, with members in braces: `/jobs/{jobId}`.
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
        guard Set(members).count == members.count else { return value.invalid("names a member twice", help: help) }
        if let secret = SecretOperations.operation(at: text) {
            return value.invalid("is that of \(secret), which reads secrets", help: secretHelp())
        }
        return text
    }

    /// The members in a path's braces, in their order.
    static func members(in path: String) -> [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// Whether a text can be the name of a member.
    static func isMember(_ text: some StringProtocol) -> Bool {
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
