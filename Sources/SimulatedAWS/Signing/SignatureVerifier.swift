// SPDX-License-Identifier: Apache-2.0

import Crypto
package import FoundationEssentials

/// Checks a request's AWS Signature Version 4 as AWS would.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
package struct SignatureVerifier: Sendable {
    /// The pairs of keys that are accepted.
    package var credentials: [Credential]

    /// A verifier that accepts these pairs of keys and no others.
    ///
    /// - Parameter credentials: The pairs of keys.
    package init(credentials: [Credential]) {
        self.credentials = credentials
    }

    /// How far a request's time may be from ours, in seconds.
    package static let tolerance: Double = 300

    /// Checks one request.
    ///
    /// - Parameters:
    ///   - request: The request as received.
    ///   - signingName: The service that it must be signed for.
    ///   - now: The present moment.
    /// - Throws: `SignatureFailure` with the first thing that AWS would refuse.
    package func verify(_ request: ReceivedRequest, signingName: String, now: Date) throws(SignatureFailure) {
        try verify(request, signingName: signingName, issuer: nil, now: now)
    }

    /// Checks one request, which may be signed with keys that were given out too.
    func verify(
        _ request: ReceivedRequest, signingName: String, issuer: CredentialIssuer?, now: Date
    ) throws(SignatureFailure) {
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

    /// The failure that a request's signature, right as it may be, is refused with by a fault.
    static func mismatch(of request: ReceivedRequest) -> SignatureFailure {
        // A request whose header cannot be read has no canonical form; all of its headers stand in for it.
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
    ) throws(SignatureFailure) -> Credential {
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
    ) throws(SignatureFailure) {
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
    ) throws(SignatureFailure) {
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

    private func checkTime(_ time: Date, stamp: String, now: Date) throws(SignatureFailure) {
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
