// SPDX-License-Identifier: Apache-2.0

import Core

/// Credentials as JSON: what programs, agents and services answer.
enum CredentialsAnswer {
    /// What the members are called.
    struct Members {
        let accessKeyID: String
        let secretAccessKey: String
        let sessionToken: String
        let expiration: String
        /// A member that has to be 1, if there is one.
        var version: String?
        /// The member in which all others are, if they are in one.
        var envelope: String?

        static let process = Members(
            accessKeyID: "AccessKeyId", secretAccessKey: "SecretAccessKey", sessionToken: "SessionToken",
            expiration: "Expiration", version: "Version"
        )
        /// Of the agents of containers and of the metadata service.
        static let agent = Members(
            accessKeyID: "AccessKeyId", secretAccessKey: "SecretAccessKey", sessionToken: "Token",
            expiration: "Expiration"
        )
        /// Of the portal of IAM Identity Center.
        static let portal = Members(
            accessKeyID: "accessKeyId", secretAccessKey: "secretAccessKey", sessionToken: "sessionToken",
            expiration: "expiration", envelope: "roleCredentials"
        )
    }

    /// Reads credentials; `source` begins the sentence about what is wrong with them.
    ///
    /// Nothing of the answer is ever quoted. Credentials that have expired are not refused here.
    static func credentials(
        in body: [UInt8],
        from source: String,
        members names: Members
    ) throws(PollFailure) -> Credentials {
        guard var members = (try? JSONReader.value(of: body))?.members else {
            throw .unusableCredentials("\(source) gave no JSON object")
        }
        if let envelope = names.envelope {
            guard let inner = members[envelope]?.members else {
                throw .unusableCredentials("\(source) gave no \(envelope)")
            }
            members = inner
        }
        if let version = names.version, members[version] != .integer(1) {
            throw .unusableCredentials("\(source) gave no \"\(version)\": 1, which is the only version there is")
        }
        let expiration: Timestamp?
        switch members[names.expiration] {
        case nil, .null: expiration = nil
        case .integer(let milliseconds): expiration = Timestamp(epochSeconds: Double(milliseconds) / 1_000)
        case .string(let text):
            guard let time = Timestamp(rfc3339: text) else {
                throw .unusableCredentials("\(source) gave an \(names.expiration) that is no time")
            }
            expiration = time
        case .bool, .number, .array, .object:
            throw .unusableCredentials("\(source) gave an \(names.expiration) that is no time")
        }
        do throws(Credentials.Fault) {
            return try .checked(
                accessKeyID: members[names.accessKeyID]?.text,
                secretAccessKey: members[names.secretAccessKey]?.text,
                sessionToken: members[names.sessionToken]?.text,
                expiration: expiration
            )
        } catch {
            throw .unusableCredentials("\(source) gave credentials that cannot be used: \(error.reason)")
        }
    }
}
