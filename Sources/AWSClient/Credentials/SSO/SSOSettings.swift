// SPDX-License-Identifier: Apache-2.0

import Core
import Crypto

/// What a profile says of IAM Identity Center, in its own keys or in an `[sso-session NAME]`.
///
/// Source: AWS SDKs and Tools Reference Guide, "IAM Identity Center credential provider".
struct SSOSettings {
    let recipe: SSORecipe
    /// The key by which the profile asks for it.
    let key: String

    private static let keys = ["sso_session", "sso_start_url", "sso_account_id", "sso_role_name"]

    /// The settings of a profile; nil if it has none.
    init?(
        _ profile: Profile,
        in files: ProfileFiles,
        tokenFolder: String?,
        context: SearchContext
    ) throws(ProfileGraph.Unusable) {
        guard let key = Self.keys.first(where: { profile[$0] != nil }), let setting = profile.setting(key) else {
            return nil
        }
        self.key = key
        let place = "profile \(profile.quoted) in \(setting.path)"
        let sessionName = profile["sso_session"]
        var session: [String: String] = [:]
        if let sessionName {
            guard let found = files.section("sso-session", sessionName) else {
                throw .init("\(place) names the sso_session \(Profile.quoted(sessionName)), which no file has")
            }
            session = found
        }
        func value(_ key: String) throws(ProfileGraph.Unusable) -> String {
            let (own, shared) = (profile[key], Credentials.trimmed(session[key]))
            if let own, let shared, own != shared {
                throw .init("\(place) and its sso_session disagree about \(key)")
            }
            guard let value = own ?? shared else {
                throw .init("\(place) asks for IAM Identity Center (SSO) and has no \(key)")
            }
            return value
        }
        let account = try value("sso_account_id")
        let role = try value("sso_role_name")
        let region = try value("sso_region")
        let startURL = try value("sso_start_url")
        guard account.utf8.count == 12, account.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw .init("the sso_account_id of \(place) is not twelve digits")
        }
        guard (1...64).contains(role.utf8.count), role.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .init("the sso_role_name of \(place) is no role's name")
        }
        guard region.isRegionName else { throw .init("the sso_region of \(place) is not the name of a region") }
        guard let tokenFolder else {
            throw .init("\(place) asks for IAM Identity Center (SSO), and HOME is not set, below which its token is")
        }
        let name = Insecure.SHA1.hash(data: Array((sessionName ?? startURL).utf8)).hex
        recipe = SSORecipe(
            session: sessionName?.cleaned(limit: 128),
            region: region,
            accountID: account,
            roleName: role,
            cacheFile: "\(tokenFolder)/\(name).json",
            profile: context.profile
        )
    }
}
