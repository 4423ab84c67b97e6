// SPDX-License-Identifier: Apache-2.0

import Core

/// How the texts of a watch file become values.
///
/// Each rule returns nil for a text that it has rejected.
enum ValueRules {
    /// The most polls a second, a minute or an hour: more than any service allows, so a larger number is a mistake.
    private static let highestRate = 1_000_000.0
    /// The most notices that may be kept: about 50 GB.
    private static let mostNotices = 100_000_000

    /// 1 to 255 printable characters: a watch's name, a profile's.
    static func name(_ value: ConfigText) -> String? {
        if value.text.isEmpty { return value.invalid("is empty") }
        let count = value.text.unicodeScalars.count
        if count > 255 { return value.invalid("has \(count) characters, and at most 255 are allowed") }
        if let odd = value.text.unicodeScalars.first(where: \.isUnsafeInText) {
            return value.invalid("has the control character \(odd.quoted) in it", help: "remove it")
        }
        return value.text
    }

    /// A pattern for names, as long as a name may be.
    static func pattern(_ value: ConfigText) -> NamePattern? {
        if value.text.isEmpty { return value.invalid("is empty", help: "`\"*\"` matches every name") }
        return name(value).map(NamePattern.init)
    }

    /// A text whose own rule comes later.
    static func text(_ value: ConfigText) -> String? {
        value.text.isEmpty ? value.invalid("is empty") : value.text
    }

    /// `true` or `false` and none of YAML 1.1's other words for them.
    static func boolean(_ value: ConfigText) -> Bool? {
        switch value.text {
        case "true": return true
        case "false": return false
        default:
            let meant: String? =
                switch value.text.lowercased() {
                case "yes", "on", "y", "1", "true": "true"
                case "no", "off", "n", "0", "false": "false"
                default: nil
                }
            return value.invalid(
                "must be true or false, not '\(value.shown)'",
                help: meant.map { "did you mean '\($0)'?" }
            )
        }
    }

    /// A duration, as ``DurationText`` reads it.
    private static func duration(_ value: ConfigText) -> Duration? {
        if let duration = DurationText.parse(value.text) { return duration }
        let isNumber = isDigits(value.text)
        return value.invalid(
            "is '\(value.shown)', which is not a duration",
            help: isNumber
                ? "a unit is missing: did you mean '\(value.text)s'?"
                : "whole numbers with units, the longest first: 200ms, 15s, 5m, 6h, 2d, 1h30m"
        )
    }

    /// A duration of at least 1 ms.
    static func pollInterval(_ value: ConfigText) -> Duration? {
        guard let interval = duration(value) else { return nil }
        return interval >= PollPace.shortest ? interval : value.invalid("must be at least 1ms")
    }

    /// A duration above zero.
    static func positiveDuration(_ value: ConfigText) -> Duration? {
        guard let duration = duration(value) else { return nil }
        return duration > .zero ? duration : value.invalid("must be more than zero")
    }

    /// How long the record is kept: a day at least, since what is deleted does not come back.
    static func retention(_ value: ConfigText) -> Duration? {
        guard let duration = positiveDuration(value) else { return nil }
        return duration >= .seconds(86_400) ? duration : value.invalid("must be at least 1d, not '\(value.shown)'")
    }

    /// Requests at once: 1 to 1024.
    static func concurrency(_ value: ConfigText) -> Int? {
        wholeNumber(value, upTo: Limits.maxConcurrency)
    }

    /// Open jobs of a matcher: as many as there may be watches.
    static func jobCount(_ value: ConfigText) -> Int? {
        wholeNumber(value, upTo: WatchList.maxWatches)
    }

    /// `auto` or `never`.
    static func listingUse(_ value: ConfigText) -> ListingUse? {
        if let use = ListingUse(rawValue: value.text) { return use }
        let meant: ListingUse? =
            switch value.text.lowercased() {
            case "auto", "automatic", "always", "yes", "on", "true": .automatic
            case "never", "no", "none", "off", "false": .never
            default: nil
            }
        return value.invalid(
            "must be auto or never, not '\(value.shown)'", help: meant.map { "did you mean '\($0.rawValue)'?" })
    }

    /// 1 to 100,000,000 notices.
    static func noticeCount(_ value: ConfigText) -> Int? {
        wholeNumber(value, upTo: mostNotices)
    }

    private static func wholeNumber(_ value: ConfigText, upTo most: Int) -> Int? {
        guard isDigits(value.text), let number = Int(value.text), (1...most).contains(number) else {
            return value.invalid("must be a whole number from 1 to \(most), not '\(value.shown)'")
        }
        return number
    }

    /// `2/s`, `30/m`, `100/h` or `unlimited`; decimals are allowed.
    static func rate(_ value: ConfigText) -> RateLimit? {
        if value.text == "unlimited" { return .unlimited }
        let help = "polls per second, minute or hour: 2/s, 30/m, 100/h; or unlimited"
        let parts = value.text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let seconds: Double? =
            switch parts.last {
            case "s" where parts.count == 2: 1
            case "m" where parts.count == 2: 60
            case "h" where parts.count == 2: 3_600
            default: nil
            }
        guard let seconds, let number = parts.first.flatMap(signedDecimal) else {
            return value.invalid("is '\(value.shown)', which is not a rate", help: help)
        }
        guard number > 0 else { return value.invalid("must be more than zero", help: help) }
        guard number <= highestRate else {
            return value.invalid("is more than \(Int(highestRate)), the most that is allowed", help: help)
        }
        return .perSecond(number / seconds)
    }

    /// Digits with at most one point between them; a minus sign is understood so that it can be refused by name.
    private static func signedDecimal(_ text: Substring) -> Double? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
        guard digits.utf8.count <= 20, (1...2).contains(parts.count), isPlain else { return nil }
        return Double(text)
    }

    /// 1 to 9 ASCII digits.
    private static func isDigits(_ text: String) -> Bool {
        (1...9).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
    }
}
