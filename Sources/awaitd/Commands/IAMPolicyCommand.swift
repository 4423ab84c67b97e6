// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import WatchFile

/// `awaitd iam-policy`: the least IAM policy that the watch list needs.
struct IAMPolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "iam-policy",
        abstract: "Print the least IAM policy that the watch list needs.",
        discussion: """
            Prints a policy document to attach to the role or user whose credentials awaitd uses. A list with watches in \
            several accounts needs one in each: then a JSON object with a policy for each account is printed, and \
            --account prints one of them alone. The accounts are those of the ARNs in the list; a watch given by an id \
            goes with the others that have the same profile, else under "unknown". A watch with a role_arn is read in the \
            role's account, and the credentials that assume the role need sts:AssumeRole.

            Where the resource's ARN does not contain the id, such as a job's name in Bedrock, the policy has '*' in its \
            place. Amazon ML allows GetEvaluation by the evaluation's data source, which no watch list knows. Operations \
            whose resources AWS does not document, and kinds of your own, are allowed on '*'.

            Operations that list are allowed where a matcher needs one, and where ten watches of a kind can be refreshed by \
            one, mostly on '*', since AWS limits few of them to a resource. With 'limits: {listings: never}' only those \
            of matchers are.

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
        let policies = PolicyBuilder.policies(for: try list(environment), anyID: anyID)
        guard let account else {
            try show(policies)
            return
        }
        guard let policy = policies[account] else {
            let known = policies.keys.sorted().joined(separator: ", ")
            Self.output.printError(
                "the list watches nothing in account '\(account.revealed(limit: 40))'"
                    + (known.isEmpty ? "" : "; it watches in \(known)")
            )
            throw ExitCode.unknownName
        }
        try show([account: policy])
    }

    private func list(_ environment: [String: String]) throws -> WatchList {
        do throws(WatchListError) {
            return try WatchListLoader(environment: environment).load(config.resolved(environment)).list
        } catch {
            throw Self.output.printRejection(error, environment)
        }
    }

    /// Prints one policy as it is and several by account; warnings go to standard error.
    private func show(_ policies: [String: PolicyDocument]) throws {
        for (account, policy) in policies.sorted(by: { $0.key < $1.key }) where policy.length > PolicyDocument.longest {
            let whose = policies.count > 1 ? " for \(account)" : ""
            Self.output.printError(
                "the policy\(whose) has \(policy.length) characters, and AWS takes at most "
                    + "\(PolicyDocument.longest); --any-id makes it short"
            )
        }
        if policies.isEmpty {
            Self.output.printError("the watch list is empty, and needs nothing")
        }
        let text =
            policies.count > 1
            ? PolicyDocument.json(policies) : (policies.values.first ?? PolicyDocument(statements: [])).json
        try Self.output.show(text + "\n")
    }
}
