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
    /// role is assumed. Lists are allowed where a matcher needs one, or enough watches stand in the list to be refreshed by
    /// one. `anyID` allows whole resource types instead of single resources.
    static func policies(for list: WatchList, anyID: Bool = false) -> [String: PolicyDocument] {
        let readers = Reader.all(of: list)
        var accounts: [CredentialSelection: Set<String>] = [:]
        for watch in readers.lazy.map(\.watch) {
            let account = watch.credentials.roleAccount ?? watch.account
            if let account { accounts[watch.credentials, default: []].insert(account) }
        }
        let all = Set(accounts.values.joined())
        var resources: [String: [String: Set<String>]] = [:]
        for reader in readers {
            let watch = reader.watch
            let shared = accounts[watch.credentials] ?? []
            let account =
                watch.credentials.roleAccount ?? watch.account
                ?? (shared.count == 1 ? shared : all.count == 1 ? all : []).first ?? unknownAccount
            let partition = Partition.of(region: watch.region).name
            let service = watch.kind.service.signingName
            resources[account, default: [:]]["\(service):\(watch.kind.operation)", default: []]
                .formUnion(watch.authorizedResources(partition: partition, anyID: anyID))
            if let scope = reader.list, let listing = watch.kind.listing {
                resources[account, default: [:]]["\(service):\(listing.operation)", default: []]
                    .insert(watch.authorizedList(of: scope, partition: partition, anyID: anyID))
            }
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

/// What calls AWS: a watch, or what stands for the jobs that a matcher finds.
private struct Reader {
    let watch: Watch
    /// The list that shows it too, if that is asked for.
    let list: ListScope?

    static func all(of list: WatchList) -> [Reader] {
        let scopes = list.scopesWorthListing.union(list.matchers.compactMap(ListScope.init))
        let watches = list.watches.map { watch in
            let scope = scopes.isEmpty ? nil : ListScope(of: watch)
            return Reader(watch: watch, list: scope.flatMap { scopes.contains($0) ? $0 : nil })
        }
        let found = list.matchers.flatMap { matcher in
            matcher.foundIDs.map { id in
                Reader(
                    watch: Watch(name: matcher.name, resourceID: id, settings: matcher.settings),
                    list: ListScope(of: matcher)
                )
            }
        }
        return watches + found
    }
}

extension Matcher {
    /// The ids that it may find, as policies write them: its patterns where they are about ids, else `*`.
    fileprivate var foundIDs: [String] {
        let ids = namesAreIDs ? Set(patterns.map(\.inPolicies)) : ["*"]
        return (ids.contains("*") ? ["*"] : ids.sorted()).map { kind.id(ofItem: $0, in: parent) }
    }

    /// Whether the names that it looks for are the ends of the resources' ARNs.
    private var namesAreIDs: Bool {
        guard let item = kind.listing?.item else { return false }
        return item.id != nil && item.name == nil && kind.authorization == .itself
    }
}

extension NamePattern {
    /// The pattern if it means the same in a policy, else `*`.
    fileprivate var inPolicies: String {
        text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "*?-_.".utf8.contains($0) } ? text : "*"
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
        case .itselfWithin(let owners):
            let parts = anyID ? [] : openedParts(values)
            return (kind.id.arns + owners).flatMap { [arn($0, partition, parts)] + lowered($0, partition, parts) }
                .sorted()
        }
    }

    /// The resource that a policy must name to allow a list: of a parent's the same as for reads, else `*`.
    ///
    /// The reference has the same resource type for both where reads need the parent alone; a test compares them.
    fileprivate func authorizedList(of scope: ListScope, partition: String, anyID: Bool) -> String {
        guard case .other(let pattern, hasID: true) = kind.authorization, !kind.isUserDefined,
            let parent = scope.parent, let first = kind.parentValues(parent)?.first
        else { return "*" }
        let isARN = first.hasPrefix("arn:")
        // A pattern with more parts is that of what is within the parent.
        guard isARN || arn(pattern, partition, ["a"]) == arn(pattern, partition, ["a", "b"]) else { return "*" }
        if anyID { return arn(pattern, partition, []) }
        return isARN ? first : arn(pattern, partition, [first])
    }

    /// The parts of an id, with those of the ARN in place of one that comes first.
    private func openedParts(_ values: [String]) -> [String] {
        guard let first = values.first.flatMap(ARN.init) else { return values }
        let opened = kind.id.parts.first?.arns.lazy.compactMap { $0.parts(of: first) }.first ?? []
        return opened + values.dropFirst()
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
