// SPDX-License-Identifier: Apache-2.0

import Core

/// AWS STS, which gives temporary credentials for roles.
///
/// Sources: AWS Security Token Service API Reference, "AssumeRole", "AssumeRoleWithWebIdentity"; Smithy 2.0, "AWS query
/// protocol". Only AWS itself answers in JSON, so the responses are read as XML.
struct STS {
    let context: CredentialContext
    let region: String
    /// The profile whose settings say how STS is reached; nil for the default one.
    let profile: String?
    /// What signs the requests; nil for those that need no signature.
    let source: Credentials?

    /// The credentials that an operation gives; `text` makes STS's words fit to be shown.
    func credentials(
        by operation: String,
        _ parameters: [(String, String)],
        text: MessageRedactor,
        until deadline: Deadline
    ) async throws(PollFailure) -> Credentials {
        let request = try request([("Action", operation), ("Version", "2011-06-15")] + parameters)
        let response: HTTPResponse
        if let source {
            let signer = SigV4(credentials: source, region: region, service: "sts")
            response = try await context.send(request, signedBy: signer, until: deadline)
        } else {
            response = try await context.send(request, until: deadline)
        }
        return try read(response, of: operation, text: text)
    }

    private func request(_ parameters: [(String, String)]) throws(PollFailure) -> HTTPRequest {
        let (endpoint, certificates) = try context.address(of: .sts, in: region, profile: profile)
        let body = parameters.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        var request = HTTPRequest(
            method: "POST",
            endpoint: endpoint,
            path: "/",
            headers: [HTTPField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
            body: Array(body.utf8)
        )
        // Assuming a role twice does no more than assuming it once.
        request.isRepeatable = true
        request.certificates = certificates
        return request
    }

    private func read(
        _ response: HTTPResponse,
        of operation: String,
        text: MessageRedactor
    ) throws(PollFailure) -> Credentials {
        let path = "\(operation)Result/Credentials/"
        let members = ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"].map { path + $0 }
        let texts: [String: String]
        do throws(MalformedDocumentError) {
            texts = try XMLReader.texts(of: response.body, at: members + ["Error/Code", "Error/Message"])
        } catch {
            guard (200..<300).contains(response.status) else { throw failure(response, texts: [:], text) }
            throw unreadable(response, error.reason)
        }
        guard (200..<300).contains(response.status) else { throw failure(response, texts: texts, text) }
        let expiration = texts[path + "Expiration"]
        let end = expiration.flatMap(Timestamp.init(credentialExpiration:))
        guard end != nil || expiration == nil else {
            throw unreadable(response, "has an Expiration that is not a time")
        }
        do throws(CredentialError) {
            let credentials = try Credentials.checked(
                accessKeyID: texts[path + "AccessKeyId"],
                secretAccessKey: texts[path + "SecretAccessKey"],
                sessionToken: texts[path + "SessionToken"],
                expiration: end
            )
            return context.byOurClock(credentials, from: response)
        } catch {
            throw unreadable(response, "has no credentials in it: \(error.message)")
        }
    }

    private func unreadable(_ response: HTTPResponse, _ reason: String) -> PollFailure {
        PollFailure(
            .transient, code: "UnreadableAnswer", httpStatus: response.status, message: "the answer of STS \(reason)")
    }

    /// The failure of an error response.
    ///
    /// Being denied a role means having no credentials: that is the lane's failure, not that of a watch in it. Only what
    /// passes by itself keeps its own cause.
    private func failure(_ response: HTTPResponse, texts: [String: String], _ text: MessageRedactor) -> PollFailure {
        let code = texts["Error/Code"].map(text.text).flatMap { $0.utf8.count <= 128 ? $0.cleaned(limit: 128) : nil }
        let cause: PollFailure.Cause =
            switch ErrorClass(code: code, status: response.status) {
            case .throttled: .throttled
            case .transient: .transient
            case .clockSkew: .clockSkew
            case .signature, .credentials, .denied, .notFound, .rejected: .credentials
            }
        let reason = texts["Error/Message"].map(text.message) ?? "STS gave no reason"
        return PollFailure(
            cause,
            code: code,
            httpStatus: response.status,
            message: "HTTP \(response.status)\(code.map { " \($0)" } ?? ""): \(reason)",
            retryAfter: RetryAfter.duration(in: response, now: context.now()),
            requestID: response.requestID.map(text.text)
        )
    }

    /// Whether STS refused the credentials that a role was to be assumed with, so that new ones may help.
    static func refusedSource(_ failure: PollFailure) -> Bool {
        [
            "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException",
            "InvalidToken",
        ].contains(failure.code)
    }
}
