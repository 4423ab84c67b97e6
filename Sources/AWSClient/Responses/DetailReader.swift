// SPDX-License-Identifier: Apache-2.0

package import Core

/// Reads the members of a response other than its status and reason into details, within bounds.
package struct DetailReader: Sendable {
    /// The most details that are kept of one response.
    package static let countLimit = 200
    /// The most bytes that are kept of a value.
    package static let valueLimit = 4_000
    /// The most bytes that a key has: with `AWAITD_DETAIL_` in front, the 64 that a journal field's name may have.
    package static let keyLimit = 50

    /// The members of Amazon ML that are presigned URLs.
    private static let presigned: Set<String> = ["LogUri"]

    private let response: Kind.Response
    /// What makes a good end a bad one, which the details must have.
    private let caveats: [Caveat]
    private let skipped: Set<String>
    /// The objects whose members are details of their own, and those around them.
    private let opened: Set<String>
    /// The paths of the kind's own times.
    private let times: Set<String>
    /// Whether members that are secrets by their names are left out: nobody has looked at what a kind of a watch file reads.
    private let leavesOutSecrets: Bool

    /// A reader of a kind's responses.
    package init(_ kind: Kind) {
        self.init(kind.response, caveats: kind.statuses.caveats, leavesOutSecrets: kind.isUserDefined)
    }

    /// A reader of responses.
    package init(_ response: Kind.Response, caveats: [Caveat] = [], leavesOutSecrets: Bool = false) {
        self.response = response
        self.leavesOutSecrets = leavesOutSecrets
        self.caveats = caveats
        skipped = Set(response.omitted + [response.status] + response.reasons)
        opened = Set(
            response.opened.flatMap { path in
                path.indices.filter { path[$0] == "." }.map { String(path[..<$0]) } + [path]
            }
        )
        times = Set([response.created, response.started, response.finished, response.modified].compactMap(\.self))
    }

    /// A member that becomes a detail.
    private struct Member {
        /// Its own name.
        let name: String
        /// Where it is: its name, preceded by those of its parents.
        let path: String
        let value: JSONValue

        /// Its name and those of its parents.
        var fullName: String { path.replacing("[0]", with: "").replacing("[]", with: "") }
    }

    /// The details of a response that was read with the ``JSONSelection`` of the same kind.
    ///
    /// The top level's come first, then those of the objects that the kind opens, each sorted by name.
    package func details(in json: JSONValue) -> [Detail] {
        let json = leavesOutSecrets ? json.withoutSecrets : json
        var members: [Member] = []
        if response.keepsOthers {
            collect(json, parent: nil, into: &members)
            members += named(response.details, besides: members, in: json)
        } else {
            members = named(in: json)
        }
        var taken: Set<String> = []
        var details: [Detail] = []
        for member in members.prefix(Self.countLimit) {
            guard let text = text(of: member) else { continue }
            // Of two members with the same name, the deeper one gets its parent's name in front.
            let plain = Self.key(member.name)
            let isTaken = taken.contains(plain)
            guard let key = Self.free(isTaken ? Self.key(member.fullName) : plain, in: taken) else { continue }
            taken.insert(key)
            details.append(Detail(member: isTaken ? member.fullName : member.name, key: key, value: text))
        }
        return details
    }

    /// Members within others, by their paths, unless they are there already.
    private func named(_ paths: [String], besides members: [Member], in json: JSONValue) -> [Member] {
        guard !paths.isEmpty else { return [] }
        let known = Set(members.map(\.path))
        return paths.filter { !known.contains($0) }.compactMap { path in
            json[path: path].map { Member(name: path, path: path, value: $0) }
        }
    }

    private func collect(_ json: JSONValue, parent: String?, into members: inout [Member]) {
        var inner: [Member] = []
        for (name, value) in (json.members ?? [:]).sortedByName {
            let path = parent.map { "\($0).\(name)" } ?? name
            guard !skipped.contains(path) else { continue }
            let member = Member(name: name, path: path, value: value)
            if let open = openObject(member) { inner.append(open) } else { members.append(member) }
        }
        for member in inner { collect(member.value, parent: member.path, into: &members) }
    }

    /// The object whose members are details of their own: a member, or the first element of its list.
    private func openObject(_ member: Member) -> Member? {
        var member = member
        if case .array(let elements) = member.value, let first = elements.first {
            member = Member(name: member.name, path: "\(member.path)[0]", value: first)
        }
        guard case .object = member.value, opened.contains(member.path) else { return nil }
        return member
    }

    /// The members that the kind itself names, by their paths, other than status and reason; those of an object that is
    /// opened in its place.
    private func named(in json: JSONValue) -> [Member] {
        let paths = response.named + response.namedDetails(caveats)
        var members: [Member] = []
        for path in Set(paths).subtracting(skipped).sorted() {
            guard let name = JSONPath(path).members.last, let value = json[path: path] else { continue }
            let member = Member(name: name, path: path, value: value)
            if let open = openObject(member) {
                collect(open.value, parent: open.path, into: &members)
            } else {
                members.append(member)
            }
        }
        var seen: Set<String> = []
        return members.filter { seen.insert($0.path).inserted }
    }

    private func text(of member: Member) -> String? {
        if times.contains(member.path), let time = ResponseTime.timestamp(member.value) { return time.rfc3339 }
        if let time = ResponseTime.text(member: member.name, value: member.value) { return time }
        switch member.value {
        case .null: return nil
        case .string(let text): return Self.redacted(member.name, text).truncated(toBytes: Self.valueLimit)
        case .bool, .integer, .number, .array, .object:
            return JSONWriter.compact(
                member.value,
                member: member.name,
                limit: Self.valueLimit,
                text: Self.redacted
            ).truncated(toBytes: Self.valueLimit)
        }
    }

    private static func redacted(_ member: String, _ text: String) -> String {
        Redaction.redacted(presigned.contains(member) ? Redaction.withoutQuery(text) : text)
    }

    private static func key(_ member: String) -> String {
        let key = member.upperSnake
        guard key.utf8.count > keyLimit else { return key.isEmpty ? "UNNAMED" : key }
        return String(key.prefix(keyLimit))
    }

    /// `key`, or if it is taken, with the first free number from 2 to 9 after it; nil if all are taken.
    private static func free(_ key: String, in taken: Set<String>) -> String? {
        guard taken.contains(key) else { return key }
        return (2...9).lazy.map { "\(key.prefix(keyLimit - 2))_\($0)" }.first { !taken.contains($0) }
    }
}

extension JSONValue {
    /// The value without members that are secrets by their names, at any depth.
    fileprivate var withoutSecrets: JSONValue {
        switch self {
        case .object(let members):
            .object(members.filter { !SecretNames.isMember($0.key) }.mapValues(\.withoutSecrets))
        case .array(let elements): .array(elements.map(\.withoutSecrets))
        case .null, .bool, .integer, .number, .string: self
        }
    }
}
