// SPDX-License-Identifier: Apache-2.0

import Core

/// Sends requests for credentials.
struct CredentialCaller {
    let transport: any HTTPTransport
    let now: @Sendable () -> Timestamp
    let offsets: ClockOffsets

    /// Sends one request and tells what kept its answer away in a poll's words.
    func send(_ request: HTTPRequest, until deadline: Deadline) async throws(PollFailure) -> HTTPResponse {
        do throws(TransportFailure) {
            return try await transport.send(request, until: deadline)
        } catch {
            throw PollFailure(error.isLasting ? .credentials : .transient, code: error.code, message: error.message)
        }
    }

    /// Signs a request and sends it; a second time if the answer says that our clock is wrong and by how much.
    func send(
        _ request: HTTPRequest,
        signedBy signer: SigV4,
        until deadline: Deadline
    ) async throws(PollFailure) -> HTTPResponse {
        var mayCorrect = true
        while true {
            let time = now() + offsets.offset(for: request.endpoint)
            let response = try await send(signer.signed(request, at: time), until: deadline)
            guard !(200..<300).contains(response.status), mayCorrect else { return response }
            mayCorrect = false
            guard offsets.correct(request.endpoint, by: response, now: now()) else { return response }
        }
    }

    /// Credentials whose expiry, which is by the clock of whoever answered, is by ours.
    ///
    /// A machine whose clock is an hour fast would otherwise take fresh credentials for expired ones.
    func byOurClock(_ credentials: Credentials, from response: HTTPResponse) -> Credentials {
        guard let expiration = credentials.expiration,
            let date = response.headers["Date"].flatMap(Timestamp.init(httpDate:))
        else { return credentials }
        let error = now().since(date)
        guard error > .seconds(60) || error < .seconds(-60) else { return credentials }
        return Credentials(
            accessKeyID: credentials.accessKeyID,
            secretAccessKey: credentials.secretAccessKey,
            sessionToken: credentials.sessionToken,
            expiration: expiration + error
        )
    }
}
