// SPDX-License-Identifier: Apache-2.0

import Core

/// How the texts of a watch file become values.
///
/// Each throws what is wrong, in words that follow the key's name.
enum ValueRules {
    /// 1 to 255 characters that can be shown: a watch's name, a profile's.
    static func name(_ text: String) throws(Fault) -> String {
        if text.isEmpty { throw Fault("is empty") }
        let count = text.unicodeScalars.count
        if count > 255 { throw Fault("has \(count) characters, and at most 255 are allowed") }
        if let odd = text.unicodeScalars.first(where: \.isUnsafeInText) {
            throw Fault("has the control character \(odd.quoted) in it", help: "remove it")
        }
        return text
    }

    /// A text whose own rule comes later.
    static func text(_ text: String) throws(Fault) -> String {
        if text.isEmpty { throw Fault("is empty") }
        return text
    }

    /// A kind's name or operation.
    static func kind(_ text: String, _ kinds: KindTable) throws(Fault) -> Kind {
        if let kind = kinds.named(text) { return kind }
        throw Fault(
            "unknown kind '\(shown(text))'",
            help: Suggestion.nearest(to: text, among: kinds.words).map { "did you mean '\($0)'?" }
                ?? "`awaitd kinds` lists them, and `kinds:` declares others",
            isSentence: true
        )
    }

    /// An ARN of any sort.
    static func arn(_ text: String) throws(Fault) -> ARN {
        guard let arn = ARN(text) else {
            let help = "an ARN is arn:aws:SERVICE:REGION:ACCOUNT:TYPE/ID, with an ACCOUNT of 12 digits"
            throw Fault("is not an ARN", help: help)
        }
        return arn
    }

    /// A duration, as ``DurationText`` reads it.
    static func duration(_ text: String) throws(Fault) -> Duration {
        if let duration = DurationText.parse(text) { return duration }
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) } && text.utf8.count <= 9
        throw Fault(
            "is '\(shown(text))', which is not a duration",
            help: isNumber
                ? "a unit is missing: did you mean '\(text)s'?"
                : "whole numbers with units, the longest first: 200ms, 15s, 5m, 6h, 2d, 1h30m"
        )
    }

    /// A duration of at least 1 ms.
    static func pollInterval(_ text: String) throws(Fault) -> Duration {
        let interval = try duration(text)
        guard interval >= PollPace.shortest else { throw Fault("must be at least 1ms") }
        return interval
    }

    /// A duration above zero.
    static func overdueAfter(_ text: String) throws(Fault) -> Duration {
        let duration = try duration(text)
        guard duration > .zero else { throw Fault("must be more than zero") }
        return duration
    }

    /// `true` or `false` and none of YAML 1.1's other words for them.
    static func boolean(_ text: String) throws(Fault) -> Bool {
        switch text {
        case "true": return true
        case "false": return false
        default:
            let meant: String? =
                switch text.lowercased() {
                case "yes", "on", "y", "1", "true": "true"
                case "no", "off", "n", "0", "false": "false"
                default: nil
                }
            throw Fault(
                "must be true or false, not '\(shown(text))'",
                help: meant.map { "did you mean '\($0)'?" }
            )
        }
    }

    /// Polls at once: 1 to 1024.
    static func concurrency(_ text: String) throws(Fault) -> Int {
        let isNumber = text.utf8.count <= 9 && text.utf8.allSatisfy { (48...57).contains($0) }
        let most = Limits.mostConcurrency
        guard isNumber, let number = Int(text), (1...most).contains(number) else {
            throw Fault("must be a whole number from 1 to \(most), not '\(shown(text))'")
        }
        return number
    }

    /// A piece of the file in a message: clean, and not too long.
    static func shown(_ text: String) -> String { text.cleaned(limit: 60) }
}
