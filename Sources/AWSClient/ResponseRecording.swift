// SPDX-License-Identifier: Apache-2.0

package import Core

/// A response of AWS as it may be shown to others: for a bug report, or a test that reads it again.
///
/// Of the body only the members are kept that the kind names, of the headers those that awaitd reads. Secrets are taken out
/// of both, and the queries of URLs, which make presigned ones secrets.
package struct ResponseRecording: Sendable {
    /// What awaitd made of the response.
    package let outcome: PollOutcome
    private let watch: Watch
    private let status: Int
    private let headers: [String: JSONValue]
    private let body: JSONValue

    /// The headers that are kept.
    private static let headerNames = [
        "Content-Type", "Date", "Retry-After", "x-amz-request-id", "x-amz-retry-after", "x-amzn-errortype",
        "x-amzn-RequestId",
    ]

    /// A good response, whether or not it could be read.
    fileprivate init(_ response: HTTPResponse, _ outcome: PollOutcome, of watch: Watch, _ text: MessageRedactor) {
        let kind = watch.kind
        let named = kind.response.named + kind.response.namedDetails(kind.statuses.caveats)
        let json = try? JSONReader.value(of: response.body, keeping: JSONSelection(paths: named))
        body = json.map { text.json($0).withoutQueries } ?? .null
        headers = Self.headerNames.reduce(into: [:]) { kept, name in
            kept[name] = response.headers[name].map { JSONValue.string(text.text($0)) }
        }
        (self.outcome, self.watch, status) = (outcome, watch, response.status)
    }

    /// An error that AWS answered, by what awaitd has read of it; nil if no response came.
    fileprivate init?(_ failure: PollFailure, of watch: Watch) {
        guard let status = failure.httpStatus else { return nil }
        body = .object(Self.texts([("__type", failure.code), ("message", failure.message)])).withoutQueries
        let retryAfter = failure.retryAfter.map { "\($0.components.seconds)" }
        headers = Self.texts([("x-amzn-RequestId", failure.requestID), ("Retry-After", retryAfter)])
        (outcome, self.watch, self.status) = (.failed(failure), watch, status)
    }

    /// The members of an object that are there.
    private static func texts(_ members: [(String, String?)]) -> [String: JSONValue] {
        members.reduce(into: [:]) { $0[$1.0] = $1.1.map(JSONValue.string) }
    }

    /// The recording as JSON, in the form of the files in Tests/RecordedResponses.
    package func json(version: String) -> String {
        var answer: [(String, JSONValue)] = [
            ("status_line", .string("HTTP/1.1 \(status)")), ("headers", .object(headers)), ("body", body),
        ]
        switch outcome {
        case .observed(let seen):
            var machine = WatchMachine(rules: watch.kind.statuses)
            _ = machine.observe(seen, at: Moment(wall: Timestamp(microseconds: 0), steady: .zero))
            let times = [("created", seen.createdAt), ("started", seen.startedAt), ("finished", seen.finishedAt)]
            let read = [("status", seen.status), ("reason", seen.reason)] + times.map { ($0.0, $0.1?.rfc3339) }
            answer += [
                ("state", .string(machine.state.rawValue)),
                ("isWarning", .bool(watch.kind.statuses.isWarning(seen.status))),
                ("read", .object(Self.texts(read)).withoutQueries),
            ]
        case .failed(let failure): answer.append(("failure", .string(failure.message)))
        }
        let lines = answer.map { "      \"\($0.0)\": \(JSONWriter.compact($0.1))" }
        let kind = JSONWriter.compact(.string(watch.kind.name))
        return """
            {
              "kind": \(kind),
              "operation": \(JSONWriter.compact(.string(watch.kind.operation))),
              "awaitd": "\(version)",
              "answers": [
                {
            \(lines.joined(separator: ",\n"))
                }
              ]
            }

            """
    }
}

extension AWSReader {
    /// Reads a resource once more and gives the response; throws if there is none.
    package func recording(of watch: Watch) async throws(PollFailure) -> ResponseRecording {
        do throws(PollFailure) {
            return try await output(of: RecordedCall(watch: watch))
        } catch {
            guard let recording = ResponseRecording(error, of: watch) else { throw error }
            return recording
        }
    }
}

/// The call that reads one resource and keeps the response.
private struct RecordedCall: LaneCall {
    let watch: Watch

    private var call: ReadCall { ReadCall(watch: watch) }
    var errors: Kind.ErrorCodes { call.errors }

    func request(by route: LaneRoute) -> HTTPRequest { call.request(by: route) }

    func output(of response: HTTPResponse, by route: LaneRoute) -> ResponseRecording {
        let outcome: PollOutcome
        do throws(PollFailure) {
            outcome = .observed(try call.output(of: response, by: route))
        } catch {
            outcome = .failed(error)
        }
        return ResponseRecording(response, outcome, of: watch, route.text)
    }
}

extension JSONValue {
    /// The value with all URLs in its strings cut before their queries.
    fileprivate var withoutQueries: JSONValue {
        switch self {
        case .null, .bool, .integer, .number: self
        case .string(let text): .string(text.withoutQueries)
        case .array(let elements): .array(elements.map(\.withoutQueries))
        case .object(let members): .object(members.mapValues(\.withoutQueries))
        }
    }
}

extension String {
    fileprivate var withoutQueries: String {
        guard contains("://") else { return self }
        return split(separator: " ", omittingEmptySubsequences: false)
            .map { $0.contains("://") ? Redaction.withoutQuery(String($0)) : String($0) }.joined(separator: " ")
    }
}
