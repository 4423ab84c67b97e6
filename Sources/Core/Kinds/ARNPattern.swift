// SPDX-License-Identifier: Apache-2.0

/// What the ARNs of one type of resource look like: `evaluation-job/ID` of `bedrock`.
package struct ARNPattern: Sendable, Hashable {
    /// How the service is called in them.
    package let service: String
    /// Type and parts, those that differ from resource to resource in capitals: `flow/FLOW/alias/ALIAS`.
    package let resource: String
    /// What the last part looks like, where that is known.
    package let last: IDForm?

    /// A pattern.
    package init(_ service: String, _ resource: String, last: IDForm? = nil) {
        self.service = service
        self.resource = resource
        self.last = last
    }

    /// The parts of an ARN that stand where the pattern has capitals; nil if the ARN is of another type.
    package func parts(of arn: ARN) -> [String]? {
        guard arn.service == service else { return nil }
        let wanted = resource.split(separator: "/")
        let found = arn.resource.split(separator: "/", omittingEmptySubsequences: false)
        guard wanted.count == found.count else { return nil }
        var parts: [String] = []
        for (pattern, part) in zip(wanted, found) {
            if Self.isPlaceholder(pattern), !part.isEmpty {
                parts.append(String(part))
            } else if pattern != part {
                return nil
            }
        }
        return parts
    }

    /// What is wrong with an ARN of this type, in words that end a sentence; nil if nothing is.
    package func fault(in arn: ARN) -> String? {
        if let last, last.fault(in: arn.lastPart) != nil {
            return "does not end in \(last.text), as the ids of this kind do"
        }
        return arn.region.isEmpty || arn.account.isEmpty ? "has no region or no account" : nil
    }

    /// The whole ARN with these parts in it; what is empty or missing becomes `*`, as IAM policies write it.
    package func arn(partition: String, region: String, account: String, parts: [String]) -> String {
        var left = parts[...]
        let filled = resource.split(separator: "/").map { part in
            guard Self.isPlaceholder(part) else { return String(part) }
            return left.popFirst().flatMap { $0.isEmpty ? nil : $0 } ?? "*"
        }
        return "arn:\(partition):\(service):\(region):\(account):\(filled.joined(separator: "/"))"
    }

    /// `arn:aws:bedrock:REGION:ACCOUNT:evaluation-job/ID`.
    package var text: String { "arn:aws:\(service):REGION:ACCOUNT:\(resource)" }

    private static func isPlaceholder(_ part: Substring) -> Bool {
        part.utf8.allSatisfy { (65...90).contains($0) }
    }
}
