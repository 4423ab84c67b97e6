// SPDX-License-Identifier: Apache-2.0

/// What the list operation of a kind takes and returns, from the services' models.
struct ListOperation {
    let kind: ResourceKind
    /// The member of the response that has the items.
    let itemsMember: String
    /// The member of request and response that has the token.
    let tokenMember: String
    /// The member that limits a page.
    let limitMember: String
    /// How many items a page may be limited to.
    let limits: ClosedRange<Int>
    /// How many items a page has that is not limited.
    let usualLimit: Int
    /// What the request's members may be.
    let forms: [String: ListMemberForm]

    init(of kind: ResourceKind) {
        self.kind = kind
        switch kind.service {
        case .machineLearning:
            (itemsMember, tokenMember, limitMember) = ("Results", "NextToken", "Limit")
            (limits, usualLimit) = (1...100, 100)
        case .bedrock:
            (itemsMember, tokenMember, limitMember) = ("jobSummaries", "nextToken", "maxResults")
            (limits, usualLimit) = (1...1000, 100)
        case .sageMaker:
            (itemsMember, tokenMember, limitMember) = ("TrainingJobSummaries", "NextToken", "MaxResults")
            (limits, usualLimit) = (1...100, 10)
        }
        var forms: [String: ListMemberForm] = [limitMember: .integer(limits)]
        switch kind.service {
        case .machineLearning:
            forms[tokenMember] = .text(0...Int.max)
            forms["FilterVariable"] = .word(AmazonMLFilter.variables(of: kind))
            forms["SortOrder"] = .word(["asc", "dsc"])
            for comparison in AmazonMLFilter.comparisons {
                forms[comparison.rawValue] = .text(0...1024) { $0.isEmpty || $0.contains { !$0.isWhitespace } }
            }
        case .bedrock:
            forms[tokenMember] = .text(1...2048) { !$0.contains { $0.isWhitespace } }
            forms["creationTimeAfter"] = .time
            forms["creationTimeBefore"] = .time
            forms["statusEquals"] = .word(["InProgress", "Completed", "Failed", "Stopping", "Stopped", "Deleting"])
            forms["applicationTypeEquals"] = .word(["ModelEvaluation", "RagEvaluation"])
            forms["nameContains"] = .text(1...63) { $0.wholeMatch(of: /[a-z0-9](-*[a-z0-9]){0,62}/) != nil }
            forms["sortBy"] = .word(["CreationTime"])
            forms["sortOrder"] = .word(["Ascending", "Descending"])
        case .sageMaker:
            forms[tokenMember] = .text(0...8192)
            for name in ["CreationTime", "LastModifiedTime"] {
                forms[name + "After"] = .time
                forms[name + "Before"] = .time
            }
            forms["NameContains"] = .text(0...63) { $0.wholeMatch(of: /[a-zA-Z0-9\-]*/) != nil }
            forms["StatusEquals"] = .word(["InProgress", "Completed", "Failed", "Stopping", "Stopped", "Deleting"])
            forms["SortBy"] = .word(["Name", "CreationTime", "Status"])
            forms["SortOrder"] = .word(["Ascending", "Descending"])
            forms["WarmPoolStatusEquals"] = .word(["Available", "Terminated", "Reused", "InUse"])
            forms["TrainingPlanArnEquals"] = .text(50...2048)
        }
        self.forms = forms
    }
}

/// What a member of a list request may be.
enum ListMemberForm {
    /// A text of so many characters, which satisfies a condition.
    case text(ClosedRange<Int>, @Sendable (String) -> Bool = { _ in true })
    case word([String])
    case time
    case integer(ClosedRange<Int>)

    /// A member's value.
    enum Value {
        case text(String)
        /// In microseconds since 1970.
        case time(Int64)
        case integer(Int)

        var text: String? { if case .text(let text) = self { text } else { nil } }
        var time: Int64? { if case .time(let time) = self { time } else { nil } }
        var integer: Int? { if case .integer(let integer) = self { integer } else { nil } }
    }

    /// The value of a member as it was sent: in JSON by its type, in a query always as text.
    ///
    /// - Throws: What AWS says of a value that has another type, or violates a constraint.
    func value(of sent: JSONValue, named name: String, in service: AWSService) throws(ServiceError) -> Value {
        switch self {
        case .text(let lengths, let isAllowed):
            guard let text = sent.text else { throw .serialization("'\(name)' has to be a string.") }
            guard lengths.contains(text.unicodeScalars.count), isAllowed(text) else {
                throw .invalid(
                    service, "Value '\(text.prefix(64))' at '\(name)'", "Member must have its length and its pattern")
            }
            return .text(text)
        case .word(let words):
            guard let text = sent.text else { throw .serialization("'\(name)' has to be a string.") }
            guard words.contains(text) else {
                throw .invalid(
                    service, "Value '\(text.prefix(64))' at '\(name)'",
                    "Member must satisfy enum value set: [\(words.joined(separator: ", "))]")
            }
            return .text(text)
        case .time:
            let time =
                service == .bedrock
                ? sent.text.flatMap { AWSTime.microseconds(iso8601: $0) }
                : sent.number.flatMap { AWSTime.microseconds(seconds: $0) }
            guard let time else { throw .serialization("'\(name)' has to be a time.") }
            return .time(time)
        case .integer(let range):
            let number: Int64? =
                if case .integer(let number) = sent, service != .bedrock { number } else {
                    service == .bedrock ? sent.text.flatMap(Int64.init) : nil
                }
            guard let number else { throw .serialization("'\(name)' has to be an integer.") }
            guard let integer = Int(exactly: number), range.contains(integer) else {
                throw .invalid(
                    service, "Value '\(number)' at '\(name)'",
                    number < range.lowerBound
                        ? "Member must have value greater than or equal to \(range.lowerBound)"
                        : "Member must have value less than or equal to \(range.upperBound)")
            }
            return .integer(integer)
        }
    }
}

/// The filter of Amazon ML's Describe operations: one variable, and comparisons with it.
///
/// https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_DescribeEvaluations.html and the three like it.
enum AmazonMLFilter {
    /// The comparisons, all of which a request may have at once.
    static let comparisons = ListCondition.Comparison.allCases.filter { $0 != .contains }

    /// What a kind can be filtered and sorted by.
    static func variables(of kind: ResourceKind) -> [String] {
        let common = ["CreatedAt", "LastUpdatedAt", "Status", "Name", "IAMUser"]
        return switch kind {
        case .evaluation, .batchPrediction: common + ["MLModelId", "DataSourceId", "DataURI"]
        case .mlModel:
            common + ["TrainingDataSourceId", "RealtimeEndpointStatus", "MLModelType", "Algorithm", "TrainingDataURI"]
        case .dataSource: common + ["DataLocationS3"]
        case .evaluationJob, .trainingJob: []
        }
    }

    /// Where the items have a variable.
    static func key(_ variable: String, of kind: ResourceKind) -> ListKey {
        switch variable {
        case "CreatedAt": .created
        case "LastUpdatedAt": .updated
        case "Status": .status
        case "Name": .name
        case "IAMUser": .member(["CreatedByIamUser"])
        case "DataSourceId": .member([kind == .evaluation ? "EvaluationDataSourceId" : "BatchPredictionDataSourceId"])
        case "DataURI", "TrainingDataURI": .member(["InputDataLocationS3"])
        case "RealtimeEndpointStatus": .member(["EndpointInfo", "EndpointStatus"])
        default: .member([variable])
        }
    }

    /// The condition of one comparison.
    ///
    /// - Throws: InvalidInputException if times are compared with what is no time, or by how they begin.
    static func condition(
        _ variable: String, of kind: ResourceKind, _ comparison: ListCondition.Comparison, _ text: String
    ) throws(ServiceError) -> ListCondition {
        let key = key(variable, of: kind)
        guard key.isTime else { return ListCondition(key: key, comparison: comparison, operand: .text(text)) }
        guard comparison != .beginsWith else {
            throw .invalid(.machineLearning, "\(variable) cannot be filtered by Prefix.")
        }
        // AWS documents neither form; both are in use.
        guard let time = AWSTime.microseconds(iso8601: text) ?? AWSTime.microseconds(seconds: text) else {
            throw .invalid(.machineLearning, "Value '\(text)' at '\(comparison.rawValue)' is not a date.")
        }
        return ListCondition(key: key, comparison: comparison, operand: .time(time))
    }
}
