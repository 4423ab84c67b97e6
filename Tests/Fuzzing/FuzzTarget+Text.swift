// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core

extension FuzzTarget {
    /// Reads a URL, and a proxy's and the list of those who need none.
    static func readAddress(_ input: [UInt8]) throws(Finding) {
        let lines = String(decoding: input, as: UTF8.self).split(separator: "\n", maxSplits: 2)
        let address = lines.first.map(String.init) ?? ""
        let endpoint = try? Endpoint(address)
        if let endpoint {
            try require(endpoint.hostHeader.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "a host of odd characters")
            try require(!endpoint.origin.contains("@"), "a user name in \(endpoint.origin)")
            let again = try? Endpoint(endpoint.description)
            try require(again == endpoint, "\(endpoint) is read as \(again?.description ?? "nothing")")
        }
        guard lines.count > 1, let target = endpoint ?? (try? Endpoint("https://bedrock.us-east-1.amazonaws.com"))
        else {
            return
        }
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

    /// Reads times, durations and ARNs, and writes them again.
    static func readText(_ input: [UInt8]) throws(Finding) {
        let text = String(decoding: input, as: UTF8.self)
        if let time = Timestamp(rfc3339: text) {
            try require(Timestamp(rfc3339: time.rfc3339) != nil, "\(time.rfc3339) is not read again")
        }
        if let time = Timestamp(httpDate: text) {
            try require(Timestamp(rfc3339: time.rfc3339) == time, "\(time.rfc3339) is another time")
        }
        if let duration = DurationText.parse(text) {
            try require(duration >= .zero, "a duration below zero")
            try require(DurationText.parse(DurationText.config(duration)) == duration, "\(duration) is read as another")
            try require(!DurationText.spoken(duration).isEmpty, "a duration without words")
        }
        for value in [JSONValue.string(text), .number(Double(text) ?? 0)] {
            _ = AnswerTime.timestamp(value)?.rfc3339
            _ = AnswerTime.text(member: "CreatedAt", value: value)
        }
        if let arn = ARN(text) {
            try require(arn.text == text, "an ARN that changed")
            _ = Kind.matching(arn)?.kind.id(in: arn)
        }
        let told = Redaction.redacted(text)
        try require(Redaction.redacted(told) == told, "a text that is redacted twice")
        _ = text.cleaned(limit: 100)
        _ = text.upperSnake
    }
}
