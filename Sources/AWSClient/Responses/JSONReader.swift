// SPDX-License-Identifier: Apache-2.0

import Core

/// Reads JSON (RFC 8259) from outside into a ``JSONValue``, in one pass whose cost is that of the document's bytes.
///
/// Of a repeated member, the first counts. A leading byte order mark is ignored, and broken characters are read as U+FFFD.
package enum JSONReader {
    /// How deep the values nest that are kept, the document's own among them.
    package static let depthLimit = 64
    /// The most values that are kept: far more than any response has, and few enough to take no time.
    package static let valueLimit = 20_000

    /// Everything that `bytes` hold; throws if that is more than the limits allow.
    package static func value(of bytes: [UInt8]) throws(MalformedDocumentError) -> JSONValue {
        try value(of: bytes, keeping: .everything, within: .everything)
    }

    /// Of what `bytes` hold, the members that `selection` keeps.
    ///
    /// The others are passed over, however deep they nest and however many they are. Within what is kept, an ellipsis marks
    /// what is beyond the limits; members that the selection names are kept however large the others are.
    package static func value(
        of bytes: [UInt8],
        keeping selection: JSONSelection
    ) throws(MalformedDocumentError) -> JSONValue {
        try value(of: bytes, keeping: selection, within: selection.keepsLongText ? .longOthers : .others)
    }

    /// The members that `selection` keeps of a page of a list: of all its items, or it throws.
    static func page(of bytes: [UInt8], keeping selection: JSONSelection) throws(MalformedDocumentError) -> JSONValue {
        try value(of: bytes, keeping: selection, within: .page)
    }

    private static func value(
        of bytes: [UInt8],
        keeping selection: JSONSelection,
        within allowance: JSONParser.Allowance
    ) throws(MalformedDocumentError) -> JSONValue {
        guard !bytes.isEmpty else { throw MalformedDocumentError(reason: "is empty") }
        // UTF-16 and UTF-32, which have zeros in every ASCII character.
        guard !bytes.prefix(4).contains(0) else { throw MalformedDocumentError(reason: "is not UTF-8") }
        var parser = JSONParser(bytes, selection, allowance)
        do throws(MalformedDocumentError) {
            return try parser.document()
        } catch {
            guard error == .malformedJSON, MarkupPage.isMarkup(bytes) else { throw error }
            throw MalformedDocumentError(reason: "is \(MarkupPage.description)")
        }
    }
}

/// Why bytes from outside are not the JSON or XML that they should be.
package struct MalformedDocumentError: Error, Hashable {
    /// The end of a sentence: `is empty`.
    package let reason: String

    /// Text that is not JSON.
    static let malformedJSON = MalformedDocumentError(reason: "is cut off or malformed")
}

/// One reading of a document.
private struct JSONParser {
    /// How much is kept.
    struct Allowance {
        /// The most values.
        var values: Int
        /// The most bytes of strings and names.
        var text: Int
        /// The most bytes of one string.
        let string: Int
        /// The most bytes of a name, and of one that is not ASCII.
        let name: (ascii: Int, other: Int)
        /// Whether a document that has more is refused, rather than read in part.
        let isStrict: Bool
        /// Whether a document that has more than the values and the text is refused.
        var isWhole = false

        var isSpent: Bool { values <= 0 || text <= 0 }

        /// For a document of which everything is wanted.
        static let everything = Allowance(
            values: JSONReader.valueLimit, text: 4_194_304, string: .max, name: (1_024, 256), isStrict: true)
        /// For all members together that nothing names; of a string, some more is kept than a detail has.
        static let others = Allowance(
            values: JSONReader.valueLimit, text: 524_288, string: DetailReader.valueLimit + 1_000, name: (1_024, 256),
            isStrict: false)
        /// The same for a response with some long details.
        static let longOthers = Allowance(
            values: JSONReader.valueLimit, text: 524_288, string: Notice.longDetailLimit + 1_000, name: (1_024, 256),
            isStrict: false)
        /// For a page of a list, which is read as a whole or not at all: ten times as much as the largest has.
        static let page = Allowance(
            values: 100_000, text: 4_194_304, string: 65_536, name: (1_024, 256), isStrict: false, isWhole: true)
        /// For one member that is named.
        static let named = Allowance(
            values: 1_000, text: 65_536, string: 65_536, name: (1_024, 256), isStrict: false)

        /// Charges a name; false if it is too long.
        ///
        /// Swift compares strings by characters in normal form. Where they are not ASCII, that can take a thousand times as
        /// long as comparing bytes, if a sender wants it to.
        mutating func take(name: JSONScanner.Text) -> Bool {
            text -= name.isASCII ? name.count : 32 * name.count
            return name.count <= (name.isASCII ? self.name.ascii : self.name.other)
        }
    }

    /// A list or an object of which not all has been read.
    private struct Container {
        let isObject: Bool
        let rule: JSONSelection.RuleID
        /// The name of the member that comes next.
        var name = ""
        var members: [String: JSONValue] = [:]
        var elements: [JSONValue] = []
        /// How many elements of a list have begun.
        var begun = 0
        /// Whether it is a list through which no path leads, or whose first element has been read.
        var isClosed = false
        /// Whether something was left out that should have been kept.
        var isCut = false

        mutating func add(_ value: JSONValue) {
            if isObject { members[name] = value } else { elements.append(value) }
        }

        var value: JSONValue {
            guard isCut else { return isObject ? .object(members) : .array(elements) }
            return isObject
                ? .object(members.merging(["…": .string("…")]) { first, _ in first })
                : .array(elements + [.string("…")])
        }
    }

    private enum Step {
        /// A value comes next.
        case value(JSONSelection.RuleID)
        /// An element or a member of the innermost container comes next.
        case element
        /// A value was read.
        case complete(JSONValue)
        /// An element or a member has been dealt with.
        case passed
    }

    private var scanner: JSONScanner
    private let selection: JSONSelection
    private var allowance: Allowance
    /// What is left of the allowance for the others while a named member is read, and how many containers are around it.
    private var suspended: (allowance: Allowance, depth: Int)?
    private var containers: [Container] = []
    /// How many of the containers are lists through whose present element no path leads, so nothing within it is named.
    private var closedLists = 0
    /// The rules of the members so far that are named or on the way to one.
    private var places: [JSONSelection.RuleID] = []

    init(_ bytes: [UInt8], _ selection: JSONSelection, _ allowance: Allowance) {
        scanner = JSONScanner(bytes)
        self.selection = selection
        self.allowance = allowance
    }

    mutating func document() throws(MalformedDocumentError) -> JSONValue {
        var step = Step.value(.document)
        while true {
            switch step {
            case .value(let rule): step = try value(rule)
            case .element: step = try element()
            case .passed: step = try next()
            case .complete(let value):
                guard !containers.isEmpty else {
                    _ = scanner.next()
                    guard scanner.isAtEnd else { throw .malformedJSON }
                    if allowance.isWhole, allowance.isSpent {
                        throw MalformedDocumentError(reason: "has more in it than any page of a list has")
                    }
                    return value
                }
                containers[containers.count - 1].add(value)
                if let (allowance, depth) = suspended, depth == containers.count {
                    self.allowance = allowance
                    suspended = nil
                }
                step = .passed
            }
        }
    }

    /// Reads a value, or the beginning of one.
    private mutating func value(_ rule: JSONSelection.RuleID) throws(MalformedDocumentError) -> Step {
        allowance.values -= 1
        switch scanner.next() {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard containers.count < JSONReader.depthLimit else {
                guard !allowance.isStrict else {
                    throw MalformedDocumentError(reason: "nests deeper than \(JSONReader.depthLimit) levels")
                }
                try scanner.skipValue()
                return .complete(.string("…"))
            }
            let isObject = scanner.next() == UInt8(ascii: "{")
            scanner.advance()
            guard scanner.next() != (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                scanner.advance()
                return .complete(isObject ? .object([:]) : .array([]))
            }
            containers.append(Container(isObject: isObject, rule: rule))
            if !isObject, !selection.namesFirstElement(of: rule) { closeList() }
            return .element
        case UInt8(ascii: "\""):
            let text = try scanner.string()
            allowance.text -= min(text.count, allowance.string)
            return .complete(.string(scanner.decoded(text, limit: allowance.string)))
        default:
            let range = try scanner.scalar()
            allowance.text -= range.count
            return .complete(scanner.value(of: range))
        }
    }

    /// Begins an element of the innermost list, or a member of the innermost object.
    private mutating func element() throws(MalformedDocumentError) -> Step {
        let container = containers.count - 1
        let place = containers[container].rule
        guard containers[container].isObject else { return try element(ofList: container) }
        _ = scanner.next()
        let text = try scanner.string()
        try scanner.take(UInt8(ascii: ":"))
        let rule = selection.rule(for: text, in: place, of: scanner)
        guard rule != .none, !isRepeated(rule) else {
            try scanner.skipValue()
            return .passed
        }
        if isSpent(for: rule) { return try skipRest() }
        guard allowance.take(name: text) else { return try skipValue("has a name that is too long in it") }
        let name = scanner.decoded(text)
        let first = scanner.next()
        let isContainer = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        let isLeftOut = isContainer && !selection.leadsToNamed(rule) && selection.isProgramInput(name)
        if isLeftOut || containers[container].members[name] != nil { return try skipValue() }
        suspendAllowance(for: rule)
        containers[container].name = name
        return .value(rule)
    }

    /// Begins an element of a list.
    private mutating func element(ofList container: Int) throws(MalformedDocumentError) -> Step {
        let index = containers[container].begun
        containers[container].begun += 1
        if index == 1, !containers[container].isClosed { closeList() }
        let rule = selection.rule(forElement: index, in: containers[container].rule)
        guard rule != .none else {
            try scanner.skipValue()
            return .passed
        }
        if isSpent(for: rule) { return try skipRest() }
        suspendAllowance(for: rule)
        return .value(rule)
    }

    /// Gives the value that comes next an allowance of its own if it is named.
    private mutating func suspendAllowance(for rule: JSONSelection.RuleID) {
        guard selection.isNamed(rule), isOpenToNamed else { return }
        suspended = (allowance, containers.count)
        allowance = .named
    }

    /// Notes that nothing more in the innermost list can be named.
    private mutating func closeList() {
        containers[containers.count - 1].isClosed = true
        closedLists += 1
    }

    /// Whether a member that is named, or on the way to one, was there before; there is only one place for each.
    private mutating func isRepeated(_ rule: JSONSelection.RuleID) -> Bool {
        guard isOpenToNamed, selection.leadsToNamed(rule) else { return false }
        guard !places.contains(rule) else { return true }
        places.append(rule)
        return false
    }

    /// Passes over the value of a member; a strict reading refuses the document for a reason, if there is one.
    private mutating func skipValue(_ reason: String? = nil) throws(MalformedDocumentError) -> Step {
        if let reason, allowance.isStrict { throw MalformedDocumentError(reason: reason) }
        allowance.values -= 1
        try scanner.skipValue()
        return .passed
    }

    /// Whether a value here is left out since the allowance is spent.
    private func isSpent(for rule: JSONSelection.RuleID) -> Bool {
        allowance.isSpent && !(isOpenToNamed && selection.leadsToNamed(rule))
    }

    /// Whether there may be named members in the innermost container.
    private var isOpenToNamed: Bool { closedLists == 0 && suspended == nil }

    /// Passes over an element or the value of a member, and over those that follow if none of them can be named.
    private mutating func skipRest() throws(MalformedDocumentError) -> Step {
        guard !allowance.isStrict else {
            throw MalformedDocumentError(reason: "has more than \(JSONReader.valueLimit) values in it")
        }
        let container = containers.count - 1
        let isOnTheWay = selection.leadsToNamed(containers[container].rule)
        guard !isOpenToNamed || !isOnTheWay else { return try skipValue() }
        // Among the members that are details themselves, the mark would be one.
        containers[container].isCut = suspended != nil || !isOnTheWay
        try scanner.skipElements(ofObject: containers[container].isObject)
        return complete()
    }

    /// After an element or a member, passes the comma before the next one or the end of the container.
    private mutating func next() throws(MalformedDocumentError) -> Step {
        let isObject = containers[containers.count - 1].isObject
        switch scanner.next() {
        case UInt8(ascii: ","):
            scanner.advance()
            return .element
        case isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"):
            scanner.advance()
            return complete()
        default: throw .malformedJSON
        }
    }

    private mutating func complete() -> Step {
        let container = containers.removeLast()
        if container.isClosed { closedLists -= 1 }
        return .complete(container.value)
    }
}
