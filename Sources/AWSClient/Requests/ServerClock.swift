// SPDX-License-Identifier: Apache-2.0

package import Core

/// What a service's clock shows, asked without credentials.
package struct ServerClock: Sendable, Hashable {
    /// The host that was asked.
    package let host: String
    /// How far it is ahead of ours: negative if ours is; known to a second, and to how long the answer took.
    package let offset: Duration

    /// What a host's clock shows.
    package init(host: String, offset: Duration) {
        (self.host, self.offset) = (host, offset)
    }
}

extension AWSReader {
    /// Asks for the time at the place where a watch is read, by the `Date` header of whatever it answers (RFC 9110 section
    /// 6.6.1).
    ///
    /// Throws why nobody answers there, or gives no date.
    package func clock(of watch: Watch, within limit: Duration) async throws(PollFailure) -> ServerClock {
        let resolver = EndpointResolver(credentials.context.configuration)
        let endpoint = try resolver.endpoint(for: watch)
        var request = HTTPRequest(method: "GET", endpoint: endpoint, path: "/")
        request.certificates = try resolver.certificates(for: watch)
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await transport.send(request, until: Deadline(in: limit))
        } catch {
            throw PollFailure(.transient, code: error.code, message: error.message)
        }
        guard let date = response.headers["Date"].flatMap(Timestamp.init(httpDate:)) else {
            throw PollFailure(.transient, code: "NoDate", message: "\(endpoint.host) answers without a time")
        }
        return ServerClock(host: endpoint.host, offset: date.since(now()))
    }
}
