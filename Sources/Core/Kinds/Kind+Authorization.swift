// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// What IAM holds a kind's operation against, and what a policy must therefore name.
    ///
    /// Source: AWS Service Authorization Reference, "Actions, resources, and condition keys" of each service.
    package enum Authorization: Sendable, Hashable {
        /// The resource itself.
        case itself
        /// Another resource: one with the first part of the id in its ARN, or one that the id says nothing of.
        case other(ARNPattern, hasID: Bool)
        /// Nothing that is known: a policy must say `*`.
        case anything
    }
}

extension Watch {
    /// The resources that a policy must name for this watch to be read, sorted.
    ///
    /// An account that the watch does not say is `*`, and so is an id that does not stand in the ARN: a job's name, say.
    /// With `anyID` every id is.
    package func authorizedResources(partition: String, anyID: Bool = false) -> [String] {
        let values = kind.id.values(of: resourceID)
        let isARN = values.first.map { $0.hasPrefix("arn:") } ?? false
        switch kind.authorization {
        case .anything: return ["*"]
        case .other(let pattern, let hasID):
            if hasID, isARN, !anyID { return values.prefix(1).map(\.self) }
            return [arn(pattern, partition, hasID && !anyID ? Array(values.prefix(1)) : [])]
        case .itself:
            if isARN, !anyID { return [resourceID] }
            let patterns = kind.id.arns.filter { !isARN || anyID ? true : resourceID.contains($0.resource) }
            return patterns.flatMap { pattern in
                let parts = anyID || !kind.id.idsAreIn(pattern) ? [] : values
                return [arn(pattern, partition, parts)] + lowered(pattern, partition, parts)
            }
            .sorted()
        }
    }

    /// SageMaker writes names into ARNs in small letters, and policies tell letters apart.
    private func lowered(_ pattern: ARNPattern, _ partition: String, _ parts: [String]) -> [String] {
        let small = parts.map { $0.lowercased() }
        return kind.service == .sageMaker && small != parts ? [arn(pattern, partition, small)] : []
    }

    private func arn(_ pattern: ARNPattern, _ partition: String, _ parts: [String]) -> String {
        pattern.arn(partition: partition, region: region, account: account ?? "*", parts: parts)
    }
}

extension IDRule {
    /// Whether an ARN of this pattern ends in what an id of this kind is when it is no ARN.
    fileprivate func idsAreIn(_ pattern: ARNPattern) -> Bool {
        pattern.last == nil || parts.last?.form == pattern.last
    }
}
