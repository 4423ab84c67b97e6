// SPDX-License-Identifier: Apache-2.0

import Core

/// Assumes roles at AWS STS.
///
/// Sources: AWS Security Token Service API Reference, "AssumeRole", "AssumeRoleWithWebIdentity"; Smithy 2.0, "AWS query
/// protocol". The answers are XML, and JSON only from AWS itself, so that XML it is.
struct STSSource {
    let caller: CredentialCaller
    let addresses: AddressLookup
    let fileSystem: any FileSystem

    /// The largest token of a web identity; STS takes no more than 20,000 characters.
    private static let tokenLimit = 20_000

    /// The credentials of a role, assumed with others.
    ///
    /// Throws a failure whose ``STSFailure/blamesSource`` says whether STS did not take those.
    func credentials(
        _ role: RoleRecipe,
        with source: Credentials,
        until deadline: Deadline
    ) async throws(STSFailure) -> Credentials {
        var parameters = [
            ("Action", "AssumeRole"), ("Version", "2011-06-15"), ("RoleArn", role.arn),
            ("RoleSessionName", role.sessionName),
        ]
        if let externalID = role.externalID { parameters.append(("ExternalId", externalID)) }
        if let seconds = role.durationSeconds { parameters.append(("DurationSeconds", "\(seconds)")) }
        let action = "assuming the role \(role.arn)"
        do throws(PollFailure) {
            let request = try request(parameters, region: role.region, profile: role.profile)
            let signer = SigV4(credentials: source, region: role.region, service: "sts")
            let response = try await caller.send(request, signedBy: signer, until: deadline)
            return try read(response, of: "AssumeRole", text: AnswerText(credentials: source))
        } catch {
            throw STSFailure(error, during: action)
        }
    }

    /// The credentials of a role, assumed with the token in a file.
    func credentials(_ identity: WebIdentityRecipe, until deadline: Deadline) async throws(PollFailure) -> Credentials {
        let action = "assuming the role \(identity.arn) with the token in \(identity.tokenFile)"
        let token = try token(in: identity.tokenFile)
        do throws(PollFailure) {
            let request = try request(
                [
                    ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", identity.arn),
                    ("RoleSessionName", identity.sessionName), ("WebIdentityToken", token),
                ],
                region: identity.region,
                profile: identity.profile
            )
            let response = try await caller.send(request, until: deadline)
            return try read(response, of: "AssumeRoleWithWebIdentity", text: AnswerText(secrets: [token]))
        } catch {
            throw STSFailure(error, during: action).failure
        }
    }

    private func token(in path: String) throws(PollFailure) -> String {
        let bytes: [UInt8]
        do throws(FileFault) {
            bytes = try fileSystem.read(path, limit: Self.tokenLimit)
        } catch {
            switch error {
            case .missing: throw .unusableCredentials("the web identity's token file \(path) does not exist")
            case .unusable(let reason): throw .unusableCredentials("the web identity's token file \(path) \(reason)")
            }
        }
        guard let token = Credentials.trimmed(String(decoding: bytes, as: UTF8.self)) else {
            throw .unusableCredentials("the web identity's token file \(path) is empty")
        }
        guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .unusableCredentials(
                "the web identity's token file \(path) holds no token: it has other characters in it")
        }
        return token
    }

    private func request(
        _ parameters: [(String, String)],
        region: String,
        profile: String?
    ) throws(PollFailure) -> HTTPRequest {
        let address = try addresses(.sts, region, profile: profile)
        let body = parameters.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        var request = HTTPRequest(
            method: "POST",
            endpoint: address.endpoint,
            path: "/",
            headers: [HTTPField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
            body: Array(body.utf8)
        )
        // A role that is assumed twice is as good as one that is assumed once.
        request.isRepeatable = true
        request.certificates = address.certificates
        return request
    }

    private func read(
        _ response: HTTPResponse,
        of operation: String,
        text: AnswerText
    ) throws(PollFailure) -> Credentials {
        let texts: [String: String]
        do throws(XMLReader.Fault) {
            texts = try XMLReader.texts(of: response.body)
        } catch {
            guard (200..<300).contains(response.status) else {
                throw STSFailure.answer(response, texts: [:], text, now: caller.now())
            }
            throw PollFailure(
                .transient, code: "UnreadableAnswer", httpStatus: response.status,
                message: "the answer of STS \(error.reason)"
            )
        }
        guard (200..<300).contains(response.status) else {
            throw STSFailure.answer(response, texts: texts, text, now: caller.now())
        }
        let path = "\(operation)Result/Credentials/"
        do throws(Credentials.Fault) {
            let credentials = try Credentials.checked(
                accessKeyID: texts[path + "AccessKeyId"],
                secretAccessKey: texts[path + "SecretAccessKey"],
                sessionToken: texts[path + "SessionToken"],
                expiration: texts[path + "Expiration"].flatMap(Timestamp.init(rfc3339:))
            )
            return caller.byOurClock(credentials, from: response)
        } catch {
            throw PollFailure(
                .transient, code: "UnreadableAnswer", httpStatus: response.status,
                message: "the answer of STS has no credentials in it: \(error.reason)"
            )
        }
    }
}
