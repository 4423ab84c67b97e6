// SPDX-License-Identifier: Apache-2.0

/// A value within a scenario with its path, so that errors can say where it is.
struct ScenarioCursor {
    let value: JSONValue
    let path: String

    init(_ value: JSONValue, path: String) {
        self.value = value
        self.path = path
    }

    /// Parses a JSON text; `name` begins the paths in errors.
    init(parsing bytes: some Sequence<UInt8>, name: String) throws(ScenarioError) {
        do {
            self.init(try JSONValue(parsing: bytes), path: name)
        } catch {
            throw ScenarioError(path: name, problem: "This is not valid JSON: \(Self.reason(error))")
        }
    }

    private static func reason(_ error: any Error) -> String {
        if case DecodingError.dataCorrupted(let context)? = error as? DecodingError {
            return context.underlyingError.map { "\($0)" } ?? context.debugDescription
        }
        return "\(error)"
    }

    func error(_ problem: String) -> ScenarioError {
        ScenarioError(path: path, problem: problem)
    }

    private func expected(_ sort: String) -> ScenarioError {
        error("Expected \(sort), found \(value.sort).")
    }

    // MARK: Descending

    /// The members of an object that may have only these members.
    func members(_ known: [String]) throws(ScenarioError) -> [String: ScenarioCursor] {
        guard let members = value.members else { throw expected("an object") }
        if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) {
            throw error("There is no member '\(unknown)' here; there are \(known.joined(separator: ", ")).")
        }
        var cursors: [String: ScenarioCursor] = [:]
        for (name, value) in members { cursors[name] = ScenarioCursor(value, path: "\(path).\(name)") }
        return cursors
    }

    /// The elements of an array.
    func elements() throws(ScenarioError) -> [ScenarioCursor] {
        guard case .array(let elements) = value else { throw expected("an array") }
        return elements.enumerated().map { ScenarioCursor($1, path: "\(path)[\($0)]") }
    }

    /// The elements of an array, or only this value if it is not an array.
    func elementsOrOne() throws(ScenarioError) -> [ScenarioCursor] {
        if case .array = value { try elements() } else { [self] }
    }

    // MARK: Decoding

    func string() throws(ScenarioError) -> String {
        guard let text = value.text else { throw expected("a string") }
        return text
    }

    func number() throws(ScenarioError) -> Double {
        guard let number = value.number else { throw expected("a number") }
        return number
    }

    func integer(_ range: ClosedRange<Int>) throws(ScenarioError) -> Int {
        guard case .integer(let number) = value, let integer = Int(exactly: number), range.contains(integer) else {
            throw error("Expected a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return integer
    }

    /// Seconds, as a number or with a unit: `90`, `"30d"`, `"12h"`, `"5m"`, `"10s"`.
    func duration() throws(ScenarioError) -> Double {
        if let number = value.number, number >= 0 { return number }
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let text = value.text, let unit = text.last.flatMap({ units[$0] }), let number = Double(text.dropLast()),
            number >= 0, number.isFinite
        else { throw expected("seconds, or a duration such as \"30d\", \"12h\", \"5m\", \"10s\"") }
        return number * unit
    }

    func boolean() throws(ScenarioError) -> Bool {
        guard case .bool(let flag) = value else { throw expected("true or false") }
        return flag
    }

    func object() throws(ScenarioError) -> [String: JSONValue] {
        guard let members = value.members else { throw expected("an object") }
        return members
    }

    /// One of several words.
    func word<Word: RawRepresentable>(of words: [Word]) throws(ScenarioError) -> Word where Word.RawValue == String {
        let text = try string()
        guard let word = words.first(where: { $0.rawValue == text }) else {
            throw error("'\(text)' is not one of \(words.map(\.rawValue).joined(separator: ", ")).")
        }
        return word
    }
}

/// What is wrong with a scenario, and where.
package struct ScenarioError: Error, Hashable, CustomStringConvertible {
    /// The member that is wrong: `resources[2].timeline[0].at`.
    package let path: String
    /// What is wrong with it, and what is allowed.
    package let problem: String

    /// Both in one line.
    package var description: String { "\(path): \(problem)" }
}
