// SPDX-License-Identifier: Apache-2.0

/// An Amazon Resource Name: `arn:partition:service:region:account:resource`.
///
/// Source: AWS IAM User Guide, "Identify AWS resources with Amazon Resource Names (ARNs)".
package struct ARN: Sendable, Hashable {
    /// The whole ARN, as given.
    package let text: String
    /// The partition, such as `aws`, `aws-cn` or `aws-us-gov`.
    package let partition: String
    /// The service: `bedrock`.
    package let service: String
    /// The region; empty for global resources.
    package let region: String
    /// The twelve digits of the account; empty for resources without one.
    package let account: String
    /// Type and id: `evaluation-job/abcdefghijkl`.
    package let resource: String

    /// Parses an ARN; nil if the text has another shape, more than 2,048 bytes, white space or a control character.
    package init?(_ text: String) {
        // Most ids are none, which their beginning shows.
        guard text.hasPrefix("arn:"), text.utf8.count <= 2_048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        // By bytes: a page of a list has a thousand ARNs.
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[1].starts(with: "aws".utf8), !parts[2].isEmpty, !parts[5].isEmpty,
            parts[4].isEmpty || (parts[4].count == 12 && parts[4].allSatisfy(\.isASCIIDigit))
        else { return nil }
        self.text = text
        func string(_ index: Int) -> String { String(Substring(parts[index])) }
        (partition, service, region, account, resource) = (string(1), string(2), string(3), string(4), string(5))
    }

    /// What follows the last `/` or `:` of the resource.
    package var lastPart: String {
        let separator = resource.lastIndex { $0 == "/" || $0 == ":" }
        return String(resource[(separator.map(resource.index(after:)) ?? resource.startIndex)...])
    }
}

/// The shape of the ARNs of one resource type: `evaluation-job/ID` of `bedrock`.
package struct ARNPattern: Sendable, Hashable {
    /// The service's name in these ARNs.
    package let service: String
    /// Type and parts; the parts that differ from resource to resource are in capitals: `flow/FLOW/alias/ALIAS`,
    /// `execution:MACHINE:NAME`.
    package let resource: String
    /// The form of the last part, if known.
    package let last: IDForm?

    /// A pattern.
    package init(_ service: String, _ resource: String, last: IDForm? = nil) {
        self.service = service
        self.resource = resource
        self.last = last
    }

    /// The parts of `arn` in place of the capitals; nil if the ARN is of another type.
    package func parts(of arn: ARN) -> [String]? {
        guard arn.service == service else { return nil }
        let expected = pieces(of: resource)
        let found = pieces(of: arn.resource)
        guard expected.count == found.count else { return nil }
        var parts: [String] = []
        for (pattern, part) in zip(expected, found) {
            guard pattern.separator == part.separator else { return nil }
            if Self.isPlaceholder(pattern.text), !part.text.isEmpty {
                parts.append(String(Substring(part.text)))
            } else if !pattern.text.elementsEqual(part.text) {
                return nil
            }
        }
        return parts
    }

    /// A resource's pieces, each with what precedes it: a slash, or a colon if this pattern has colons.
    private func pieces(of resource: String) -> [(separator: UInt8?, text: Substring.UTF8View)] {
        let hasColons = self.resource.utf8.contains(UInt8(ascii: ":"))
        var pieces: [(separator: UInt8?, text: Substring.UTF8View)] = []
        var rest = resource.utf8[...]
        var separator: UInt8?
        while let end = rest.firstIndex(where: { $0 == UInt8(ascii: "/") || hasColons && $0 == UInt8(ascii: ":") }) {
            pieces.append((separator, rest[..<end]))
            separator = rest[end]
            rest = rest[rest.index(after: end)...]
        }
        return pieces + [(separator, rest)]
    }

    /// What is wrong with an ARN of this type, as the end of a sentence; nil if it is valid.
    func problem(in arn: ARN) -> String? {
        if let last, last.problem(in: arn.lastPart) != nil {
            return "does not end in \(last.text), as the ids of this kind do"
        }
        return arn.region.isEmpty || arn.account.isEmpty ? "has no region or no account" : nil
    }

    /// The whole ARN with these parts filled in; an empty or missing one becomes `*`, as IAM policies write it.
    package func arn(partition: String, region: String, account: String, parts: [String]) -> String {
        var remaining = parts[...]
        let filled = pieces(of: resource).map { separator, part in
            let text =
                Self.isPlaceholder(part)
                ? remaining.popFirst().flatMap { $0.isEmpty ? nil : $0 } ?? "*" : String(Substring(part))
            return (separator.map { String(Unicode.Scalar($0)) } ?? "") + text
        }
        return "arn:\(partition):\(service):\(region):\(account):\(filled.joined())"
    }

    /// `arn:aws:bedrock:REGION:ACCOUNT:evaluation-job/ID`.
    package var text: String { "arn:aws:\(service):REGION:ACCOUNT:\(resource)" }

    private static func isPlaceholder(_ part: Substring.UTF8View) -> Bool {
        !part.isEmpty && part.allSatisfy(\.isASCIIUppercase)
    }
}
