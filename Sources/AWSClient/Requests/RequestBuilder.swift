// SPDX-License-Identifier: Apache-2.0

package import Core

/// Builds the unsigned request that reads a watch's resource, from its kind's data.
///
/// Sources: Smithy 2.0, "AWS JSON 1.0 protocol", "AWS JSON 1.1 protocol", "AWS restJson1 protocol" and "httpQuery trait".
package enum RequestBuilder {
    /// The request for a watch at an endpoint.
    package static func request(for watch: Watch, at endpoint: Endpoint) -> HTTPRequest {
        RequestTemplate(watch.kind, isVerbose: watch.verbose).request(for: watch.resourceID, at: endpoint)
    }
}

/// Builds the unsigned request that reads many resources of a kind at once.
///
/// Every such operation is a POST whose body has all its members.
enum BatchRequestBuilder {
    /// The request for the resources whose ids have these parts in common, and these at their ends.
    static func request(
        for batch: BatchRead,
        of kind: Kind,
        _ common: [String],
        _ last: [String],
        at endpoint: Endpoint
    ) -> HTTPRequest {
        var members = kind.request.fixed.mapValues(JSONValue.init)
        for (part, value) in zip(kind.id.parts, common) { members[part.member] = .string(value) }
        var seen: Set<String> = []
        members[batch.member] = .array(last.filter { seen.insert($0).inserted }.map(JSONValue.string))
        return HTTPRequest(
            method: kind.request.method.rawValue,
            endpoint: endpoint,
            path: kind.request.path,
            headers: RequestTemplate.headers(for: batch.operation, of: kind.service, hasBody: true),
            body: Array(JSONWriter.compact(.object(members)).utf8)
        )
    }
}

/// What the requests for all resources of a kind have in common, made once.
struct RequestTemplate: Sendable {
    /// A member of the body or the query.
    fileprivate struct Member {
        let name: String
        /// The name in JSON, with a colon.
        let label: [UInt8]
        /// The value if it does not come from the id, itself and in JSON.
        let fixed: (value: JSONValue, json: [UInt8])?
        /// The part of the id that is its value.
        let part: (index: Int, shape: IDRule.Part.Shape)?
    }

    private let kind: Kind
    private let path: PathTemplate
    private let members: [Member]
    private let headersWithBody: [HTTPField]
    private let headersWithoutBody: [HTTPField]

    /// The template of a kind's requests; verbose ones ask for more detail, if the operation has it.
    init(_ kind: Kind, isVerbose: Bool) {
        self.kind = kind
        path = PathTemplate(kind.request.path, members: kind.id.parts.map(\.member))
        members = Self.members(of: kind, isVerbose: isVerbose)
        headersWithBody = Self.headers(for: kind.operation, of: kind.service, hasBody: true)
        headersWithoutBody = Self.headers(for: kind.operation, of: kind.service, hasBody: false)
    }

    /// The request for the resource of an id at an endpoint.
    func request(for id: String, at endpoint: Endpoint) -> HTTPRequest {
        let values = kind.id.parts.count == 1 ? [id] : kind.id.values(of: id)
        let isWhole = values.count >= kind.id.parts.count
        let members = isWhole ? members : members.filter { $0.isThere(in: values) }
        let hasBody =
            switch kind.service.transport {
            case .json: true
            // Without members there is no body either, rather than an empty object.
            case .restJSON: kind.request.method == .post && !members.isEmpty
            }
        return HTTPRequest(
            method: kind.request.method.rawValue,
            endpoint: endpoint,
            path: path.path(values),
            parameters: hasBody ? [] : members.flatMap { $0.parameters(values) },
            headers: hasBody ? headersWithBody : headersWithoutBody,
            body: hasBody ? Self.body(members, values) : []
        )
    }

    /// Members as a JSON object; they are sorted by name.
    private static func body(_ members: [Member], _ values: [String]) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(64)
        body.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += member.label
            member.appendJSON(values, to: &body)
        }
        body.append(UInt8(ascii: "}"))
        return body
    }

    // MARK: Members

    /// What the body or the query has: fixed members, and the parts of the id that are not in the path.
    private static func members(of kind: Kind, isVerbose: Bool) -> [Member] {
        let request = kind.request
        var fixed = request.fixed.mapValues(JSONValue.init)
        if isVerbose, let verboseMember = request.verboseMember { fixed[verboseMember] = .bool(true) }
        let segments = request.path.split(separator: "/")
        var parts: [String: (index: Int, shape: IDRule.Part.Shape)] = [:]
        for (index, part) in kind.id.parts.enumerated() where !segments.contains("{\(part.member)}") {
            parts[part.member] = (index, part.shape)
        }
        let names = Set(fixed.keys).union(parts.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return names.map { name in
            Member(
                name: name,
                label: Array(JSONWriter.compact(.string(name)).utf8) + [UInt8(ascii: ":")],
                fixed: fixed[name].map { ($0, Array(JSONWriter.compact($0).utf8)) },
                part: parts[name]
            )
        }
    }

    /// The headers of a request for an operation of a service.
    static func headers(for operation: String, of service: AWSService, hasBody: Bool) -> [HTTPField] {
        switch service.transport {
        case .json(let version, let targetPrefix):
            [
                HTTPField("Content-Type", "application/x-amz-json-\(version.rawValue)"),
                HTTPField("X-Amz-Target", "\(targetPrefix).\(operation)"),
            ]
        case .restJSON:
            (hasBody ? [HTTPField("Content-Type", "application/json")] : [])
                + [HTTPField("Accept", "application/json")]
        }
    }
}

extension RequestTemplate.Member {
    /// Whether a request for an id of these parts has it.
    fileprivate func isThere(in values: [String]) -> Bool {
        fixed != nil || part.map { $0.index < values.count } ?? false
    }

    private func value(_ values: [String]) -> JSONValue? {
        guard let part, part.index < values.count else { return fixed?.value }
        return JSONValue(values[part.index], as: part.shape)
    }

    fileprivate func appendJSON(_ values: [String], to body: inout [UInt8]) {
        guard let part, part.index < values.count else {
            body += fixed?.json ?? []
            return
        }
        if part.shape == .string {
            JSONWriter.append(values[part.index], to: &body)
        } else {
            body += JSONWriter.compact(JSONValue(values[part.index], as: part.shape)).utf8
        }
    }

    /// It as parameters of a query; a list is as many of them as it has elements.
    fileprivate func parameters(_ values: [String]) -> [(name: String, value: String)] {
        value(values)?.parameters(named: name) ?? []
    }
}

/// A path in which some segments are values: `/agents/{agentId}`.
struct PathTemplate: Sendable {
    private enum Piece {
        /// Text that is the same for all.
        case fixed(String)
        /// The value with this index, and what is there if there is none.
        case value(Int, orElse: String)
    }

    private let pieces: [Piece]

    /// A path, and the names of its values in their order; what it has of other names is text.
    init(_ template: String, members: [String]) {
        var pieces: [Piece] = []
        var fixed = ""
        for (number, segment) in template.split(separator: "/", omittingEmptySubsequences: false).enumerated() {
            if number > 0 { fixed += "/" }
            if let index = members.firstIndex(where: { "{\($0)}" == segment }) {
                pieces += [.fixed(fixed), .value(index, orElse: String(segment))]
                fixed = ""
            } else {
                fixed += segment
            }
        }
        self.pieces = fixed.isEmpty && !pieces.isEmpty ? pieces : pieces + [.fixed(fixed)]
    }

    /// The path with values in it.
    func path(_ values: [String]) -> String {
        if pieces.count == 1, case .fixed(let text) = pieces[0] { return text }
        return pieces.map { piece in
            switch piece {
            case .fixed(let text): text
            case .value(let index, let other): index < values.count ? Self.segment(values[index]) : other
            }
        }.joined()
    }

    /// A value as one segment of a path; unescaped, `.` and `..` would be taken for steps within the path.
    private static func segment(_ value: String) -> String {
        value == "." || value == ".." ? value.map { _ in "%2E" }.joined() : PercentEncoding.encode(value)
    }
}

extension JSONValue {
    /// The value as parameters of a query; a list is as many of them as it has elements.
    func parameters(named name: String) -> [(name: String, value: String)] {
        let elements = if case .array(let elements) = self { elements } else { [self] }
        return elements.map { (name, $0.text ?? JSONWriter.compact($0)) }
    }

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
    init(_ value: Kind.Request.FixedValue) {
        switch value {
        case .string(let text): self = .string(text)
        case .integer(let number): self = .integer(number)
        case .bool(let flag): self = .bool(flag)
        case .strings(let texts): self = .array(texts.map(JSONValue.string))
        }
    }
}
