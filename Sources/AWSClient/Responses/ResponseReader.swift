// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// Reads a 2xx response into an ``Observation``, by its kind's data.
package struct ResponseReader: Sendable {
    private let plan: ResponsePlan
    private let text: MessageRedactor
    private let isVerbose: Bool

    private var kind: Kind { plan.kind }

    /// A reader of the responses to a kind's operation; `text` takes the secrets out of all that is read.
    ///
    /// Whether the request was `verbose` decides how much is kept of what it asked for.
    package init(_ kind: Kind, text: MessageRedactor = .general, verbose: Bool = false) {
        self.init(ResponsePlan(kind), text: text, verbose: verbose)
    }

    /// The same by a plan of the kind's responses.
    init(_ plan: ResponsePlan, text: MessageRedactor, verbose: Bool) {
        self.plan = plan
        self.text = text
        isVerbose = verbose
    }

    /// The observation that a response holds.
    ///
    /// Of a small one, the details are made when somebody asks for them, and until then it is kept. Throws a failure of cause
    /// `transient` if it is not a JSON object or has no status, and one of cause `notFound` if the list is empty that the
    /// kind's status is in: AWS Batch and ECS say in this way that there is no such resource.
    package func observation(of response: HTTPResponse) throws(PollFailure) -> Observation {
        let json: JSONValue
        do throws(MalformedDocumentError) {
            let read = try JSONReader.value(of: response.body, keeping: plan.heading)
            // What is told of it is redacted where it is taken out, unless names say more about it.
            json = plan.hasTellingNames ? text.json(read) : read
        } catch {
            throw unreadable(response, "is not JSON: it \(error.reason)")
        }
        guard case .object = json else { throw unreadable(response, "is not a JSON object") }
        let particulars = DeferredParticulars { [self] in self.particulars(of: response) }
        if response.body.count > LargeResponses.threshold { particulars.make() }
        return Observation(
            status: try status(in: json, of: response),
            reason: reason(in: json),
            createdAt: time(plan.created, in: json),
            startedAt: time(plan.started, in: json),
            finishedAt: time(plan.finished, in: json),
            modifiedAt: time(plan.modified, in: json),
            particulars: { particulars.value }
        )
    }

    /// The details of a response that has been read, and its request's id.
    private func particulars(of response: HTTPResponse) -> Observation.Particulars {
        let long = isVerbose ? kind.verboseDetails : []
        let selection = plan.everything.keepingLongText(!long.isEmpty)
        let json = try? JSONReader.value(of: response.body, keeping: selection)
        let redacted = json.map(text.json)
        return Observation.Particulars(
            details: redacted.map { plan.details.details(in: $0, whole: long) } ?? [],
            metrics: redacted.map(FinalMetrics.metrics) ?? [],
            requestID: text.requestID(of: response)
        )
    }

    private func status(in json: JSONValue, of response: HTTPResponse) throws(PollFailure) -> String {
        let path = kind.response.status
        if case .string(let given) = json[plan.status] {
            let status = text.text(given)
            if let problem = kind.problem(inStatus: status) {
                throw unreadable(response, "has a \(path) that \(problem)")
            }
            return status
        }
        if json.hasEmptyList(on: plan.status) {
            throw failure(.notFound, code: "NotListed", response, "lists no such resource")
        }
        if let absent = kind.response.statusWhenAbsent, isAbsent(in: json) { return absent }
        throw unreadable(response, "has no \(path), or one that is not a string")
    }

    /// Whether the parent object of the status is missing, or of a status at the top the status itself.
    private func isAbsent(in json: JSONValue) -> Bool {
        let parent = json[plan.statusParent]
        return parent == nil || parent == .null
    }

    private func reason(in json: JSONValue) -> String? { text.reason(plan.reasons.flatMap { json.values(at: $0) }) }

    private func time(_ path: JSONPath?, in json: JSONValue) -> Timestamp? {
        path.flatMap { ResponseTime.timestamp(json[$0]) }
    }

    private func unreadable(_ response: HTTPResponse, _ reason: String) -> PollFailure {
        failure(.transient, code: "UnreadableAnswer", response, reason)
    }

    private func failure(
        _ cause: PollFailure.Cause,
        code: String,
        _ response: HTTPResponse,
        _ reason: String
    ) -> PollFailure {
        PollFailure(
            cause,
            code: code,
            httpStatus: response.status,
            message: "the response to \(kind.operation) \(reason)".cleaned(limit: MessageRedactor.limit),
            requestID: text.requestID(of: response)
        )
    }
}

extension Kind {
    /// What is wrong with a text as a status of this kind, as the end of a sentence; nil if it can be one.
    ///
    /// It goes verbatim into notices and the record, so it must be one line. A user-defined kind can name any member of any
    /// operation, so what it does not list must look like a word before it is reported: 1 to 64 letters, digits, underscores,
    /// hyphens and spaces.
    func problem(inStatus status: String) -> String? {
        guard (1...128).contains(status.utf8.count), !status.unicodeScalars.contains(where: \.isUnsafeInText) else {
            return "is empty, too long or not one line"
        }
        guard isUserDefined, !statuses.lists(status) else { return nil }
        let bytes = status.utf8
        let isWord = bytes.count <= 64 && bytes.allSatisfy { $0.isASCIILetterOrDigit || "_- ".utf8.contains($0) }
        return isWord ? nil : "is none of the kind's statuses and does not look like one"
    }
}

extension MessageRedactor {
    /// How many bytes of a reason are kept.
    private static let reasonLimit = 4_000

    /// AWS's reasons as one text, redacted and cleaned; nil if there are none.
    ///
    /// Each is a string, or a list of strings or of objects with a `message`.
    func reason(_ values: [JSONValue]) -> String? {
        let parts = values.flatMap(\.reasons).filter { !$0.isEmpty }
        guard !parts.isEmpty else { return nil }
        let joined = parts.map(self.text).joined(separator: "; ")
        let cleaned = Redaction.redacted(joined).cleaned(limit: Self.reasonLimit)
        return cleaned.isEmpty ? nil : cleaned
    }
}

extension JSONValue {
    fileprivate var reasons: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let elements): elements.compactMap { ($0.members?["message"] ?? $0).text }
        case .null, .bool, .integer, .number, .object: []
        }
    }
}

/// How a kind's responses are read, worked out once.
final class ResponsePlan: Sendable {
    let kind: Kind
    let status: JSONPath
    /// The object that has the status; the status itself if it is at the top.
    let statusParent: JSONPath
    let reasons: [JSONPath]
    let created, started, finished, modified: JSONPath?
    /// Status, reasons and times alone.
    let heading: JSONSelection
    /// Whether a name on the way to one of these says that it is a secret, or the name of one.
    let hasTellingNames: Bool
    /// All that is read.
    let everything: JSONSelection
    let details: DetailReader

    /// The plan of a kind.
    init(_ kind: Kind) {
        self.kind = kind
        let response = kind.response
        let path = response.status
        status = JSONPath(path)
        statusParent = JSONPath(path.lastIndex(of: ".").map { path[..<$0] } ?? path[...])
        reasons = response.reasons.map { JSONPath($0) }
        created = response.created.map { JSONPath($0) }
        started = response.started.map { JSONPath($0) }
        finished = response.finished.map { JSONPath($0) }
        modified = response.modified.map { JSONPath($0) }
        heading = JSONSelection(headingOf: response)
        hasTellingNames = response.heading.flatMap { JSONPath($0).members }.contains(where: MessageRedactor.isTelling)
        everything = JSONSelection(kind)
        details = DetailReader(kind)
    }
}

/// What most reads are never asked for, made once when one is.
private final class DeferredParticulars: Sendable {
    private enum State: Sendable {
        case unmade(@Sendable () -> Observation.Particulars)
        case made(Observation.Particulars)
    }

    private let state: Mutex<State>

    init(_ make: @escaping @Sendable () -> Observation.Particulars) {
        state = Mutex(.unmade(make))
    }

    var value: Observation.Particulars {
        state.withLock { state in
            switch state {
            case .made(let particulars): return particulars
            case .unmade(let make):
                let particulars = make()
                state = .made(particulars)
                return particulars
            }
        }
    }

    /// Makes them now, so that the response is not kept.
    func make() { _ = value }
}

/// Times as AWS's protocols write them.
package enum ResponseTime {
    /// A time from an epoch number in seconds (`1410793700.124`, `1.4354E9`) or in milliseconds (`1410793700124`), the same
    /// as text, or an ISO 8601 date.
    ///
    /// Numbers from ``leastMilliseconds`` on are milliseconds. Nil for anything else, and for times that ``Timestamp``
    /// cannot hold. Source: Smithy 2.0, "timestampFormat trait"; AWS Batch API Reference, "JobDetail".
    package static func timestamp(_ value: JSONValue?) -> Timestamp? {
        switch value {
        case .integer(let number): epoch(Double(number))
        case .number(let number): epoch(number)
        case .string(let text): Timestamp(rfc3339: text) ?? epoch(text)
        case .null, .bool, .array, .object, nil: nil
        }
    }

    /// A member's value in RFC 3339, if its name and value show that it is a time.
    ///
    /// `…At` and SageMaker's `…CreationTime`, `…StartTime` and the like hold a time in any form. `…Date`, `…DateTime` and
    /// `…On` hold one if the value is a date, or a number of our century; any other `…Time` only if it is a date, since
    /// Amazon ML's ComputeTime is a number of milliseconds.
    package static func text(member: some StringProtocol, value: JSONValue) -> String? {
        if member.hasSuffix("At") || timeSuffixes.contains(where: member.hasSuffix) { return timestamp(value)?.rfc3339 }
        let isMaybeTime = ["Date", "DateTime", "On"].contains(where: member.hasSuffix)
        switch value {
        case .string(let text) where isMaybeTime || member.hasSuffix("Time"): return Timestamp(rfc3339: text)?.rfc3339
        case .integer, .number:
            guard isMaybeTime, let time = timestamp(value), time >= centuryStart else { return nil }
            return time.rfc3339
        case .null, .bool, .string, .array, .object: return nil
        }
    }

    /// The least number that counts milliseconds: as such it is in 1973, as seconds in the year 5138.
    private static let leastMilliseconds = 1e11
    private static let centuryStart = Timestamp(microseconds: 946_684_800_000_000)

    private static let timeSuffixes = [
        "CreationTime", "StartTime", "EndTime", "ModifiedTime", "CompletionTime", "SubmissionTime", "SubmitTime",
    ]

    private static func epoch(_ text: String) -> Timestamp? {
        guard text.utf8.count <= 32, text.utf8.allSatisfy({ "0123456789.+-eE".utf8.contains($0) }) else { return nil }
        return Double(text).flatMap(epoch)
    }

    private static func epoch(_ number: Double) -> Timestamp? {
        Timestamp(epochSeconds: number >= leastMilliseconds ? number / 1_000 : number)
    }
}
