// SPDX-License-Identifier: Apache-2.0

package import Core

/// Which members of a JSON document are kept when it is read; the elements of a list are in the place of the list.
package struct JSONSelection: Sendable {
    /// What happens to the value at one place.
    private struct Rule {
        /// The places within it that have rules of their own, by the length of their names.
        var children: [[(name: [UInt8], rule: RuleID)]] = []
        /// What holds for all other members.
        var others: RuleID
        /// Whether it is kept however much else there is.
        var isNamed = false
        /// Whether it is on the way to such a place.
        var leadsToNamed = false
    }

    /// A rule of a selection.
    struct RuleID: Equatable {
        fileprivate let index: Int

        /// Everything is kept.
        static let all = RuleID(index: 0)
        /// Nothing is kept.
        static let none = RuleID(index: 1)
        /// That of the whole document.
        static let document = RuleID(index: 2)
    }

    /// A place while a selection is made.
    private final class Place {
        var children: [String: Place] = [:]
        var isKept: Bool?
        var isNamed = false

        var leadsToNamed: Bool { isNamed || children.values.contains(where: \.leadsToNamed) }

        /// Marks a path as one whose value is kept however much else there is.
        func name(_ path: String) {
            let place = place(at: path)
            place.isKept = true
            place.isNamed = true
        }

        func place(at path: String) -> Place {
            path.split(separator: ".").reduce(self) { place, name in
                let name = String(name)
                let next = place.children[name] ?? Place()
                place.children[name] = next
                return next
            }
        }
    }

    private var rules = [Rule(others: .all), Rule(others: .none)]

    /// Whether strings are kept that are longer than most details may be.
    private(set) var keepsLongText = false

    /// Whether lists and objects are left out that hold what a user passes to a job's program.
    private let leavesOutProgramInput: Bool

    /// Everything.
    package static let everything = JSONSelection(Place(), othersAreKept: true)

    /// The members at these paths, and nothing else.
    package init(paths: [String]) {
        let document = Place()
        for path in paths { document.name(path) }
        self.init(document, othersAreKept: false)
    }

    /// What is read of a response to a kind's operation: all that the kind names, and everything else that it does not
    /// omit if it keeps that.
    package init(_ kind: Kind) {
        self.init(kind.response)
    }

    /// What is read of a response.
    package init(_ response: Kind.Response) {
        let document = Place()
        for path in response.omitted { document.place(at: path).isKept = false }
        for path in response.named { document.name(path) }
        // A highlight is the name of a detail: a member of the document, or of an object that is opened.
        for name in response.highlights + response.causes {
            for path in [name] + response.opened.map({ "\($0).\(name)" }) { document.name(path) }
        }
        self.init(document, othersAreKept: response.keepsOthers, leavesOutProgramInput: true)
    }

    private init(_ document: Place, othersAreKept: Bool, leavesOutProgramInput: Bool = false) {
        self.leavesOutProgramInput = leavesOutProgramInput
        _ = add(document, othersAreKept: othersAreKept)
    }

    private mutating func add(_ place: Place, othersAreKept: Bool) -> RuleID {
        let othersAreKept = place.isNamed || (place.isKept ?? othersAreKept)
        let id = RuleID(index: rules.count)
        var rule = Rule(others: othersAreKept ? .all : .none)
        rule.isNamed = place.isNamed
        rule.leadsToNamed = place.leadsToNamed
        rules.append(rule)
        for (name, child) in place.children {
            let name = Array(name.utf8)
            let isLeftOut = child.isKept == false && child.children.isEmpty && !child.isNamed
            let next = isLeftOut ? .none : add(child, othersAreKept: othersAreKept)
            while rules[id.index].children.count <= name.count { rules[id.index].children.append([]) }
            rules[id.index].children[name.count].append((name, next))
        }
        return id
    }

    /// The same selection, which keeps long strings or does not.
    package func keepingLongText(_ keepsLongText: Bool) -> JSONSelection {
        var selection = self
        selection.keepsLongText = keepsLongText
        return selection
    }

    /// The rule for a member of an object.
    func rule(for name: JSONScanner.Text, in object: RuleID, of scanner: JSONScanner) -> RuleID {
        let rule = rules[object.index]
        guard name.asciiCount < rule.children.count else { return rule.others }
        for child in rule.children[name.asciiCount] where scanner.isEqual(name, to: child.name) { return child.rule }
        return rule.others
    }

    /// Whether the value at a place is kept however much else there is.
    func isNamed(_ id: RuleID) -> Bool { rules[id.index].isNamed }

    /// Whether the value at a place is kept, or has something in it that is kept, however much else there is.
    func leadsToNamed(_ id: RuleID) -> Bool { rules[id.index].leadsToNamed }

    // MARK: What is passed to a program

    /// The lower-case endings of the names of members that hold a program's environment or arguments.
    private static let programInputs = [
        "environment", "environmentvariables", "environmentparameters", "arguments",
    ].map { Array($0.utf8) }

    /// Whether a list or an object of this name holds what a user passes to the job's program: its environment,
    /// parameters and arguments.
    ///
    /// Users put passwords and tokens there, and the journal's readers need not be allowed to read the job. Only lists
    /// and objects count: `"environment": "test"` describes the job. SageMaker's hyperparameters, which begin with a
    /// capital, are free-form, unlike Bedrock's few fixed numbers and those that a tuning job has found.
    func isProgramInput(_ name: String) -> Bool {
        guard leavesOutProgramInput else { return false }
        if name.hasSuffix("HyperParameters") { return name != "TunedHyperParameters" }
        let letters = name.utf8.suffix(24).map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        return Self.programInputs.contains { letters.suffix($0.count).elementsEqual($0) }
    }
}

extension Kind.Response {
    /// The paths of what it names, other than the highlights.
    var named: [String] {
        [status, name, created, started, finished, modified].compactMap(\.self) + reasons + details
    }
}
