// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import WatchFile

/// A parser of outside input.
enum FuzzTarget: String, CaseIterable {
    /// JSON.
    case json
    /// XML.
    case xml
    /// JSON responses of each kind.
    case response
    /// Error responses: headers and body.
    case error
    /// The shared config file: its syntax, and its endpoints.
    case config
    /// The watch file.
    case watches
    /// URLs, proxies and their exceptions.
    case address
    /// Times, durations and ARNs.
    case text
    /// Messages on the control socket.
    case varlink
    /// Notices: their fields, as they are told, recorded and read back.
    case notice
    /// The environment files of started units.
    case environment

    /// How much processor time one input may take, in a debug build.
    var timeLimit: Duration {
        switch self {
        // A list with many mistakes is reported line by line.
        case .watches: .seconds(8)
        // A quarter of a megabyte through the redactor, which takes 10 µs a byte without optimization.
        case .text: .seconds(6)
        case .json, .xml, .response, .error, .config, .address, .varlink, .notice, .environment: .seconds(2)
        }
    }

    /// Parses an input and checks the bounds of the result.
    func run(_ input: [UInt8], choice: UInt64, kind: Kind?) throws(Finding) {
        switch self {
        case .json: try Self.readJSON(input)
        case .xml: try Self.readXML(input)
        case .response:
            let kinds = Kind.all + Array(repeating: Self.listedKind, count: Kind.all.count / 4)
            try Self.readResponse(input, kind: kind ?? kinds[Int(choice % UInt64(kinds.count))])
        case .error: try Self.readError(input, choice: choice)
        case .config: try Self.readConfig(input)
        case .watches: try Self.readWatches(input)
        case .address: try Self.readAddress(input)
        case .text: try Self.readText(input)
        case .varlink: try Self.readCall(input)
        case .notice: try Self.readNotice(input)
        case .environment: try Self.readEnvironment(input)
        }
    }

    static func require(_ condition: Bool, _ message: @autoclosure () -> String) throws(Finding) {
        guard condition else { throw Finding(message: message()) }
    }

    private static func readResponse(_ input: [UInt8], kind: Kind) throws(Finding) {
        guard let observation = try? ResponseReader(kind).observation(of: HTTPResponse(status: 200, body: input)) else {
            return
        }
        try require((1...128).contains(observation.status.utf8.count), "a status of \(observation.status.utf8.count)")
        try require(
            !observation.status.unicodeScalars.contains(where: \.isUnsafeInText), "a status with unsafe characters")
        try require((observation.reason?.utf8.count ?? 0) <= 4_000, "a long reason")
        try require(observation.details.count <= DetailReader.countLimit, "\(observation.details.count) details")
        try require(Set(observation.details.map(\.key)).count == observation.details.count, "a detail twice")
        for detail in observation.details {
            try require((1...DetailReader.keyLimit).contains(detail.key.utf8.count), "the key \(detail.key)")
            try require(detail.value.utf8.count <= DetailReader.valueLimit, "a value of \(detail.value.utf8.count)")
        }
    }

    /// Reads an error response: lines up to an empty one are headers, the rest is the body.
    private static func readError(_ input: [UInt8], choice: UInt64) throws(Finding) {
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
        let error = ErrorResponse(response, now: now)
        try require((error.code?.utf8.count ?? 1) <= 128, "a long code")
        try require(error.code?.utf8.allSatisfy { (0x21...0x7E).contains($0) } ?? true, "a code with unsafe characters")
        try require((error.retryAfter ?? .zero) >= .zero, "a negative time to wait")
        let credentials = Credentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI", sessionToken: "AQoDYXdzEPT")
        let message = MessageRedactor(credentials: credentials).message(error.message ?? text)
        try require(message.utf8.count <= MessageRedactor.limit, "a message of \(message.utf8.count) bytes")
        try require(!message.contains("wJalrXUtnFEMI") && !message.contains("AQoDYXdzEPT"), "a secret in a message")
        try require(message == message.cleaned(limit: MessageRedactor.limit), "a message that is not cleaned")
        _ = headers["Date"].flatMap(Timestamp.init(httpDate:))
        _ = response.requestID
    }

    /// Reads a URL, a proxy's URL and a list of exceptions.
    private static func readAddress(_ input: [UInt8]) throws(Finding) {
        let lines = String(decoding: input, as: UTF8.self).split(separator: "\n", maxSplits: 2)
        let address = lines.first.map(String.init) ?? ""
        let endpoint = try? Endpoint(address)
        if let endpoint {
            try require(
                endpoint.hostHeader.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "a host with unsafe characters")
            try require(!endpoint.origin.contains("@"), "a user name in \(endpoint.origin)")
            let again = try? Endpoint(endpoint.description)
            try require(again == endpoint, "\(endpoint) is read as \(again?.description ?? "nothing")")
        }
        guard lines.count > 1, let target = endpoint ?? (try? Endpoint("https://bedrock.us-east-1.amazonaws.com"))
        else { return }
        var environment = ["HTTPS_PROXY": String(lines[1]), "HTTP_PROXY": String(lines[1])]
        environment["NO_PROXY"] = lines.count > 2 ? String(lines[2]) : nil
        let settings = ProxySettings(environment: environment)
        guard let proxy = try? settings.proxy(to: target) else { return }
        try require((1...65_535).contains(proxy.port), "the port \(proxy.port)")
        try require(!target.host.isLoopbackHost, "a proxy to this machine")
        if let password = proxy.user?.password, password.utf8.count > 8 {
            try require(!settings.faults.joined().contains(password), "a password in a fault")
        }
    }

    /// Reads times, durations and ARNs, and writes them back.
    private static func readText(_ input: [UInt8]) throws(Finding) {
        let text = String(decoding: input, as: UTF8.self)
        if let time = Timestamp(rfc3339: text) {
            try require(Timestamp(rfc3339: time.rfc3339) != nil, "\(time.rfc3339) is not read again")
        }
        if let time = Timestamp(httpDate: text) {
            try require(Timestamp(rfc3339: time.rfc3339) == time, "\(time.rfc3339) is another time")
        }
        if let duration = DurationText.parse(text) {
            try require(duration >= .zero, "a negative duration")
            try require(DurationText.parse(DurationText.config(duration)) == duration, "\(duration) is read as another")
            try require(!DurationText.spoken(duration).isEmpty, "a duration without words")
        }
        for value in [JSONValue.string(text), .number(Double(text) ?? 0)] {
            _ = ResponseTime.timestamp(value)?.rfc3339
            _ = ResponseTime.text(member: "CreatedAt", value: value)
        }
        if let arn = ARN(text) {
            try require(arn.text == text, "an ARN that changed")
            _ = Kind.matching(arn)?.kind.id(in: arn)
        }
        let redacted = Redaction.redacted(text)
        try require(Redaction.redacted(redacted) == redacted, "a text that changes when it is redacted again")
        _ = text.cleaned(limit: 100)
        _ = text.upperSnake
    }

    /// Reads a shared config file, and resolves an endpoint by it.
    private static func readConfig(_ input: [UInt8]) throws(Finding) {
        if let file = try? INIFile(input) {
            for (section, keys) in file.sections {
                try require(keys.keys.allSatisfy { $0 == $0.lowercased() && !$0.isEmpty }, "a key of [\(section)]")
            }
        }
        let environment = ["AWS_CONFIG_FILE": "/config", "AWS_PROFILE": "prod"]
        let resolver = EndpointResolver(environment: environment, fileSystem: OneFile(bytes: input))
        guard let endpoint = try? resolver.endpoint(of: .sts, region: "us-east-1") else { return }
        try require(endpoint.isSecure || endpoint.host.isLoopbackHost, "plain http to \(endpoint)")
    }

    /// Reads a watch file.
    private static func readWatches(_ input: [UInt8]) throws(Finding) {
        let loader = WatchListLoader(fallback: RegionFallback { _ in "us-east-1" })
        let result = Result { () throws(WatchListError) in try loader.parse(input, file: "w.yaml") }
        switch result {
        case .success(let loaded):
            for watch in loaded.list.watches {
                try require((1...255).contains(watch.name.unicodeScalars.count), "a name of \(watch.name.count)")
                try require(watch.kind.problem(inID: watch.resourceID) == nil, "a bad id was accepted")
                try require(watch.poll.initial <= watch.poll.max, "a pace that gets faster")
            }
            try require(Set(loaded.list.watches.map(\.name)).count == loaded.list.watches.count, "a name twice")
        case .failure(let error):
            try require(!error.report.diagnostics.isEmpty, "rejected without a diagnostic")
            let text = error.report.rendered()
            try require(
                !text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "a diagnostic with control characters")
        }
    }
}

/// A file system with the same file at every path.
private struct OneFile: FileSystem {
    let bytes: [UInt8]

    func fingerprint(_ path: String) -> FileFingerprint? {
        FileFingerprint(modified: 0, size: Int64(bytes.count), inode: 1)
    }

    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        guard bytes.count <= limit else { throw .unusable("is too large") }
        return bytes
    }
}
