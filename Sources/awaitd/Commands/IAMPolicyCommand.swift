// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import WatchFile

/// `awaitd iam-policy`: the least that must be allowed.
struct IAMPolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "iam-policy",
        abstract: "Print the least IAM policy that the watch list needs.",
        discussion: """
            Prints a policy document, to be attached to the role or user whose credentials awaitd has. A list that \
            watches several accounts needs one in each: then it prints one JSON object with a policy for each account, \
            and --account prints one of them alone. Accounts are those of the ARNs in the list; a watch that is given by \
            an id goes with the others that have the same profile, else under "unknown". A watch with a role_arn is read in \
            the role's account, and who assumes the role needs sts:AssumeRole.

            Where an id does not stand in the resource's ARN, as a job's name in Bedrock, the policy has '*' in its \
            place. Amazon ML allows GetEvaluation by the evaluation's data source, which no watch list knows. What \
            AWS says nothing of, and kinds of your own, are allowed on '*'.

              awaitd iam-policy --account 123456789012 > awaitd.json
              aws iam put-role-policy --role-name awaitd --policy-name watch \\
                --policy-document file://awaitd.json

            Exit status: 0; 1 the list has nothing in this account; 64 wrong usage; 74 it cannot be written; \
            78 the watch file is wrong.
            """
    )

    @OptionGroup var config: ConfigOption

    @Option(help: ArgumentHelp("Print the policy for this account alone.", valueName: "id"))
    var account: String?

    @Flag(help: "Allow every resource of the types in the list, so that watches can be added without a new policy.")
    var anyID = false

    func run() throws {
        let environment = ProcessContext.current.environment
        let policies = PolicyBuilder.policies(for: try watches(environment), anyID: anyID)
        guard let account else {
            try show(policies)
            return
        }
        guard let policy = policies[account] else {
            let known = policies.keys.sorted().joined(separator: ", ")
            Self.voice.complain(
                "the list watches nothing in account '\(account.cleaned(limit: 40))'"
                    + (known.isEmpty ? "" : "; it watches in \(known)")
            )
            throw ExitCode.unknownName
        }
        try show([account: policy])
    }

    private func watches(_ environment: [String: String]) throws -> [Watch] {
        do throws(RejectedWatchList) {
            return try WatchListLoader(environment: environment).load(config.resolved(environment)).list.watches
        } catch {
            throw Self.voice.refusing(error, environment)
        }
    }

    /// One policy as it is, several by account, and on standard error what is to be known about them.
    private func show(_ policies: [String: PolicyDocument]) throws {
        for (account, policy) in policies.sorted(by: { $0.key < $1.key }) where policy.length > PolicyDocument.longest {
            let place = policies.count > 1 ? " for \(account)" : ""
            Self.voice.complain(
                "the policy\(place) has \(policy.length) characters, and AWS takes at most "
                    + "\(PolicyDocument.longest); --any-id makes it short"
            )
        }
        if policies.isEmpty {
            Self.voice.complain("the watch list is empty, and needs nothing")
        }
        let text =
            policies.count > 1
            ? PolicyDocument.json(policies) : (policies.values.first ?? PolicyDocument(statements: [])).json
        try Self.voice.show(text + "\n")
    }
}
