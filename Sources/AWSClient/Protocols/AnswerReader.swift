// SPDX-License-Identifier: Apache-2.0

package import Core

/// Reads a 2xx answer into an ``Observation``, by its kind's data.
package struct AnswerReader: Sendable {
    /// Why an answer cannot be read.
    package struct Fault: Error, Hashable {
        /// A sentence for people.
        package let message: String
    }

    /// How many bytes of a reason are kept.
    private static let reasonLimit = 4_000

    private let kind: Kind

    /// A reader of a kind's answers.
    package init(_ kind: Kind) {
        self.kind = kind
    }

    /// What an answer says.
    ///
    /// Throws when it is no JSON object or has no status in it.
    package func observation(of response: HTTPResponse) throws(Fault) -> Observation {
        let json: JSONValue
        do throws(JSONReader.Fault) {
            json = try JSONReader.value(of: response.body)
        } catch {
            throw Fault(message: "the answer of \(kind.operation) is not JSON: it \(error.reason)")
        }
        guard case .object = json else { throw Fault(message: "the answer of \(kind.operation) is not a JSON object") }
        return Observation(
            status: try status(in: json),
            reason: reason(in: json),
            createdAt: time(kind.answer.created, in: json),
            startedAt: time(kind.answer.started, in: json),
            finishedAt: time(kind.answer.finished, in: json),
            details: DetailReader(kind.answer).details(in: json),
            requestID: response.requestID
        )
    }

    private func time(_ path: String?, in json: JSONValue) -> Timestamp? {
        path.flatMap { AnswerTime.timestamp(json[path: $0]) }
    }

    private func status(in json: JSONValue) throws(Fault) -> String {
        let path = kind.answer.status
        if case .string(let status) = json[path: path] {
            // A status is told and stored as it is, so that it must be one line.
            let isWord =
                (1...128).contains(status.utf8.count) && !status.unicodeScalars.contains(where: \.isUnsafeInText)
            if isWord { return status }
            throw Fault(message: "the answer of \(kind.operation) has a \(path) that is no word")
        }
        if let absent = kind.answer.statusWhenAbsent, isAbsent(path, in: json) { return absent }
        throw Fault(message: "the answer of \(kind.operation) has no \(path), or one that is not a string")
    }

    /// Whether the object that a path's last member belongs to is missing, or a member at the top.
    private func isAbsent(_ path: String, in json: JSONValue) -> Bool {
        let absentee = json[path: path.lastIndex(of: ".").map { path[..<$0] } ?? path[...]]
        return absentee == nil || absentee == .null
    }

    private func reason(in json: JSONValue) -> String? {
        guard let path = kind.answer.reason, let value = json[path: path] else { return nil }
        let parts: [String]
        switch value {
        case .string(let text): parts = [text]
        case .array(let elements): parts = elements.compactMap { ($0.members?["message"] ?? $0).text }
        case .null, .bool, .integer, .number, .object: parts = []
        }
        let text = parts.filter { !$0.isEmpty }.joined(separator: "; ")
        let cleaned = Redaction.redacted(text).cleaned(limit: Self.reasonLimit)
        return cleaned.isEmpty ? nil : cleaned
    }
}
