// SPDX-License-Identifier: Apache-2.0

package import Core

/// Builds the unsigned request that reads a watch's resource, from its kind's data.
///
/// Sources: Smithy 2.0, "AWS JSON 1.0 protocol", "AWS JSON 1.1 protocol" and "AWS restJson1 protocol".
package enum RequestBuilder {
    /// The request for a watch at an endpoint.
    package static func request(for watch: Watch, at endpoint: Endpoint) -> HTTPRequest {
        let form = watch.kind.request
        switch watch.kind.service.transport {
        case .json:
            var members = Dictionary(idParts(of: watch)) { first, _ in first }.mapValues(JSONValue.string)
            if watch.verbose, let verboseMember = form.verboseMember { members[verboseMember] = .bool(true) }
            return HTTPRequest(
                method: form.method.rawValue,
                endpoint: endpoint,
                path: form.path,
                headers: headers(for: watch.kind),
                body: Array(JSONWriter.compact(.object(members)).utf8)
            )
        case .restJSON:
            return HTTPRequest(
                method: form.method.rawValue,
                endpoint: endpoint,
                path: path(form.path, idParts(of: watch)),
                headers: headers(for: watch.kind)
            )
        }
    }

    /// The members that identify the resource, with their values.
    private static func idParts(of watch: Watch) -> [(member: String, value: String)] {
        let rule = watch.kind.id
        return zip(rule.parts, rule.values(of: watch.resourceID)).map { ($0.member, $1) }
    }

    /// A path with its `{member}`s replaced by their values.
    private static func path(_ template: String, _ parts: [(member: String, value: String)]) -> String {
        template.split(separator: "/", omittingEmptySubsequences: false)
            .map { piece in parts.first { "{\($0.member)}" == piece }.map { segment($0.value) } ?? String(piece) }
            .joined(separator: "/")
    }

    /// An id as one segment of a path; unescaped, `.` and `..` would be taken for steps within the path.
    private static func segment(_ id: String) -> String {
        id == "." || id == ".." ? id.map { _ in "%2E" }.joined() : PercentEncoding.encode(id)
    }

    private static func headers(for kind: Kind) -> [HTTPField] {
        switch kind.service.transport {
        case .json(let version, let targetPrefix):
            [
                HTTPField("Content-Type", "application/x-amz-json-\(version.rawValue)"),
                HTTPField("X-Amz-Target", "\(targetPrefix).\(kind.operation)"),
            ]
        case .restJSON:
            [HTTPField("Accept", "application/json")]
        }
    }
}
