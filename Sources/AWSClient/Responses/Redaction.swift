// SPDX-License-Identifier: Apache-2.0

import Core

/// Removes secrets from text that others wrote: by the names beside them, by their own form, and by what a request held.
package enum Redaction {
    /// What replaces a secret.
    package static let mark = "<redacted>"

    /// `text` without values that are named as secrets, user information of URLs, access key ids, and words that look like
    /// keys.
    ///
    /// However they are encoded, and in time proportional to the text; see ``SecretFinder``.
    package static func redacted(_ text: String) -> String {
        guard mayHoldSecret(text) else { return text }
        let decoded = DecodedText(Array(text.utf8))
        return replacing(SecretFinder(decoded).ranges, in: decoded) ?? text
    }

    /// A URL without its query and fragment, which make a presigned URL a secret.
    package static func withoutQuery(_ url: String) -> String {
        String(url.prefix { $0 != "?" && $0 != "#" })
    }

    /// The text with ``mark`` in place of ranges of its decoded bytes, which may overlap; nil if there are none.
    fileprivate static func replacing(_ ranges: [Range<Int>], in text: DecodedText) -> String? {
        let sorted = ranges.filter { !$0.isEmpty }.map(text.sourceRange).sorted { $0.lowerBound < $1.lowerBound }
        guard !sorted.isEmpty else { return nil }
        var kept: [UInt8] = []
        var copied = 0
        for range in sorted where range.upperBound > copied {
            // What overlaps or touches the range before it is one secret with it.
            if copied == 0 || range.lowerBound > copied {
                kept += text.source[copied..<range.lowerBound]
                kept += mark.utf8
            }
            copied = range.upperBound
        }
        return String(decoding: kept + text.source[copied...], as: UTF8.self)
    }

    /// Whether a text has anything that a secret needs: a separator, an encoding, or a word that is long enough.
    ///
    /// Rules out most texts at once.
    fileprivate static func mayHoldSecret(_ text: String) -> Bool {
        var run = 0
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "%"), UInt8(ascii: "<"), UInt8(ascii: "&"),
                UInt8(ascii: "\\"):
                return true
            case UInt8(ascii: "-") where previous == byte: return true
            // Bearer, basic.
            case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "a"), UInt8(ascii: "A"):
                if previous | 0x20 == UInt8(ascii: "b") { return true }
            default: break
            }
            previous = byte
            run = byte > 0x20 ? run + 1 : 0
            if run >= 16 { return true }
        }
        return false
    }
}

/// Takes the secrets of one request, and whatever else looks like a secret, out of what is said in response to it.
///
/// Every string that leaves the client and is not of our own making passes through here before it is cut.
package struct MessageRedactor: Sendable {
    private let secrets: KnownSecrets

    /// The most bytes of a message that are kept.
    package static let limit = 1_000
    /// The most bytes of a text that are looked at: far more than is kept of any.
    private static let inputLimit = 262_144

    /// Where AWS begins to quote the request that it would have signed (SignatureDoesNotMatch).
    private static let quotations = ["The Canonical String", "The String-to-Sign", "AWS4-HMAC-SHA256"]

    /// For responses to a request without secrets.
    package static let general = MessageRedactor(secrets: [])

    /// For responses to a request that these credentials signed.
    package init(credentials: Credentials?) {
        self.init(
            secrets: [credentials?.secretAccessKey, credentials?.sessionToken, credentials?.accessKeyID].compactMap(
                \.self))
    }

    /// For responses to a request with these secrets in it.
    package init(secrets: [String]) {
        self.secrets = KnownSecrets(secrets)
    }

    /// A text without secrets; otherwise as it is.
    package func text(_ text: String) -> String {
        guard Redaction.mayHoldSecret(text) || secrets.hasShortOnes else { return text }
        let decoded = DecodedText(Self.bounded(text))
        return Redaction.replacing(secrets.ranges(in: decoded) + SecretFinder(decoded).ranges, in: decoded)
            ?? (decoded.source.count == text.utf8.count ? text : String(decoding: decoded.source, as: UTF8.self))
    }

    /// A text of our own without the request's secrets, which may have got into it.
    package func own(_ text: String) -> String {
        guard !secrets.isEmpty else { return text }
        let decoded = DecodedText(Array(text.utf8))
        return Redaction.replacing(secrets.ranges(in: decoded), in: decoded) ?? text
    }

    /// A message of AWS, redacted and cleaned.
    package func message(_ text: String) -> String {
        var kept = String(decoding: Self.bounded(text), as: UTF8.self)
        for quotation in Self.quotations {
            guard let start = kept.firstRange(of: quotation)?.lowerBound else { continue }
            kept = kept[..<start] + " \(Redaction.mark)"
        }
        return self.text(kept).cleaned(limit: Self.limit)
    }

    /// The bytes of a text, without what is too far back to be kept.
    ///
    /// Cut between two words: a part of a secret might not look like one.
    private static func bounded(_ text: String) -> [UInt8] {
        guard text.utf8.count > inputLimit else { return Array(text.utf8) }
        let head = Array(text.utf8.prefix(inputLimit))
        let end = head.lastIndex { $0 <= 0x20 } ?? 0
        return Array(head[..<max(end, inputLimit / 2)])
    }
}

extension MessageRedactor {
    /// A response whose headers have no secrets; its body is redacted as it is read.
    func headers(of response: HTTPResponse) -> HTTPResponse {
        HTTPResponse(
            status: response.status,
            headers: response.headers.map { HTTPField($0.name, text($0.value)) },
            body: response.body
        )
    }

    /// AWS's id of a response's request, for its support; nil if there is none that fits into one line.
    func requestID(of response: HTTPResponse) -> String? {
        let id = response.headers["x-amzn-RequestId"] ?? response.headers["x-amz-request-id"]
        guard let id = id.map(text), (1...128).contains(id.utf8.count), id.isVisibleASCII else { return nil }
        return id
    }

    /// A value of JSON without secrets: in its strings, in the names of its members, and in members that are named so.
    func json(_ value: JSONValue) -> JSONValue { redacted(value) ?? value }

    /// The value redacted; nil if nothing in it is to be.
    private func redacted(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .null, .bool, .integer, .number: return nil
        case .string(let string):
            let redacted = text(string)
            return redacted == string ? nil : .string(redacted)
        case .array(let elements):
            let redacted = elements.map(redacted)
            guard redacted.contains(where: { $0 != nil }) else { return nil }
            return .array(zip(redacted, elements).map { $0 ?? $1 })
        case .object(let members):
            var changed: [String: JSONValue] = [:]
            var result: [String: JSONValue]?
            // The value of `{"Name": "PASSWORD", "Value": …}` is as secret as that of a member of that name.
            let isNamedSecret = Self.nameMembers.contains { members[$0]?.text.map(SecretFinder.isName) ?? false }
            for (name, value) in members {
                let isSecret =
                    SecretFinder.isName(name) && !Self.harmless.contains(name)
                    || isNamedSecret && Self.valueMembers.contains(name)
                let newName = text(name)
                let newValue = isSecret ? hidden(value) : redacted(value)
                guard newValue != nil || newName != name else { continue }
                if newName != name { result = result ?? members; result?[name] = nil }
                changed[newName] = newValue ?? value
            }
            guard !changed.isEmpty else { return nil }
            return .object((result ?? members).merging(changed) { _, new in new })
        }
    }

    /// The members that say in a list of pairs what the value beside them is.
    static let nameMembers = ["Name", "name", "Key", "key"]
    /// The members with the values in a list of pairs.
    static let valueMembers: Set<String> = ["Value", "value"]
    /// Members with the name of a secret that AWS documents as none: tokens that make a request idempotent or continue a list.
    private static let harmless: Set<String> = [
        "clientRequestToken", "ClientRequestToken", "clientToken", "ClientToken", "nextToken", "NextToken",
    ]

    /// Whether a member's name may make its value a secret, or that of the member beside it.
    static func isTelling(_ name: String) -> Bool {
        SecretFinder.isName(name) || nameMembers.contains(name) || valueMembers.contains(name)
    }

    /// Whether members of these names may make each other secrets: one says so itself, or names what is beside it.
    static func areTelling(_ names: [String]) -> Bool {
        names.contains(where: SecretFinder.isName)
            || names.contains(where: nameMembers.contains) && names.contains(where: valueMembers.contains)
    }

    /// A value with the mark in place of each string in it but ARNs; nil if there is none.
    private func hidden(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .null, .bool, .integer, .number: return nil
        case .string(let string):
            return string.isEmpty || string.hasPrefix("arn:") ? redacted(value) : .string(Redaction.mark)
        case .array(let elements): return .array(elements.map { hidden($0) ?? $0 })
        case .object: return redacted(value)
        }
    }
}
