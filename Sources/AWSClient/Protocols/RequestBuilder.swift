// SPDX-License-Identifier: Apache-2.0

package import Lifecycle

/// Turns a watch into the request that reads its resource, by its kind's data.
package enum RequestBuilder {
    /// The unsigned request for a watch at an endpoint.
    ///
    /// Sources: Smithy 2.0, "AWS JSON 1.1 protocol" and "AWS restJson1 protocol".
    package static func request(for watch: Watch, at endpoint: Endpoint) -> HTTPRequest {
        switch watch.kind.request {
        case .body(let idMember, let verboseMember):
            var members: [String: JSONValue] = [idMember: .string(watch.resourceID)]
            if watch.verbose, let verboseMember { members[verboseMember] = .bool(true) }
            return HTTPRequest(
                method: "POST",
                endpoint: endpoint,
                path: "/",
                headers: headers(for: watch.kind),
                body: Array(JSONWriter.compact(.object(members)).utf8)
            )
        case .path(let template):
            let parts = template.split(separator: "{id}", maxSplits: 1, omittingEmptySubsequences: false)
            return HTTPRequest(
                method: "GET",
                endpoint: endpoint,
                path: parts.joined(separator: segment(watch.resourceID)),
                headers: headers(for: watch.kind)
            )
        }
    }

    /// An id as one segment of a path.
    ///
    /// `.` and `..` would be taken for steps within the path if their dots stood bare.
    private static func segment(_ id: String) -> String {
        id == "." || id == ".." ? id.map { _ in "%2E" }.joined() : PercentEncoding.encode(id)
    }

    private static func headers(for kind: Kind) -> [HTTPField] {
        switch kind.service.transport {
        case .json11(let targetPrefix):
            [
                HTTPField("Content-Type", "application/x-amz-json-1.1"),
                HTTPField("X-Amz-Target", "\(targetPrefix).\(kind.operation)"),
            ]
        case .restJSON:
            [HTTPField("Accept", "application/json")]
        }
    }
}
