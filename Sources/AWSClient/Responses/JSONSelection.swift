// SPDX-License-Identifier: Apache-2.0

package import Core

/// Which members of a JSON document are kept when it is read.
///
/// The elements of a list are in the place of the list, unless a path names its first element (`jobs[0]`), the only one
/// then that is kept, or something of each (`List[].Member`).
package struct JSONSelection: Sendable {
    /// What happens to the value at one place.
    private struct Rule {
        /// The places within it that have rules of their own, by the length of their names.
        var children: [[(name: [UInt8], rule: RuleID)]] = []
        /// What holds for all other members.
        var others: RuleID
        /// What holds for the first element of a list here, if a path names it.
        var first: RuleID?
        /// What holds for the other elements of a list here; nil if the same as for the list itself.
        var elements: RuleID?
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
        /// The places within it; the elements of a list are two of them.
        var children: [JSONPath.Step: Place] = [:]
        var isKept: Bool?
        var isNamed = false

        var leadsToNamed: Bool { isNamed || children.values.contains(where: \.leadsToNamed) }

        /// Marks a path as one whose value is kept however much else there is.
        func name(_ path: String) {
            let steps = JSONPath(path).steps
            let place = place(at: steps)
            place.isKept = true
            place.isNamed = true
            // Whether a value is a secret shows in the name beside it.
            guard let last = steps.last, MessageRedactor.valueMembers.contains(where: { last == .member($0) }) else {
                return
            }
            let parent = self.place(at: steps.dropLast())
            for name in MessageRedactor.nameMembers where parent.children[.member(name)] == nil {
                self.place(at: steps.dropLast() + [.member(name)]).isKept = true
            }
        }

        /// Marks a path as one that is left out; its lists are in the places of their elements.
        func omit(_ path: String) {
            place(at: JSONPath(path).members.map(JSONPath.Step.member)).isKept = false
        }

        func place(at steps: [JSONPath.Step]) -> Place {
            steps.reduce(self) { place, step in
                let next = place.children[step] ?? Place()
                place.children[step] = next
                return next
            }
        }

        /// The place of an element of a list here: all that is said of the list's members, and of these elements.
        func element(_ steps: [JSONPath.Step]) -> Place {
            let list = Place()
            list.children = children.filter { if case .member = $0.key { true } else { false } }
            list.isKept = isKept
            return steps.compactMap { children[$0] }.reduce(list) { $0.merged(with: $1) }
        }

        private func merged(with other: Place) -> Place {
            let merged = Place()
            merged.children = children.merging(other.children) { $0.merged(with: $1) }
            merged.isKept = isNamed || other.isNamed ? true : isKept ?? other.isKept
            merged.isNamed = isNamed || other.isNamed
            return merged
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

    /// What is read of a page of a list: its token, and what a listing reads of each item.
    init(pageOf listing: Listing) {
        let document = Place()
        for path in listing.pagePaths { document.place(at: JSONPath(path).steps).isKept = true }
        self.init(document, othersAreKept: false)
    }

    /// What is read of a response to a kind's operation: all that the kind names, and everything else that it does not
    /// omit if it keeps that.
    package init(_ kind: Kind) {
        // What a kind of one's own keeps is for its file to say.
        let metrics = kind.service == .sageMaker && !kind.isUserDefined ? FinalMetrics.paths : []
        self.init(kind.response, caveats: kind.statuses.caveats, metrics: metrics)
    }

    /// What is read of a response; `metrics` are the paths of further members that are kept however much else there is.
    package init(_ response: Kind.Response, caveats: [Caveat] = [], metrics: [String] = []) {
        let document = Place()
        for path in response.omitted { document.omit(path) }
        for path in response.named + response.namedDetails(caveats) + metrics { document.name(path) }
        self.init(document, othersAreKept: response.keepsOthers, leavesOutProgramInput: true)
    }

    /// What a response says by itself: status, reasons and times, and none of the details.
    init(headingOf response: Kind.Response) {
        let document = Place()
        for path in response.omitted { document.omit(path) }
        for path in response.heading { document.name(path) }
        self.init(document, othersAreKept: false, leavesOutProgramInput: true)
    }

    private init(_ document: Place, othersAreKept: Bool, leavesOutProgramInput: Bool = false) {
        self.leavesOutProgramInput = leavesOutProgramInput
        _ = add(document, othersAreKept: othersAreKept)
    }

    private mutating func add(_ place: Place, othersAreKept: Bool) -> RuleID {
        let othersAreKept = place.isKept ?? othersAreKept
        let id = RuleID(index: rules.count)
        var rule = Rule(others: othersAreKept ? .all : .none)
        let hasFirst = place.children[.first] != nil
        let hasEach = place.children[.each] != nil
        // Together, what is named of each element has the allowance of one named member.
        rule.isNamed = place.isNamed || hasEach && !hasFirst && place.leadsToNamed
        rule.leadsToNamed = place.leadsToNamed
        rules.append(rule)
        for case (.member(let name), let child) in place.children {
            let name = Array(name.utf8)
            let isLeftOut = child.isKept == false && !child.leadsToNamed && child.children.isEmpty
            let next = isLeftOut ? .none : add(child, othersAreKept: othersAreKept)
            while rules[id.index].children.count <= name.count { rules[id.index].children.append([]) }
            rules[id.index].children[name.count].append((name, next))
        }
        if hasFirst { rules[id.index].first = add(place.element([.each, .first]), othersAreKept: othersAreKept) }
        if hasEach {
            rules[id.index].elements = add(place.element([.each]), othersAreKept: othersAreKept)
        } else if hasFirst {
            rules[id.index].elements = RuleID.none
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

    /// The rule for an element of a list.
    func rule(forElement index: Int, in list: RuleID) -> RuleID {
        let rule = rules[list.index]
        return (index == 0 ? rule.first : nil) ?? rule.elements ?? list
    }

    /// Whether a path leads through the first element of a list at this place.
    func namesFirstElement(of list: RuleID) -> Bool { rules[list.index].first != nil }

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

extension Listing {
    /// The paths of the token, and of what is read of each item; of the items themselves if nothing within them is.
    fileprivate var pagePaths: [String] {
        let members = item.paths
        return [token?.received].compactMap(\.self) + (members.isEmpty ? [items] : members.map { "\(items)[].\($0)" })
    }
}

extension Listing.Item {
    /// The paths of all that it has.
    var paths: [String] { [id, arn, name, status, reason, created, modified].compactMap(\.self) }
}

extension Kind.Response {
    /// The paths of what it names, other than by the names of details.
    var named: [String] {
        heading + [name].compactMap(\.self) + details
    }

    /// The paths of status, reasons and times.
    var heading: [String] { [status, created, started, finished, modified].compactMap(\.self) + reasons }

    /// The paths where the details may be that it, or one of these caveats, knows by their names.
    ///
    /// The name of a detail is that of a member of the document, or of an object that is opened.
    func namedDetails(_ caveats: [Caveat]) -> [String] {
        (highlights + causes + caveats.map(\.member)).flatMap { name in
            [name] + opened.map { "\($0).\(name)" }
        }
    }
}
