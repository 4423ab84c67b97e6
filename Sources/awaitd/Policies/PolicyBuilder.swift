// SPDX-License-Identifier: Apache-2.0

import AWSClient
package import Core

/// Works out the least policies that a watch list needs, one per account.
package struct PolicyBuilder {
    /// What the account is called of which no watch says the number.
    package static let unknownAccount = "unknown"

    /// The policies by account: twelve digits, or ``unknownAccount``.
    ///
    /// Watches that do not say their account go with those that have the same credentials, where these say one account.
    /// A watch with a role needs its permission in the role's account, and the right to assume the role where the role is
    /// assumed from.
    /// `anyID` allows whole types of resources in place of single ones.
    package static func policies(for watches: [Watch], anyID: Bool = false) -> [String: PolicyDocument] {
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
                // What allows everything needs nothing beside it.
                resources: resources.contains("*") ? ["*"] : resources.sorted()
            )
        }
        return PolicyDocument(statements: statements)
    }

    /// `bedrock:GetFlow` as `BedrockGetFlow`: two services may have operations of one name.
    private static func id(of action: String) -> String {
        let words = action.split { !$0.isLetter && !$0.isNumber }
        return words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}

extension CredentialSelection {
    /// The account of the role, where one is assumed.
    fileprivate var roleAccount: String? {
        guard case .role(let arn, _, _) = self, let account = ARN(arn)?.account, !account.isEmpty else { return nil }
        return account
    }
}
