// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import FoundationEssentials
import Platform

/// Determines the least-privilege policies that a watch list needs, one per account.
enum PolicyBuilder {
    /// The key of the policy for watches whose account is unknown.
    static let unknownAccount = "unknown"

    /// The policies by account: twelve digits, or ``unknownAccount``.
    ///
    /// A watch without an account belongs to that of the watches with the same credentials, if they all have the same one.
    /// A watch with a role needs its permission in the role's account, and `sts:AssumeRole` in the account from which the
    /// role is assumed.
    /// `anyID` allows whole resource types instead of single resources.
    static func policies(for watches: [Watch], anyID: Bool = false) -> [String: PolicyDocument] {
        var accounts: [CredentialSelection: Set<String>] = [:]
        for watch in watches {
            let account = watch.credentials.roleAccount ?? watch.account
            if let account { accounts[watch.credentials, default: []].insert(account) }
        }
        let all = Set(accounts.values.joined())
        var resources: [String: [String: Set<String>]] = [:]
        for watch in watches {
            let shared = accounts[watch.credentials] ?? []
            let account =
                watch.credentials.roleAccount ?? watch.account
                ?? (shared.count == 1 ? shared : all.count == 1 ? all : []).first ?? unknownAccount
            let partition = Partition.of(region: watch.region).name
            let action = "\(watch.kind.service.signingName):\(watch.kind.operation)"
            resources[account, default: [:]][action, default: []]
                .formUnion(watch.authorizedResources(partition: partition, anyID: anyID))
            guard case .role(let role, _, let profile) = watch.credentials else { continue }
            let assuming = accounts[profile.map(CredentialSelection.profile) ?? .defaultChain] ?? []
            let from = assuming.count == 1 ? assuming.first : nil
            resources[from ?? unknownAccount, default: [:]]["sts:AssumeRole", default: []].insert(role)
        }
        return resources.mapValues(document)
    }

    private static func document(_ resources: [String: Set<String>]) -> PolicyDocument {
        let statements = resources.sorted { $0.key < $1.key }.map { action, resources in
            PolicyDocument.Statement(
                id: id(of: action),
                action: action,
                // `*` includes all others.
                resources: resources.contains("*") ? ["*"] : resources.sorted()
            )
        }
        return PolicyDocument(statements: statements)
    }

    /// `bedrock:GetFlow` as `BedrockGetFlow`: two services may have operations of the same name.
    private static func id(of action: String) -> String {
        let words = action.split { !$0.isLetter && !$0.isNumber }
        return words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}

extension CredentialSelection {
    /// The account of the role, if one is assumed.
    fileprivate var roleAccount: String? {
        guard case .role(let arn, _, _) = self, let account = ARN(arn)?.account, !account.isEmpty else { return nil }
        return account
    }
}

extension Watch {
    /// The resources that a policy must name to allow reading this watch, sorted.
    ///
    /// An unknown account is `*`, and so is an id that is not part of the ARN, such as a job's name. With `anyID` every id
    /// is `*`.
    fileprivate func authorizedResources(partition: String, anyID: Bool) -> [String] {
        let values = kind.id.values(of: resourceID)
        let isARN = values.first.map { $0.hasPrefix("arn:") } ?? false
        switch kind.authorization {
        case .anything: return ["*"]
        case .other(let pattern, let hasID):
            if hasID, isARN, !anyID { return values.prefix(1).map(\.self) }
            return [arn(pattern, partition, hasID && !anyID ? Array(values.prefix(1)) : [])]
        case .itself:
            // The last part is the resource itself; one before it may be the ARN of what the resource belongs to.
            if !anyID, let own = values.last, own.hasPrefix("arn:") { return [own] }
            return kind.id.arns.flatMap { pattern in
                let isID = pattern.last == nil || kind.id.parts.last?.form == pattern.last
                let parts = anyID || !isID ? [] : values.map { ARN($0)?.lastPart ?? $0 }
                return [arn(pattern, partition, parts)] + lowered(pattern, partition, parts)
            }
            .sorted()
        }
    }

    /// The ARN in lower case, if it differs: SageMaker lowers names in ARNs, and policies are case-sensitive.
    private func lowered(_ pattern: ARNPattern, _ partition: String, _ parts: [String]) -> [String] {
        let small = parts.map { $0.lowercased() }
        return kind.service == .sageMaker && small != parts ? [arn(pattern, partition, small)] : []
    }

    private func arn(_ pattern: ARNPattern, _ partition: String, _ parts: [String]) -> String {
        pattern.arn(partition: partition, region: region, account: account ?? "*", parts: parts)
    }
}

/// An IAM policy that allows some actions and nothing else.
///
/// Source: AWS IAM User Guide, "IAM JSON policy elements reference".
struct PolicyDocument: Encodable, Equatable {
    /// One permission.
    struct Statement: Encodable, Equatable {
        /// A name that is unique in its policy: letters and digits.
        let id: String
        /// The operation that is allowed.
        let action: String
        /// The resources it is allowed on, sorted.
        let resources: [String]

        private let effect = "Allow"

        enum CodingKeys: String, CodingKey {
            case id = "Sid"
            case effect = "Effect"
            case action = "Action"
            case resources = "Resource"
        }
    }

    private let version = "2012-10-17"
    /// The permissions, sorted by action.
    let statements: [Statement]

    enum CodingKeys: String, CodingKey {
        case version = "Version"
        case statements = "Statement"
    }

    /// The most characters of a managed policy, without white space (IAM User Guide, "IAM and AWS STS quotas").
    static let longest = 6_144

    /// How many characters it has, without white space.
    var length: Int { Self.encoded(self, []).utf8.count }

    /// The policy as JSON, indented.
    var json: String { Self.encoded(self, .prettyPrinted) }

    /// Several policies by account, as one JSON object.
    static func json(_ policies: [String: PolicyDocument]) -> String { encoded(policies, .prettyPrinted) }

    private static func encoded(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) -> String {
        guard let bytes = try? JSONEncoder.sorted(formatting).encode(value) else { return "{}" }
        return String(decoding: bytes, as: UTF8.self).escapingUnsafeJSON
    }
}
