// SPDX-License-Identifier: Apache-2.0

import Core
import Crypto

/// A role's credentials from IAM Identity Center, by the token that `aws sso login` left in the CLI's cache.
///
/// Sources: AWS SDKs and Tools Reference Guide, "IAM Identity Center credential provider"; IAM Identity Center Portal API
/// Reference, "GetRoleCredentials"; IAM Identity Center OIDC API Reference, "CreateToken".
package struct SSOProvider: Sendable, Hashable {
    /// The `sso-session` that the token belongs to; nil in the form before there were such sections.
    package let session: String?
    /// The region of the Identity Center.
    package let region: String
    /// The account in which the role is.
    package let accountID: String
    /// The role's name.
    package let roleName: String
    /// The file in which the AWS CLI keeps the token.
    package let cacheFile: String
    /// The profile whose settings say how the Identity Center is reached; nil for the default one.
    package let profile: String?

    /// How long before its end a token is refreshed, as in botocore.
    private static let window: Duration = .seconds(15 * 60)
    private static let fileLimit = 65_536

    // MARK: Detection

    private static let keys = ["sso_session", "sso_start_url", "sso_account_id", "sso_role_name"]

    /// What a profile says of IAM Identity Center, in its own keys or in an `[sso-session NAME]`, and the key by which it
    /// asks for it; nil if it has none.
    static func detect(
        in profile: Profile,
        of files: SharedConfig,
        _ context: ProviderChain.Context
    ) throws(CredentialError) -> (provider: SSOProvider, key: String)? {
        guard let key = keys.first(where: { profile[$0] != nil }) else { return nil }
        return (try SSOProvider(profile, of: files, location: profile.location(of: key), context), key)
    }

    private init(
        _ profile: Profile,
        of files: SharedConfig,
        location: String,
        _ context: ProviderChain.Context
    ) throws(CredentialError) {
        let sessionName = profile["sso_session"]
        var session: [String: String] = [:]
        if let sessionName {
            guard let found = files.section("sso-session", sessionName) else {
                throw CredentialError(
                    "\(location) names the sso_session \(Profile.quoted(sessionName)), which no file has")
            }
            session = found
        }
        func value(_ key: String) throws(CredentialError) -> String {
            let (own, shared) = (profile[key], Credentials.trimmed(session[key]))
            if let own, let shared, own != shared {
                throw CredentialError("\(location) and its sso_session disagree about \(key)")
            }
            guard let value = own ?? shared else {
                throw CredentialError("\(location) asks for IAM Identity Center (SSO) and has no \(key)")
            }
            return value
        }
        accountID = try value("sso_account_id")
        roleName = try value("sso_role_name")
        region = try value("sso_region")
        let startURL = try value("sso_start_url")
        guard accountID.utf8.count == 12, accountID.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw CredentialError("the sso_account_id of \(location) is not twelve digits")
        }
        guard (1...64).contains(roleName.utf8.count), roleName.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw CredentialError("the sso_role_name of \(location) is not a role's name")
        }
        guard region.isRegionName else {
            throw CredentialError("the sso_region of \(location) is not the name of a region")
        }
        guard let tokenFolder = context.tokenFolder else {
            throw CredentialError(
                "\(location) asks for IAM Identity Center (SSO), whose token is below HOME, and HOME is not set")
        }
        cacheFile = "\(tokenFolder)/\(Insecure.SHA1.hash(data: Array((sessionName ?? startURL).utf8)).hex).json"
        self.session = sessionName?.cleaned(limit: 128)
        self.profile = context.selectedProfile
    }

    // MARK: Fetching

    /// Asks the portal for the role's credentials; a second time with a refreshed token if it refuses the first.
    func credentials(_ context: CredentialContext, until deadline: Deadline) async throws(PollFailure) -> Credentials {
        var token = try await freshToken(context, until: deadline)
        var response = try await roleCredentials(token, context, until: deadline)
        if response.status == 401, let newer = try await refreshed(token, context, until: deadline) {
            token = newer
            response = try await roleCredentials(token, context, until: deadline)
        }
        let name = "the credentials of role \(roleName) in \(accountID) from IAM Identity Center"
        guard response.status == 200 else {
            let remedy = response.status == 401 ? remedy : "check sso_account_id and sso_role_name"
            throw context.refusal(response, by: name, secrets: token.secrets, remedy: remedy)
        }
        let credentials = try CredentialsJSON.portal.credentials(in: response.body, from: name)
        return context.byOurClock(credentials, from: response)
    }

    /// What a user has to do where a token is missing or has ended.
    private var remedy: String {
        session.map { "run `aws sso login --sso-session \($0)`" } ?? "run `aws sso login` for the profile"
    }

    private func roleCredentials(
        _ token: SSOToken,
        _ context: CredentialContext,
        until deadline: Deadline
    ) async throws(PollFailure) -> HTTPResponse {
        let (endpoint, certificates) = try context.address(of: .sso, in: region, profile: profile)
        let role = PercentEncoding.encode(roleName)
        var request = HTTPRequest(
            method: "GET",
            endpoint: endpoint,
            path: "/federation/credentials?role_name=\(role)&account_id=\(accountID)",
            headers: [HTTPField("x-amz-sso_bearer_token", token.accessToken), HTTPField("Accept", "application/json")]
        )
        request.certificates = certificates
        do throws(PollFailure) {
            return try await context.send(request, until: deadline)
        } catch {
            throw error.during("asking IAM Identity Center")
        }
    }

    // MARK: The token

    /// The kept token, refreshed if it ends soon.
    private func freshToken(
        _ context: CredentialContext,
        until deadline: Deadline
    ) async throws(PollFailure) -> SSOToken {
        let token = try keptToken(context)
        let left = token.expiresAt.since(context.now())
        if left > Self.window { return token }
        do throws(PollFailure) {
            if let newer = try await refreshed(token, context, until: deadline) { return newer }
        } catch {
            if left <= .zero { throw error }
        }
        guard left > .zero else {
            throw .unusableCredentials(
                "the sign-in at IAM Identity Center ended at \(token.expiresAt.rfc3339); \(remedy)")
        }
        return token
    }

    /// The token in the CLI's file, or the one that we refreshed it to.
    private func keptToken(_ context: CredentialContext) throws(PollFailure) -> SSOToken {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try context.fileSystem.read(cacheFile, limit: Self.fileLimit)
        } catch {
            switch error {
            case .missing:
                throw .unusableCredentials(
                    "there is no sign-in at IAM Identity Center: \(cacheFile) does not exist; \(remedy)")
            case .unusable(let reason):
                throw .unusableCredentials("the token of IAM Identity Center in \(cacheFile) \(reason)")
            }
        }
        guard let token = SSOToken(bytes) else {
            throw .unusableCredentials("\(cacheFile) holds no token of IAM Identity Center; \(remedy)")
        }
        return context.tokens.newer(than: token, in: cacheFile)
    }

    /// A new token in place of `old`; nil if it cannot be refreshed.
    private func refreshed(
        _ old: SSOToken,
        _ context: CredentialContext,
        until deadline: Deadline
    ) async throws(PollFailure) -> SSOToken? {
        guard try keptToken(context).refreshRequest(at: context.now()) != nil else { return nil }
        let outcome = await context.tokens.flights.outcome(of: cacheFile) {
            let result: Result<SSOToken, PollFailure>
            do throws(PollFailure) {
                // Another role of the same sign-in, or the AWS CLI, may have refreshed it meanwhile.
                let kept = try keptToken(context)
                let isNewer = kept.accessToken != old.accessToken && kept.expiresAt > context.now()
                result = .success(isNewer ? kept : try await createToken(from: kept, context, until: deadline))
            } catch {
                result = .failure(error)
            }
            return Task.isCancelled ? nil : result
        }
        guard let outcome else { throw .givenUp }
        return try outcome.get()
    }

    private func createToken(
        from old: SSOToken,
        _ context: CredentialContext,
        until deadline: Deadline
    ) async throws(PollFailure) -> SSOToken {
        guard let body = old.refreshRequest(at: context.now()) else {
            throw .unusableCredentials("the sign-in at IAM Identity Center cannot be renewed; \(remedy)")
        }
        let (endpoint, certificates) = try context.address(of: .ssoOIDC, in: region, profile: profile)
        var request = HTTPRequest(
            method: "POST",
            endpoint: endpoint,
            path: "/token",
            headers: [HTTPField("Content-Type", "application/json")],
            body: Array(JSONWriter.compact(body).utf8)
        )
        request.certificates = certificates
        let response: HTTPResponse
        do throws(PollFailure) {
            response = try await context.send(request, until: deadline)
        } catch {
            throw error.during("refreshing the token of IAM Identity Center")
        }
        guard response.status == 200 else {
            let name = "new tokens of IAM Identity Center"
            throw context.refusal(response, by: name, secrets: old.secrets, remedy: remedy)
        }
        guard let answer = try? JSONReader.value(of: response.body),
            let token = old.refreshed(by: answer, at: context.now())
        else { throw .unusableCredentials("IAM Identity Center answered without a new token; \(remedy)") }
        context.tokens.keep(token, in: cacheFile)
        // Where it cannot be written, the AWS CLI has to renew its own sign-in; we continue with the token in memory.
        try? context.fileSystem.replace(cacheFile, with: token.file)
        return token
    }
}
