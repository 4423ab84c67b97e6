// SPDX-License-Identifier: Apache-2.0

import Crypto
package import FoundationEssentials

/// Verifies a request's AWS Signature Version 4 as AWS would.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
package struct SignatureVerifier: Sendable {
    /// The accepted credentials.
    package var credentials: [Credential]

    /// A verifier that accepts only these credentials.
    ///
    /// - Parameter credentials: The accepted credentials.
    package init(credentials: [Credential]) {
        self.credentials = credentials
    }

    /// How far a request's time may differ from ours, in seconds.
    package static let tolerance: Double = 300

    /// Verifies one request.
    ///
    /// - Parameters:
    ///   - request: The request as received.
    ///   - signingName: The service that it must be signed for.
    ///   - now: The current time.
    /// - Throws: `SignatureError` with the first problem for which AWS would refuse the request.
    package func verify(_ request: ReceivedRequest, signingName: String, now: Date) throws(SignatureError) {
        try verify(request, signingName: signingName, issuer: nil, now: now)
    }

    /// Verifies one request, which may also be signed with issued credentials.
    func verify(
        _ request: ReceivedRequest, signingName: String, issuer: CredentialIssuer?, now: Date
    ) throws(SignatureError) {
        guard let value = request.header("Authorization") else { throw .missing }
        let header = try AuthorizationHeader(parsing: value)
        guard let stamp = request.header("X-Amz-Date"), let time = AWSTime.date(fromStamp: stamp) else {
            throw .incomplete(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
        }
        let token = request.header("X-Amz-Security-Token")
        let credential = try credential(of: header, token: token, issuer: issuer, now: now)
        try checkScope(header, stamp: stamp, signingName: signingName)
        try checkSignedHeaders(header, of: request)
        try checkTime(time, stamp: stamp, now: now)

        let canonical = CanonicalRequest(request, signedHeaders: header.signedHeaders).text
        let stringToSign = [AuthorizationHeader.algorithm, stamp, header.scope, Hex.sha256(Array(canonical.utf8))]
            .joined(separator: "\n")
        guard header.signature == Self.signature(of: stringToSign, scope: header, credential: credential) else {
            throw .mismatch(canonicalRequest: canonical, stringToSign: stringToSign)
        }
    }

    /// The error with which a fault refuses a request's signature, even a valid one.
    static func mismatch(of request: ReceivedRequest) -> SignatureError {
        // A request with an unreadable header has no canonical form; all of its headers are used instead.
        let header = request.header("Authorization").flatMap { try? AuthorizationHeader(parsing: $0) }
        let names = header?.signedHeaders ?? request.headers.map { $0.name.lowercased() }.sorted()
        let canonical = CanonicalRequest(request, signedHeaders: names).text
        let stringToSign = [
            AuthorizationHeader.algorithm, request.header("X-Amz-Date") ?? "", header?.scope ?? "",
            Hex.sha256(Array(canonical.utf8)),
        ].joined(separator: "\n")
        return .mismatch(canonicalRequest: canonical, stringToSign: stringToSign)
    }

    private func credential(
        of header: AuthorizationHeader, token: String?, issuer: CredentialIssuer?, now: Date
    ) throws(SignatureError) -> Credential {
        if let issued = issuer?.issued(header.accessKeyID) {
            guard issued.credential.sessionToken == token else { throw .unrecognized }
            guard issued.expires > now else { throw .expired }
            return issued.credential
        }
        let known = credentials.first { $0.accessKeyID == header.accessKeyID && $0.sessionToken == token }
        guard let known else { throw .unrecognized }
        return known
    }

    private func checkScope(
        _ header: AuthorizationHeader, stamp: String, signingName: String
    ) throws(SignatureError) {
        guard header.date == stamp.prefix(8) else {
            throw .unacceptable(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                    + "'\(header.date)' != '\(stamp.prefix(8))', from '\(stamp)'.")
        }
        guard header.region.wholeMatch(of: /[a-z]{2,}(-[a-z0-9]+)+/) != nil else {
            throw .unacceptable("Credential should be scoped to a valid region.")
        }
        guard header.service == signingName else {
            throw .unacceptable("Credential should be scoped to correct service: '\(signingName)'.")
        }
    }

    private func checkSignedHeaders(
        _ header: AuthorizationHeader, of request: ReceivedRequest
    ) throws(SignatureError) {
        guard header.signedHeaders.contains("host") else {
            throw .unacceptable("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization header.")
        }
        for name in ["x-amz-date", "x-amz-security-token", "x-amz-target"]
        where request.header(name) != nil && !header.signedHeaders.contains(name) {
            throw .unacceptable("'\(name)' must be a 'SignedHeader' in the AWS Authorization header.")
        }
        for name in header.signedHeaders where request.header(name) == nil {
            throw .unacceptable("The signed header '\(name)' is not in the request.")
        }
        let hash = request.header("X-Amz-Content-SHA256")
        guard hash == nil || hash == Hex.sha256(request.body) else {
            throw .unacceptable("The provided 'x-amz-content-sha256' header does not match what was computed.")
        }
    }

    private func checkTime(_ time: Date, stamp: String, now: Date) throws(SignatureError) {
        let ours = AWSTime.stamp(now)
        if time < now.addingTimeInterval(-Self.tolerance) {
            let limit = AWSTime.stamp(now.addingTimeInterval(-Self.tolerance))
            throw .skewed("Signature expired: \(stamp) is now earlier than \(limit) (\(ours) - 5 min.)")
        }
        if time > now.addingTimeInterval(Self.tolerance) {
            let limit = AWSTime.stamp(now.addingTimeInterval(Self.tolerance))
            throw .skewed("Signature not yet current: \(stamp) is still later than \(limit) (\(ours) + 5 min.)")
        }
    }

    private static func signature(
        of stringToSign: String, scope: AuthorizationHeader, credential: Credential
    ) -> String {
        var key = SymmetricKey(data: Array("AWS4\(credential.secretAccessKey)".utf8))
        for part in [scope.date, scope.region, scope.service, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        return Hex.text(HMAC<SHA256>.authenticationCode(for: Array(stringToSign.utf8), using: key))
    }
}

/// Why a request's signature is refused.
package enum SignatureError: Error, Hashable {
    /// There is no `Authorization` header.
    case missing
    /// The header, or another that the signature needs, is malformed or absent.
    case incomplete(String)
    /// The access key is unknown, or the session token does not belong to it.
    case unrecognized
    /// The credentials are temporary and have expired.
    case expired
    /// The credential scope, or the choice of signed headers, is not acceptable.
    case unacceptable(String)
    /// The request's time is too far from ours.
    case skewed(String)
    /// The signature differs from the one that the request should have.
    case mismatch(canonicalRequest: String, stringToSign: String)

    /// AWS's error in response.
    ///
    /// That of a mismatch quotes the canonical request, as AWS does.
    var error: ServiceError {
        switch self {
        case .missing:
            .missingToken
        case .incomplete(let message):
            ServiceError("IncompleteSignatureException", message)
        case .unrecognized:
            .unrecognizedClient
        case .expired:
            .expiredToken
        case .unacceptable(let message), .skewed(let message):
            ServiceError("InvalidSignatureException", message, rest: 403)
        case .mismatch(let canonicalRequest, let stringToSign):
            ServiceError(
                "InvalidSignatureException",
                """
                The request signature we calculated does not match the signature you provided. Check your AWS Secret \
                Access Key and signing method. Consult the service documentation for details.

                The Canonical String for this request should have been
                '\(canonicalRequest)'

                The String-to-Sign should have been
                '\(stringToSign)'

                """,
                rest: 403
            )
        }
    }
}
