// SPDX-License-Identifier: Apache-2.0

/// A place in a JSON document: names of members, joined with dots.
///
/// `[0]` after a name stands for the first element of its list, `[]` for each of its elements: `jobs[0].status`,
/// `ValidationStatuses[].FailureReason`.
struct JSONPath: Hashable, Sendable {
    /// One step on the way.
    enum Step: Hashable, Sendable {
        /// To the member of an object.
        case member(String)
        /// To the first element of a list.
        case first
        /// To each element of a list.
        case each
    }

    /// The steps from the document to the place.
    let steps: [Step]

    /// The path that a text stands for.
    init(_ text: some StringProtocol) {
        steps = text.split(separator: ".").flatMap { piece -> [Step] in
            var name = piece[...]
            var lists: [Step] = []
            while let step: Step = name.hasSuffix("[0]") ? .first : name.hasSuffix("[]") ? .each : nil {
                lists.insert(step, at: 0)
                name = name.dropLast(step == .first ? 3 : 2)
            }
            return [.member(String(name))] + lists
        }
    }

    /// The members on the way, without the lists.
    var members: [String] {
        steps.compactMap { if case .member(let name) = $0 { name } else { nil } }
    }
}

extension JSONValue {
    /// The most values that a path with `[]` stands for.
    private static let elementLimit = 100

    /// The value at a path; nil if something on the way is missing, or not what the path takes it for.
    ///
    /// Of a path with `[]` the list of the values that its elements have there; nil if none of them has one.
    package subscript(path path: some StringProtocol) -> JSONValue? { self[JSONPath(path)] }

    /// The same for a path that has been taken apart.
    subscript(path: JSONPath) -> JSONValue? {
        guard path.steps.contains(.each) else { return onlyValue(at: path) }
        let values = values(at: path)
        return values.isEmpty ? nil : .array(values)
    }

    /// The value at a path that leads through no list's every element.
    private func onlyValue(at path: JSONPath) -> JSONValue? {
        var value = self
        for step in path.steps {
            switch (value, step) {
            case (.object(let members), .member(let name)):
                guard let next = members[name] else { return nil }
                value = next
            case (.array(let elements), .first):
                guard let next = elements.first else { return nil }
                value = next
            default: return nil
            }
        }
        return value
    }

    /// All values at a path: more than one if it has a `[]`.
    func values(at path: JSONPath) -> [JSONValue] {
        guard path.steps.contains(.each) else { return onlyValue(at: path).map { [$0] } ?? [] }
        return path.steps.reduce([self]) { values, step in
            Array(values.lazy.flatMap { $0.values(after: step) }.prefix(Self.elementLimit))
        }
    }

    /// Whether a path takes the first element of a list that is there and empty.
    func hasEmptyList(on path: JSONPath) -> Bool {
        var value = self
        for step in path.steps {
            if step == .first, value == .array([]) { return true }
            guard let next = value.values(after: step).first else { return false }
            value = next
        }
        return false
    }

    private func values(after step: JSONPath.Step) -> ArraySlice<JSONValue> {
        switch (self, step) {
        case (.object(let members), .member(let name)): members[name].map { [$0] } ?? []
        case (.array(let elements), .first): elements.prefix(1)
        case (.array(let elements), .each): elements.prefix(Self.elementLimit)
        case (.null, _), (.bool, _), (.integer, _), (.number, _), (.string, _), (.array, _), (.object, _): []
        }
    }
}
