// SPDX-License-Identifier: Apache-2.0

import Core

/// Keys that are written down: in the environment, or in a profile.
///
/// Source: AWS SDKs and Tools Reference Guide, "AWS access keys".
enum StaticKeys {
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, and when they end by
    /// `AWS_CREDENTIAL_EXPIRATION`.
    static func detect(in environment: [String: String]) throws(CredentialError) -> Detection {
        let (id, secret) = (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])
        // As with the AWS CLI, an empty variable is one that is not set; one with white space alone is a mistake.
        guard id?.isEmpty == false || secret?.isEmpty == false else {
            return .absent(id == nil ? "AWS_ACCESS_KEY_ID is not set" : "AWS_ACCESS_KEY_ID is empty")
        }
        let token = ["AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"].first { environment[$0]?.isEmpty == false }
        do throws(CredentialError) {
            return .found(
                .staticKeys(
                    try .checked(
                        accessKeyID: id,
                        secretAccessKey: secret,
                        sessionToken: token.flatMap { environment[$0] },
                        expiration: try expiration(in: environment),
                        named: .init(
                            accessKeyID: "AWS_ACCESS_KEY_ID",
                            secretAccessKey: "AWS_SECRET_ACCESS_KEY",
                            sessionToken: token ?? "AWS_SESSION_TOKEN"
                        )
                    )
                )
            )
        } catch {
            throw CredentialError(
                "the environment's AWS_ACCESS_KEY_ID and its companions cannot be used: \(error.message)")
        }
    }

    private static func expiration(in environment: [String: String]) throws(CredentialError) -> Timestamp? {
        guard let text = environment["AWS_CREDENTIAL_EXPIRATION"], !text.isEmpty else { return nil }
        guard let time = Timestamp(credentialExpiration: text) else {
            throw CredentialError("AWS_CREDENTIAL_EXPIRATION is not a time, such as 2026-11-29T23:00:00Z")
        }
        return time
    }

    /// The keys of a profile in the files of some kinds, and where they are; nil if none of these has any.
    static func detect(
        in profile: Profile,
        where isMeant: (SharedFile.Kind) -> Bool
    ) throws(CredentialError) -> ProfileGraph.Way? {
        guard let layer = profile.layers.first(where: { isMeant($0.file.kind) && $0.hasKeys }) else { return nil }
        let location = "profile \(profile.quoted) in \(layer.file.path)"
        let token = ["aws_session_token", "aws_security_token"].first { layer.keys[$0]?.isEmpty == false }
        do throws(CredentialError) {
            let keys = try Credentials.checked(
                accessKeyID: layer.keys["aws_access_key_id"],
                secretAccessKey: layer.keys["aws_secret_access_key"],
                sessionToken: token.flatMap { layer.keys[$0] },
                named: .init(
                    accessKeyID: "aws_access_key_id",
                    secretAccessKey: "aws_secret_access_key",
                    sessionToken: token ?? "aws_session_token"
                )
            )
            let origin = CredentialOrigin(
                profile: profile.name, key: CredentialOrigin.accessKey, path: layer.file.path)
            return ProfileGraph.Way(provider: .staticKeys(keys), location: location, origins: [origin])
        } catch {
            throw CredentialError("\(location) cannot be used: \(error.message)")
        }
    }
}
