// SPDX-License-Identifier: Apache-2.0

package import Core

/// A source of credentials that a chain chose, with its settings: asked now, and again when its credentials have expired.
///
/// Equal providers share their credentials and each refresh of them. Never prints itself: it may hold keys.
package indirect enum CredentialProvider: Sendable, Hashable {
    /// Keys from the environment or a shared file.
    case staticKeys(Credentials)
    /// A role, assumed with the credentials of another provider.
    case assumeRole(AssumeRoleProvider, source: CredentialProvider)
    /// A role, assumed with the token of a web identity.
    case webIdentity(WebIdentityProvider)
    /// A program that prints credentials.
    case process(ProcessProvider)
    /// IAM Identity Center, with the token of a sign-in.
    case sso(SSOProvider)
    /// The agent beside a container.
    case container(ContainerProvider)
    /// The metadata service of an EC2 instance.
    case instanceMetadata(InstanceMetadataProvider)

    /// What it is, for people; no secret in it.
    package var title: String {
        switch self {
        case .staticKeys: "access keys"
        case .assumeRole(let role, _): "role \(role.arn)"
        case .webIdentity(let identity): "role \(identity.arn) by a web identity"
        case .process(let process): "credential_process \(process.program)"
        case .sso(let settings): "IAM Identity Center, role \(settings.roleName) in \(settings.accountID)"
        case .container(let container): "container credentials at \(container.endpoint.hostHeader)"
        case .instanceMetadata(let instance): "instance metadata at \(instance.endpoint.hostHeader)"
        }
    }

    /// What the first role of a chain of roles is assumed with; itself if it is no role.
    var innermost: CredentialProvider {
        var provider = self
        while case .assumeRole(_, let source) = provider { provider = source }
        return provider
    }

    /// The files that it reads each time it is asked: when one changes, asking again may help.
    package var files: [String] {
        switch self {
        case .staticKeys, .process, .instanceMetadata: []
        case .assumeRole: innermost.files
        case .webIdentity(let identity): [identity.tokenFile]
        case .sso(let settings): [settings.cacheFile]
        case .container(let container): container.tokenFile.map { [$0] } ?? []
        }
    }
}

extension CredentialProvider: CustomStringConvertible, CustomReflectable {
    package var description: String { title }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Credentials as JSON, with the member names of one provider.
struct CredentialsJSON {
    let accessKeyID: String
    let secretAccessKey: String
    let sessionToken: String
    let expiration: String
    /// A member that has to be 1, if there is one.
    var version: String?
    /// The member that has all others in it, if there is one.
    var envelope: String?

    /// What programs print.
    static let process = CredentialsJSON(
        accessKeyID: "AccessKeyId", secretAccessKey: "SecretAccessKey", sessionToken: "SessionToken",
        expiration: "Expiration", version: "Version"
    )
    /// Of the agents of containers and of the metadata service.
    static let agent = CredentialsJSON(
        accessKeyID: "AccessKeyId", secretAccessKey: "SecretAccessKey", sessionToken: "Token",
        expiration: "Expiration"
    )
    /// Of the portal of IAM Identity Center.
    static let portal = CredentialsJSON(
        accessKeyID: "accessKeyId", secretAccessKey: "secretAccessKey", sessionToken: "sessionToken",
        expiration: "expiration", envelope: "roleCredentials"
    )

    /// Reads credentials; `source` begins the sentence about what is wrong with them.
    ///
    /// Nothing of the body is ever quoted. Credentials that have expired are not refused here.
    func credentials(in body: [UInt8], from source: String) throws(PollFailure) -> Credentials {
        guard var members = (try? JSONReader.value(of: body))?.members else {
            throw .unusableCredentials("\(source) gave no JSON object")
        }
        if let envelope {
            guard let inner = members[envelope]?.members else {
                throw .unusableCredentials("\(source) gave no \(envelope)")
            }
            members = inner
        }
        if let version, members[version] != .integer(1) {
            throw .unusableCredentials("\(source) gave no \"\(version)\": 1, which is the only version there is")
        }
        let end = try time(members[expiration], from: source)
        let id = try text(accessKeyID, in: members, from: source)
        let secret = try text(secretAccessKey, in: members, from: source)
        let token = try text(sessionToken, in: members, from: source)
        do throws(CredentialError) {
            return try .checked(
                accessKeyID: id,
                secretAccessKey: secret,
                sessionToken: token,
                expiration: end
            )
        } catch {
            throw .unusableCredentials("\(source) gave credentials that cannot be used: \(error.message)")
        }
    }

    /// A member that has to be text if it is there: what cannot be read must not count as missing.
    private func text(
        _ name: String,
        in members: [String: JSONValue],
        from source: String
    ) throws(PollFailure) -> String? {
        switch members[name] {
        case nil, .null: return nil
        case .string(let text): return text
        case .integer, .number, .bool, .array, .object:
            throw .unusableCredentials("\(source) gave a \(name) that is not text")
        }
    }

    private func time(_ value: JSONValue?, from source: String) throws(PollFailure) -> Timestamp? {
        let time: Timestamp?
        switch value {
        case nil, .null: return nil
        case .integer(let number): time = Timestamp(credentialExpiration: Double(number))
        case .number(let number): time = Timestamp(credentialExpiration: number)
        case .string(let text): time = Timestamp(credentialExpiration: text)
        case .bool, .array, .object: time = nil
        }
        guard let time else { throw .unusableCredentials("\(source) gave an \(expiration) that is not a time") }
        return time
    }
}

extension PollFailure {
    /// A provider that is configured and cannot be used; a sentence says why.
    package static func unusableCredentials(_ message: String) -> PollFailure {
        PollFailure(.credentials, code: "CredentialsUnusable", message: message.cleaned(limit: 1_000))
    }

    /// A request for credentials whose task was cancelled.
    static let givenUp = PollFailure(.transient, code: "Cancelled", message: "the request for credentials was given up")

    /// This failure as one that passes by itself: the credentials are being replaced.
    var passing: PollFailure {
        PollFailure(
            .transient,
            code: code,
            httpStatus: httpStatus,
            message: "\(message) (the file of these credentials is being replaced)",
            retryAfter: retryAfter,
            requestID: requestID
        )
    }

    /// This failure with words in front that say what was being done: `assuming role X: …`.
    func during(_ action: String) -> PollFailure {
        PollFailure(
            cause,
            code: code,
            httpStatus: httpStatus,
            message: "\(action): \(message)".cleaned(limit: 1_000),
            retryAfter: retryAfter,
            requestID: requestID
        )
    }
}
