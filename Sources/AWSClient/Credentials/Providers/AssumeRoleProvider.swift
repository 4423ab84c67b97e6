// SPDX-License-Identifier: Apache-2.0

import Core

/// A role and how it is assumed with other credentials: `AssumeRole` of AWS STS.
package struct AssumeRoleProvider: Sendable, Hashable {
    /// The role's ARN.
    package let arn: String
    /// The session's name, as CloudTrail shows it.
    package let sessionName: String
    /// What the role's trust policy asks for, if it does; not a secret.
    package let externalID: String?
    /// How long the credentials live, in seconds from 900 to 43200; nil for STS's own hour.
    package let durationSeconds: Int?
    /// The region whose STS is asked.
    package let region: String
    /// The profile whose settings say how STS is reached; nil for the default one.
    package let profile: String?

    /// A role.
    init(
        arn: String,
        sessionName: String = RoleSettings.defaultSessionName,
        externalID: String?,
        durationSeconds: Int? = nil,
        region: String,
        profile: String?
    ) {
        self.arn = arn
        self.sessionName = sessionName
        self.externalID = externalID
        self.durationSeconds = durationSeconds
        self.region = region
        self.profile = profile
    }

    /// The role that a profile asks for.
    init(_ profile: Profile, _ context: ProviderChain.Context) throws(CredentialError) {
        let settings = RoleSettings(location: profile.location(of: "role_arn"), context: context)
        if profile["mfa_serial"] != nil {
            throw CredentialError(
                """
                \(settings.location) asks for the code of an MFA device (mfa_serial), which awaitd cannot prompt for; use a \
                role that does not require MFA
                """
            )
        }
        let arn = try settings.arn(profile["role_arn"] ?? "")
        self.init(
            arn: arn,
            sessionName: try settings.sessionName(profile["role_session_name"]),
            externalID: try settings.externalID(profile["external_id"]),
            durationSeconds: try settings.duration(profile["duration_seconds"]),
            region: try settings.region(profile["region"], for: arn),
            profile: context.selectedProfile
        )
    }

    /// Assumes the role with credentials of its source.
    func credentials(
        with source: Credentials,
        _ context: CredentialContext,
        until deadline: Deadline
    ) async throws(PollFailure) -> Credentials {
        var parameters = [("RoleArn", arn), ("RoleSessionName", sessionName)]
        if let externalID { parameters.append(("ExternalId", externalID)) }
        if let durationSeconds { parameters.append(("DurationSeconds", "\(durationSeconds)")) }
        let sts = STS(context: context, region: region, profile: profile, source: source)
        do throws(PollFailure) {
            return try await sts.credentials(
                by: "AssumeRole", parameters, text: MessageRedactor(credentials: source), until: deadline)
        } catch {
            throw error.during("assuming the role \(arn)")
        }
    }
}

/// A role and how it is assumed with a token of OpenID Connect: `AssumeRoleWithWebIdentity` of AWS STS.
package struct WebIdentityProvider: Sendable, Hashable {
    /// The role's ARN.
    package let arn: String
    /// The session's name.
    package let sessionName: String
    /// The file with the token; it is read again at each refresh, since it is replaced while we run.
    package let tokenFile: String
    /// The region whose STS is asked.
    package let region: String
    /// The profile whose settings say how STS is reached; nil for the default one.
    package let profile: String?

    private static let tokenLimit = 20_000
    /// The variable that asks for a web identity.
    static let variable = "AWS_WEB_IDENTITY_TOKEN_FILE"

    private init(
        arn: String,
        sessionName: String?,
        tokenFile: String,
        region: String? = nil,
        _ settings: RoleSettings
    ) throws(CredentialError) {
        self.arn = try settings.arn(arn)
        self.sessionName = try settings.sessionName(sessionName)
        self.tokenFile = settings.context.expanded(tokenFile)
        self.region = try settings.region(region, for: arn)
        profile = settings.context.selectedProfile
    }

    /// `AWS_WEB_IDENTITY_TOKEN_FILE` with `AWS_ROLE_ARN` and `AWS_ROLE_SESSION_NAME`: what EKS sets for a pod.
    static func detect(_ context: ProviderChain.Context) throws(CredentialError) -> Detection {
        let configuration = context.configuration
        guard let file = configuration.variable(variable) else { return .absent("\(variable) is not set") }
        guard let arn = configuration.variable("AWS_ROLE_ARN") else {
            throw CredentialError("\(variable) is set, but AWS_ROLE_ARN is not")
        }
        let provider = try WebIdentityProvider(
            arn: arn,
            sessionName: configuration.variable("AWS_ROLE_SESSION_NAME"),
            tokenFile: file,
            RoleSettings(location: "the environment", context: context)
        )
        return .found(.webIdentity(provider))
    }

    /// The role that a profile assumes with a token; nil if it has no `web_identity_token_file`.
    init?(_ profile: Profile, _ context: ProviderChain.Context) throws(CredentialError) {
        guard let file = profile["web_identity_token_file"] else { return nil }
        let location = profile.location(of: "web_identity_token_file")
        guard let arn = profile["role_arn"] else {
            throw CredentialError("\(location) has a web_identity_token_file and no role_arn to go with it")
        }
        try self.init(
            arn: arn,
            sessionName: profile["role_session_name"],
            tokenFile: file,
            region: profile["region"],
            RoleSettings(location: location, context: context)
        )
    }

    /// Assumes the role with the token as it is now.
    func credentials(
        _ context: CredentialContext,
        until deadline: Deadline
    ) async throws(PollFailure) -> Credentials {
        let token = try await token(context, until: deadline)
        let parameters = [("RoleArn", arn), ("RoleSessionName", sessionName), ("WebIdentityToken", token)]
        let sts = STS(context: context, region: region, profile: profile, source: nil)
        do throws(PollFailure) {
            return try await sts.credentials(
                by: "AssumeRoleWithWebIdentity", parameters, text: MessageRedactor(secrets: [token]), until: deadline)
        } catch {
            throw error.during("assuming the role \(arn) with the token in \(tokenFile)")
        }
    }

    private func token(_ context: CredentialContext, until deadline: Deadline) async throws(PollFailure) -> String {
        let name = "the web identity's token file \(tokenFile)"
        let token = try await context.token(in: tokenFile, named: name, until: deadline)
        guard token.utf8.count <= Self.tokenLimit else {
            throw .unusableCredentials("\(name) is larger than STS takes (\(Self.tokenLimit) characters)")
        }
        guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .unusableCredentials("\(name) holds no token: it has other characters in it")
        }
        return token
    }
}

/// The rules for the settings of a role.
///
/// Source: AWS Security Token Service API Reference, "AssumeRole".
private struct RoleSettings {
    /// Where the settings are, for messages: `profile 'a' in /root/.aws/config`.
    let location: String
    let context: ProviderChain.Context

    /// The session's name where none is given.
    static let defaultSessionName = "awaitd"

    func arn(_ text: String) throws(CredentialError) -> String {
        guard let arn = RoleARN(text) else {
            throw CredentialError(
                "the role_arn of \(location) is not a role's ARN, such as arn:aws:iam::123456789012:role/NAME")
        }
        return arn.text
    }

    func sessionName(_ text: String?) throws(CredentialError) -> String {
        guard let text else { return Self.defaultSessionName }
        guard (2...64).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0.isASCIILetterOrDigit || "_+=,.@-".utf8.contains($0) })
        else {
            throw CredentialError(
                "the role_session_name of \(location) is not 2 to 64 letters, digits and characters of _+=,.@-")
        }
        return text
    }

    func externalID(_ text: String?) throws(CredentialError) -> String? {
        guard let text else { return nil }
        guard text.isExternalID else {
            throw CredentialError(
                "the external_id of \(location) is not 2 to 1224 letters, digits and characters of _=,.@:/-+")
        }
        return text
    }

    /// What is not a number (`1h`) is ignored, as in botocore, and STS's own hour counts.
    func duration(_ text: String?) throws(CredentialError) -> Int? {
        guard let text, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        guard text.utf8.count <= 6, let seconds = Int(text), (900...43_200).contains(seconds) else {
            throw CredentialError("the duration_seconds of \(location) is not a number from 900 to 43200")
        }
        return seconds
    }

    func region(_ ofProfile: String?, for arn: String) throws(CredentialError) -> String {
        if let ofProfile, !ofProfile.isRegionName {
            throw CredentialError("the region of \(location) is not the name of a region")
        }
        return context.stsRegion(ofProfile, for: arn)
    }
}
