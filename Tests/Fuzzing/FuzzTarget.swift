// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core

/// A parser of what comes from outside.
enum FuzzTarget: String, CaseIterable {
    /// JSON answers of each kind.
    case answer
    /// Error answers: headers and body.
    case error
    /// The shared config file: its form, and what it says of endpoints.
    case config
    /// The watch file.
    case watches
    /// URLs, proxies and their exceptions.
    case address
    /// Times, durations and ARNs.
    case text

    /// Parses an input, and looks whether what comes out keeps within its bounds.
    func run(_ input: [UInt8], choice: UInt64, kind: Kind?) throws(Finding) {
        switch self {
        case .answer: try Self.readAnswer(input, kind: kind ?? Kind.all[Int(choice % UInt64(Kind.all.count))])
        case .error: try Self.readError(input, choice: choice)
        case .config: try Self.readConfig(input)
        case .watches: try Self.readWatches(input)
        case .address: try Self.readAddress(input)
        case .text: try Self.readText(input)
        }
    }

    static func require(_ condition: Bool, _ message: @autoclosure () -> String) throws(Finding) {
        guard condition else { throw Finding(message: message()) }
    }

    static func readAnswer(_ input: [UInt8], kind: Kind) throws(Finding) {
        guard let observation = try? AnswerReader(kind).observation(of: HTTPResponse(status: 200, body: input)) else {
            return
        }
        try require((1...128).contains(observation.status.utf8.count), "a status of \(observation.status.utf8.count)")
        try require(!observation.status.unicodeScalars.contains(where: \.isUnsafeInText), "a status of odd characters")
        try require((observation.reason?.utf8.count ?? 0) <= 4_000, "a long reason")
        try require(observation.details.count <= DetailReader.countLimit, "\(observation.details.count) details")
        try require(Set(observation.details.map(\.key)).count == observation.details.count, "a detail twice")
        for detail in observation.details {
            try require((1...DetailReader.keyLimit).contains(detail.key.utf8.count), "the key \(detail.key)")
            try require(detail.value.utf8.count <= DetailReader.valueLimit, "a value of \(detail.value.utf8.count)")
        }
    }

    /// Lines up to an empty one are headers, the rest is the body.
    static func readError(_ input: [UInt8], choice: UInt64) throws(Finding) {
        let text = String(decoding: input, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let end = lines.firstIndex(of: "") ?? lines.endIndex
        let headers = lines[..<end].compactMap { line -> HTTPField? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return HTTPField(String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
        }
        let body = Array(lines[end...].dropFirst().joined(separator: "\n").utf8)
        let statuses = [400, 401, 403, 404, 408, 413, 429, 500, 503, 302, 599]
        let response = HTTPResponse(
            status: statuses[Int(choice % UInt64(statuses.count))],
            headers: headers,
            body: body
        )
        let now = Timestamp(microseconds: 1_795_255_200_000_000)
        let answer = ErrorAnswer(response, now: now)
        try require((answer.code?.utf8.count ?? 1) <= 128, "a long code")
        try require(answer.code?.utf8.allSatisfy { (0x21...0x7E).contains($0) } ?? true, "a code that is no word")
        try require((answer.retryAfter ?? .zero) >= .zero, "a pause that is past")
        let credentials = Credentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI", sessionToken: "AQoDYXdzEPT")
        let told = AnswerText(credentials: credentials).message(answer.message ?? text)
        try require(told.utf8.count <= AnswerText.limit, "a message of \(told.utf8.count) bytes")
        try require(!told.contains("wJalrXUtnFEMI") && !told.contains("AQoDYXdzEPT"), "a secret in a message")
        try require(told == told.cleaned(limit: AnswerText.limit), "a message that is not clean")
        _ = headers["Date"].flatMap(Timestamp.init(httpDate:))
        _ = response.requestID
    }
}
