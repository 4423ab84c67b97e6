// SPDX-License-Identifier: Apache-2.0

package import Core

/// Builds the unsigned request that reads a watch's resource, from its kind's data.
///
/// Sources: Smithy 2.0, "AWS JSON 1.0 protocol", "AWS JSON 1.1 protocol", "AWS restJson1 protocol" and "httpQuery trait".
package enum RequestBuilder {
    /// The request for a watch at an endpoint.
    package static func request(for watch: Watch, at endpoint: Endpoint) -> HTTPRequest {
        let kind = watch.kind
        let members = members(of: watch)
        let hasBody =
            switch kind.service.transport {
            case .json: true
            // Without members there is no body either, rather than an empty object.
            case .restJSON: kind.request.method == .post && !members.isEmpty
            }
        return HTTPRequest(
            method: kind.request.method.rawValue,
            endpoint: endpoint,
            path: path(kind.request.path, idParts(of: watch)),
            parameters: hasBody ? [] : parameters(members),
            headers: headers(for: kind, hasBody: hasBody),
            body: hasBody ? Array(JSONWriter.compact(.object(members)).utf8) : []
        )
    }

    /// A part of an id, with its value.
    private typealias IDPart = (part: IDRule.Part, value: String)

    /// The parts of the watch's id.
    private static func idParts(of watch: Watch) -> [IDPart] {
        let rule = watch.kind.id
        return Array(zip(rule.parts, rule.values(of: watch.resourceID)))
    }

    /// What the body or the query has: fixed members, and the parts of the id that are not in the path.
    private static func members(of watch: Watch) -> [String: JSONValue] {
        let request = watch.kind.request
        var members = request.fixed.mapValues(JSONValue.init)
        if watch.verbose, let verboseMember = request.verboseMember { members[verboseMember] = .bool(true) }
        let segments = request.path.split(separator: "/")
        for (part, value) in idParts(of: watch) where !segments.contains("{\(part.member)}") {
            members[part.member] = JSONValue(value, as: part.shape)
        }
        return members
    }

    /// Members as parameters of a query; a list is as many parameters as it has elements.
    private static func parameters(_ members: [String: JSONValue]) -> [(name: String, value: String)] {
        members.flatMap { name, value in
            let elements = if case .array(let elements) = value { elements } else { [value] }
            return elements.map { (name, $0.text ?? JSONWriter.compact($0)) }
        }
    }

    /// A path with its `{member}`s replaced by their values.
    private static func path(_ template: String, _ parts: [IDPart]) -> String {
        template.split(separator: "/", omittingEmptySubsequences: false)
            .map { piece in
                parts.first { "{\($0.part.member)}" == piece }.map { segment($0.value) } ?? String(piece)
            }
            .joined(separator: "/")
    }

    /// An id as one segment of a path; unescaped, `.` and `..` would be taken for steps within the path.
    private static func segment(_ id: String) -> String {
        id == "." || id == ".." ? id.map { _ in "%2E" }.joined() : PercentEncoding.encode(id)
    }

    private static func headers(for kind: Kind, hasBody: Bool) -> [HTTPField] {
        switch kind.service.transport {
        case .json(let version, let targetPrefix):
            [
                HTTPField("Content-Type", "application/x-amz-json-\(version.rawValue)"),
                HTTPField("X-Amz-Target", "\(targetPrefix).\(kind.operation)"),
            ]
        case .restJSON:
            (hasBody ? [HTTPField("Content-Type", "application/json")] : [])
                + [HTTPField("Accept", "application/json")]
        }
    }
}

extension JSONValue {
    /// A part of an id as its member has it; what is no number stays a string, for AWS to refuse.
    fileprivate init(_ id: String, as shape: IDRule.Part.Shape) {
        switch shape {
        case .string: self = .string(id)
        case .list: self = .array([.string(id)])
        case .number:
            let number = id.utf8.allSatisfy(\.isASCIIDigit) ? Int64(id) : nil
            self = number.map(JSONValue.integer) ?? .string(id)
        }
    }

    /// A fixed member.
    fileprivate init(_ value: Kind.Request.FixedValue) {
        switch value {
        case .string(let text): self = .string(text)
        case .integer(let number): self = .integer(number)
        case .bool(let flag): self = .bool(flag)
        case .strings(let texts): self = .array(texts.map(JSONValue.string))
        }
    }
}
