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

    private let answer: Kind.Response
    private let skipped: Set<String>
    private let omitted: Set<String>

    /// A reader of a kind's responses.
    package init(_ answer: Kind.Response) {
        self.answer = answer
        omitted = Set(answer.omitted)
        skipped = omitted.union([answer.status, answer.reason].compactMap(\.self))
    }

    /// A member that becomes a detail.
    private struct Member {
        /// Its own name.
        let name: String
        /// Its name, preceded by those of its parents.
        let path: String
        let value: JSONValue
    }

    /// The details of a response: the top level's first, then those of the objects that the kind opens, each sorted by
    /// name.
    package func details(in json: JSONValue) -> [Detail] {
        var members: [Member] = []
        collect(json, parent: nil, into: &members)
        var taken: Set<String> = []
        var details: [Detail] = []
        for member in members.prefix(Self.countLimit) {
            guard let text = text(of: member) else { continue }
            // Of two members with the same name, the deeper one gets its parent's name in front.
            let plain = Self.key(member.name)
            let isTaken = taken.contains(plain)
            guard let key = Self.free(isTaken ? Self.key(member.path) : plain, in: taken) else { continue }
            taken.insert(key)
            details.append(Detail(member: isTaken ? member.path : member.name, key: key, value: text))
        }
        return details
    }

    private func collect(_ json: JSONValue, parent: String?, into members: inout [Member]) {
        var opened: [Member] = []
        for (name, value) in (json.members ?? [:]).sorted(by: { $0.key < $1.key }) {
            let path = parent.map { "\($0).\(name)" } ?? name
            guard !skipped.contains(path), !Self.isProgramInput(name, value) else { continue }
            let member = Member(name: name, path: path, value: value)
            if case .object = value, isOpened(path) { opened.append(member) } else { members.append(member) }
        }
        for member in opened { collect(member.value, parent: member.path, into: &members) }
    }

    /// A value without the members that are left out, at any depth; elements of a list have the list's path.
    private func kept(_ value: JSONValue, at path: String) -> JSONValue {
        switch value {
        case .null, .bool, .integer, .number, .string: return value
        case .array(let elements): return .array(elements.map { kept($0, at: path) })
        case .object(let members):
            var left: [String: JSONValue] = [:]
            for (name, value) in members {
                let path = "\(path).\(name)"
                guard !omitted.contains(path), !Self.isProgramInput(name, value) else { continue }
                left[name] = kept(value, at: path)
            }
            return .object(left)
        }
    }

    private func isOpened(_ path: String) -> Bool {
        answer.opened.contains { $0 == path || $0.hasPrefix(path + ".") }
    }

    private func text(of member: Member) -> String? {
        if let time = ResponseTime.text(member: member.name, value: member.value) { return time }
        switch member.value {
        case .null: return nil
        case .string(let text): return Self.redacted(member.name, text).truncated(toBytes: Self.valueLimit)
        case .bool, .integer, .number, .array, .object:
            let value = kept(member.value, at: member.path)
            return JSONWriter.compact(value, member: member.name, text: Self.redacted).truncated(
                toBytes: Self.valueLimit)
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

    /// The lower-case endings of the names of members that hold a program's environment or arguments.
    private static let programInputs = [
        "environment", "environmentvariables", "environmentparameters", "arguments",
    ]

    /// Whether a member holds what a user passes to the job's program: its environment, parameters and arguments.
    ///
    /// Users put passwords and tokens there, and the journal's readers need not be allowed to read the job. Only lists
    /// and objects count: `"environment": "test"` describes the job. SageMaker's hyperparameters, which begin with a
    /// capital, are free-form, unlike Bedrock's few fixed numbers and those that a tuning job has found.
    private static func isProgramInput(_ name: String, _ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool, .integer, .number, .string: return false
        case .array, .object: break
        }
        if name.hasSuffix("HyperParameters") { return name != "TunedHyperParameters" }
        let name = name.lowercased()
        return programInputs.contains(where: name.hasSuffix)
    }
}
