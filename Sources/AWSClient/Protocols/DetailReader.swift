// SPDX-License-Identifier: Apache-2.0

package import Core

/// Reads everything of an answer that is neither its status nor its reason into details, within bounds.
package struct DetailReader: Sendable {
    /// The most details that are kept of one answer.
    package static let countLimit = 200
    /// The most bytes that are kept of a value.
    package static let valueLimit = 4_000
    /// The most bytes that a key has: with `AWAITD_DETAIL_` in front, a journal field's name has 64.
    package static let keyLimit = 50

    /// The members of Amazon ML that are presigned URLs.
    private static let presigned: Set<String> = ["LogUri"]

    private let answer: Kind.Answer
    private let passedOver: Set<String>
    private let omitted: Set<String>

    /// A reader for a kind's answers.
    package init(_ answer: Kind.Answer) {
        self.answer = answer
        omitted = Set(answer.omitted)
        passedOver = omitted.union([answer.status, answer.reason].compactMap(\.self))
    }

    /// A member that becomes a detail.
    private struct Member {
        /// Its own name.
        let name: String
        /// Its name with those of its parents in front.
        let path: String
        let value: JSONValue
    }

    /// The details of an answer: the top's first, then those of the objects that the kind opens, each sorted by name.
    package func details(in json: JSONValue) -> [Detail] {
        var members: [Member] = []
        collect(json, parent: nil, into: &members)
        var taken: Set<String> = []
        var details: [Detail] = []
        for member in members.prefix(Self.countLimit) {
            guard let text = text(of: member) else { continue }
            // Of two members of one name, the one further down gets its parent's name in front.
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
            guard !passedOver.contains(path), !FreeMembers.contain(name, value) else { continue }
            let member = Member(name: name, path: path, value: value)
            if case .object = value, isOpened(path) { opened.append(member) } else { members.append(member) }
        }
        for member in opened { collect(member.value, parent: member.path, into: &members) }
    }

    /// A value without what is left out of it, at whatever depth; elements of lists have the path of the list.
    private func kept(_ value: JSONValue, at path: String) -> JSONValue {
        switch value {
        case .null, .bool, .integer, .number, .string: return value
        case .array(let elements): return .array(elements.map { kept($0, at: path) })
        case .object(let members):
            var left: [String: JSONValue] = [:]
            for (name, value) in members {
                let path = "\(path).\(name)"
                guard !omitted.contains(path), !FreeMembers.contain(name, value) else { continue }
                left[name] = kept(value, at: path)
            }
            return .object(left)
        }
    }

    private func isOpened(_ path: String) -> Bool {
        answer.opened.contains { $0 == path || $0.hasPrefix(path + ".") }
    }

    private func text(of member: Member) -> String? {
        if let time = AnswerTime.text(member: member.name, value: member.value) { return time }
        switch member.value {
        case .null: return nil
        case .string(let text): return Self.cut(Self.told(member.name, text))
        case .bool, .integer, .number, .array, .object:
            return Self.cut(
                JSONWriter.compact(kept(member.value, at: member.path), member: member.name, text: Self.told))
        }
    }

    private static func told(_ member: String, _ text: String) -> String {
        Redaction.redacted(presigned.contains(member) ? Redaction.withoutQuery(text) : text)
    }

    /// `text` up to the last character that fits, with an ellipsis in place of what does not.
    private static func cut(_ text: String) -> String {
        guard text.utf8.count > valueLimit else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: valueLimit - "…".utf8.count)
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return text[..<end] + "…"
    }

    private static func key(_ member: String) -> String {
        let key = member.upperSnake
        guard key.utf8.count > keyLimit else { return key.isEmpty ? "UNNAMED" : key }
        return String(key.prefix(keyLimit))
    }

    /// `key`, or with a number behind it if it is taken; nil if nine of them are.
    private static func free(_ key: String, in taken: Set<String>) -> String? {
        guard taken.contains(key) else { return key }
        return (2...9).lazy.map { "\(key.prefix(keyLimit - 2))_\($0)" }.first { !taken.contains($0) }
    }
}
