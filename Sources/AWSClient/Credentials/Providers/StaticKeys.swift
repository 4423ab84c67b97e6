// SPDX-License-Identifier: Apache-2.0

import Core

/// Keys that are written down: in the environment, or in a profile.
///
/// Source: AWS SDKs and Tools Reference Guide, "AWS access keys".
enum StaticKeys {
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, and when they end by
    /// `AWS_CREDENTIAL_EXPIRATION`.
    static func detect(in environment: [String: String]) throws(CredentialError) -> Detection {
        let id = Credentials.trimmed(environment["AWS_ACCESS_KEY_ID"])
        let secret = Credentials.trimmed(environment["AWS_SECRET_ACCESS_KEY"])
        guard id != nil || secret != nil else { return .absent("AWS_ACCESS_KEY_ID is not set") }
        do throws(CredentialError) {
            return .found(
                .staticKeys(
                    try .checked(
                        accessKeyID: id,
                        secretAccessKey: secret,
                        sessionToken: environment["AWS_SESSION_TOKEN"] ?? environment["AWS_SECURITY_TOKEN"],
                        expiration: environment["AWS_CREDENTIAL_EXPIRATION"].flatMap(Timestamp.init(rfc3339:))
                    )
                )
            )
        } catch {
            throw CredentialError(
                "the environment's AWS_ACCESS_KEY_ID and its companions cannot be used: \(error.message)")
        }
    }

    /// The keys of a profile in the files of some kinds, and where they are; nil if none of these has any.
    static func detect(
        in profile: Profile,
        where isMeant: (SharedFile.Kind) -> Bool
    ) throws(CredentialError) -> (provider: CredentialProvider, location: String)? {
        guard let layer = profile.layers.first(where: { isMeant($0.file.kind) && $0.hasKeys }) else { return nil }
        let location = "profile \(profile.quoted) in \(layer.file.path)"
        do throws(CredentialError) {
            let keys = try Credentials.checked(
                accessKeyID: layer.keys["aws_access_key_id"],
                secretAccessKey: layer.keys["aws_secret_access_key"],
                sessionToken: layer.keys["aws_session_token"] ?? layer.keys["aws_security_token"]
            )
            return (.staticKeys(keys), location)
        } catch {
            throw CredentialError("\(location) cannot be used: \(error.message)")
        }
    }
}
