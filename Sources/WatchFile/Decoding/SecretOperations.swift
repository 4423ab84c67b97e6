// SPDX-License-Identifier: Apache-2.0

import Core

/// The operations that a kind of a watch file must not call, since they return secrets.
///
/// What a kind reads is told in the journal and kept in the record, and `kinds:` may be written by a team that has no rights
/// in AWS itself. The names decide, whatever service is said to have them: an `endpoint:` can make any service another.
enum SecretOperations {
    /// Operations that return secrets without a sign of it in their names or models: addresses that need no signature, and
    /// AWS Glue's connections with their passwords.
    private static let unmarked: Set = [
        "getfunction", "getlayerversion", "getlayerversionbyarn", "getdownloadurlforlayer", "getconnections",
    ]

    /// What an operation returns that must not be told, in words that follow its name; nil if nothing is known of it.
    static func secret(of operation: String) -> String? {
        let name = operation.lowercased()
        if name.hasPrefix("getparameter") { return "which reads parameters, and they may be secrets" }
        if SecretNames.words.contains(where: name.contains) { return "which reads secrets" }
        if unmarked.contains(name) || marked.contains(name) {
            return "whose response has passwords, keys, tokens or presigned URLs in it"
        }
        return nil
    }

    /// An operation that a GET of this path calls, and that reads secrets: `GetFunction of lambda`; nil if none is known.
    ///
    /// A member in braces in the path is not known yet: it is none of the operation's own words.
    static func operation(at path: String) -> String? {
        paths.first { $0.matches(path) }?.operation
    }

    /// An operation that a GET of this path may call, whatever stands in place of the members in braces; nil if none is
    /// known.
    static func operation(possibleAt path: String) -> String? {
        paths.first { $0.mayMatch(path) }?.operation
    }
}

/// The path of an operation that reads secrets, as AWS's models write it: `/functions/{FunctionName}`.
struct SecretPath {
    private let segments: [Substring]
    /// The operation and its service, for messages.
    let operation: String

    init(_ path: String, of service: String, _ operation: String) {
        segments = path.split(separator: "/")
        self.operation = "\(operation) of \(service)"
    }

    /// Whether a request of a path is one of this operation, whatever the case of its letters.
    func matches(_ path: String) -> Bool {
        let others = path.split(separator: "/")
        return others.count == segments.count
            && zip(segments, others).allSatisfy { $0.hasPrefix("{") || $0.lowercased() == $1.lowercased() }
    }

    /// Whether a request of a path may be one of this operation: a member in braces may be any segment, or several.
    func mayMatch(_ path: String) -> Bool {
        Self.mayMatch(segments[...], path.split(separator: "/")[...])
    }

    private static func mayMatch(_ segments: ArraySlice<Substring>, _ others: ArraySlice<Substring>) -> Bool {
        guard let other = others.first else { return segments.isEmpty }
        guard other.hasPrefix("{") else {
            guard let segment = segments.first else { return false }
            return (segment.hasPrefix("{") || segment.lowercased() == other.lowercased())
                && mayMatch(segments.dropFirst(), others.dropFirst())
        }
        guard !segments.isEmpty else { return false }
        return (1...segments.count).contains { mayMatch(segments.dropFirst($0), others.dropFirst()) }
    }
}
