// SPDX-License-Identifier: Apache-2.0

/// A request for one page of a list, with members that the operation has.
struct ListRequest {
    let kind: ResourceKind
    /// The members as they were sent, without the token.
    let members: [String: JSONValue]
    /// The token; nil in a request for a first page.
    let token: String?
    /// The most items of the page.
    let limit: Int
    /// What an item must meet.
    private(set) var conditions: [ListCondition] = []
    /// What an item of the page, once it was cut, must meet to stay on it.
    private(set) var conditionsOfPage: [ListCondition] = []
    private(set) var order: ListOrder

    /// Reads the members of a request.
    ///
    /// - Throws: What AWS says of the first member that it does not accept.
    init(of kind: ResourceKind, _ sent: [String: JSONValue]) throws(ServiceError) {
        let operation = ListOperation(of: kind)
        var values: [String: ListMemberForm.Value] = [:]
        for (name, value) in sent.sorted(by: { $0.key < $1.key }) where value != .null {
            guard let form = operation.forms[name] else {
                throw .serialization("Unexpected member '\(name)' of \(kind.listOperation).")
            }
            values[name] = try form.value(of: value, named: name, in: kind.service)
        }
        self.kind = kind
        members = sent.filter { $0.key != operation.tokenMember }
        token = values[operation.tokenMember]?.text
        limit = values[operation.limitMember]?.integer ?? operation.usualLimit
        switch kind.service {
        case .machineLearning:
            // AWS documents no order for requests that name none.
            order = ListOrder(descending: values["SortOrder"]?.text == "dsc")
            try readAmazonML(values)
        case .bedrock:
            order = ListOrder(descending: values["sortOrder"]?.text != "Ascending")
            readBedrock(values)
        case .sageMaker:
            // Newest first, as the operation's text says; the text of SortOrder says otherwise.
            order = ListOrder(descending: values["SortOrder"]?.text != "Ascending")
            readSageMaker(values)
        }
    }

    /// Names the operation and the members, so that a token belongs to no other request.
    var digest: String {
        String(Hex.sha256(Array((kind.listOperation + JSONValue.object(members).json).utf8)).prefix(24))
    }

    /// The page that is asked for; nil if the token is none of ours.
    var page: Int? {
        token.map { PageToken(parsing: $0)?.page } ?? 1
    }

    private mutating func readAmazonML(_ values: [String: ListMemberForm.Value]) throws(ServiceError) {
        guard let variable = values["FilterVariable"]?.text else {
            if let stray = AmazonMLFilter.comparisons.first(where: { values[$0.rawValue] != nil }) {
                throw .invalid(.machineLearning, "\(stray.rawValue) has no FilterVariable to be compared with.")
            }
            return
        }
        for comparison in AmazonMLFilter.comparisons {
            guard let text = values[comparison.rawValue]?.text else { continue }
            conditions.append(try AmazonMLFilter.condition(variable, of: kind, comparison, text))
        }
        // Where all are equal, creation decides.
        if !conditions.contains(where: { $0.comparison == .equal }) {
            order.key = AmazonMLFilter.key(variable, of: kind)
        }
    }

    private mutating func readBedrock(_ values: [String: ListMemberForm.Value]) {
        addTimes(.created, after: values["creationTimeAfter"]?.time, before: values["creationTimeBefore"]?.time)
        add(.status, .equal, values["statusEquals"]?.text)
        add(.member(["applicationType"]), .equal, values["applicationTypeEquals"]?.text)
        add(.name, .contains, values["nameContains"]?.text)
    }

    private mutating func readSageMaker(_ values: [String: ListMemberForm.Value]) {
        addTimes(.created, after: values["CreationTimeAfter"]?.time, before: values["CreationTimeBefore"]?.time)
        addTimes(
            .updated, after: values["LastModifiedTimeAfter"]?.time, before: values["LastModifiedTimeBefore"]?.time)
        add(.name, .contains, values["NameContains"]?.text)
        add(.member(["WarmPoolStatus", "Status"]), .equal, values["WarmPoolStatusEquals"]?.text)
        add(.member(["TrainingPlanArn"]), .equal, values["TrainingPlanArnEquals"]?.text)
        if let status = values["StatusEquals"]?.text {
            // A page is cut before it is filtered: "MaxResults … are first retrieved ignoring the StatusEquals parameter".
            conditionsOfPage = [ListCondition(key: .status, comparison: .equal, operand: .text(status))]
        }
        switch values["SortBy"]?.text {
        case "Name": order.key = .name
        case "Status": order.key = .status
        default: break
        }
    }

    private mutating func add(_ key: ListKey, _ comparison: ListCondition.Comparison, _ text: String?) {
        // Every name contains an empty text.
        guard let text, !text.isEmpty else { return }
        conditions.append(ListCondition(key: key, comparison: comparison, operand: .text(text)))
    }

    private mutating func addTimes(_ key: ListKey, after: Int64?, before: Int64?) {
        if let after { conditions.append(ListCondition(key: key, comparison: .greater, operand: .time(after))) }
        if let before { conditions.append(ListCondition(key: key, comparison: .less, operand: .time(before))) }
    }
}
