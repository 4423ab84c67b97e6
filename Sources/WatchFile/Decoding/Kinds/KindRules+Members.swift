// SPDX-License-Identifier: Apache-2.0

import Core

/// What an entry of `kinds` says of members, of requests and of responses.
extension KindRules {
    /// The most parts of an id.
    static let mostIDParts = 4
    /// The most paths under one key.
    static let mostPaths = 64
    /// The most members that have reasons.
    static let mostReasons = 16
    /// The most error codes under one key.
    static let mostCodes = 16
    /// The most regions: more than AWS has.
    static let mostRegions = 128
    private static let deepest = 8
    private static let longestID = 2_048
    private static let largestPage = 100_000

    // MARK: Requests

    /// GET or POST.
    static func method(_ value: ConfigText) -> Kind.Request.Method? {
        Kind.Request.Method(rawValue: value.text)
            ?? value.invalid(
                sentence: "'\(value.shown)' is not a method that awaitd uses",
                help: Kind.Request.Method(rawValue: value.text.uppercased()).map { "did you mean '\($0.rawValue)'?" }
                    ?? "valid values: GET, POST"
            )
    }

    /// Reports a POST that could do more than read.
    static func checkPost(
        _ path: String, of service: String, at location: SourceLocation, _ diagnostics: DiagnosticCollector
    ) {
        guard !ReadingPosts.allows(path, of: service) else { return }
        diagnostics.error(
            "'method' is POST, which may do more than read at this path of \(service.shownInMessage)",
            at: location,
            help:
                "write the path as AWS's documentation has it; awaitd sends a POST only where it knows an operation that reads"
        )
    }

    /// A member of a request.
    static func requestMember(_ value: ConfigText) -> String? {
        isMember(value.text)
            ? value.text
            : value.invalid(
                sentence: "'\(value.shown)' is not a member of a request",
                help: "a member's name, as AWS's documentation of the operation has it: MaxResults"
            )
    }

    /// One member, or several joined with `/`; `[]` after one means that it is sent as a list.
    static func idParts(_ value: ConfigText) -> [IDRule.Part]? {
        let members = value.text.split(separator: "/", omittingEmptySubsequences: false).map { piece in
            piece.hasSuffix("[]") ? (piece.dropLast(2), IDRule.Part.Shape.list) : (piece, .string)
        }
        let isRight = members.count <= mostIDParts && members.allSatisfy { isMember($0.0) }
        guard isRight, Set(members.map(\.0)).count == members.count else {
            return value.invalid(
                sentence: "'\(value.shown)' is not a member of a request",
                help: "the member that names the resource: RunId; several joined with '/': JobName/RunId"
            )
        }
        return members.map { IDRule.Part(String($0.0), .anything, shape: $0.1) }
    }

    /// How a part of an id is sent.
    static func shape(_ value: ConfigText) -> IDRule.Part.Shape? {
        let valid = IDRule.Part.Shape.allCases.map(\.rawValue)
        return IDRule.Part.Shape(rawValue: value.text)
            ?? value.invalid(
                "is '\(value.shown)', and awaitd sends ids otherwise",
                help: Suggestion.nearest(to: value.text, among: valid).map { "did you mean '\($0)'?" }
                    ?? "valid values: \(valid.joined(separator: ", "))"
            )
    }

    /// How long an id is: `12`, `1-64`.
    static func length(_ value: ConfigText) -> ClosedRange<Int>? {
        let numbers = value.text.split(separator: "-", omittingEmptySubsequences: false).map { text in
            (1...4).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
        }
        guard let least = numbers.first ?? nil, let most = numbers.last ?? nil, numbers.count <= 2,
            1 <= least, least <= most, most <= longestID
        else {
            return value.invalid(
                "is '\(value.shown)', which is not a length",
                help: "a number of characters, or a range of them, from 1 to \(longestID): 12, 1-64"
            )
        }
        return least...most
    }

    /// The letters of an id.
    static func letters(_ value: ConfigText) -> IDForm.Letters? {
        switch value.text {
        case "any": .any
        case "lower-case": .lowerCase
        case "none": IDForm.Letters.none
        default: value.invalid("is '\(value.shown)'", help: "valid values: any, lower-case, none")
        }
    }

    /// The characters of an id that are neither letters nor digits.
    static func otherCharacters(_ value: ConfigText) -> String? {
        let isPlain = value.text.utf8.allSatisfy { (0x20...0x7E).contains($0) && !$0.isASCIILetterOrDigit }
        guard isPlain, Set(value.text.utf8).count == value.text.utf8.count else {
            return value.invalid("must be ASCII characters other than letters and digits, each once")
        }
        return value.text
    }

    /// The size of a page.
    static func pageSize(_ value: ConfigText) -> Int? {
        guard value.text.utf8.count <= 6, let number = Int(value.text), (1...largestPage).contains(number) else {
            return value.invalid("must be a whole number from 1 to \(largestPage), not '\(value.shown)'")
        }
        return number
    }

    /// `itself` or `any`.
    static func policy(_ value: ConfigText, help: String) -> Kind.Authorization? {
        switch value.text {
        case "itself": .itself
        case "any": .anything
        default: value.invalid("is '\(value.shown)', which names no resource", help: help)
        }
    }

    // MARK: Responses

    /// Where a response has something that is told: members joined with dots, `[0]` for the first of a list.
    static func responsePath(_ value: ConfigText) -> String? {
        anyPath(value).flatMap { told($0, value) }
    }

    /// The like, in which `[]` stands for each element of a list.
    static func listedPath(_ value: ConfigText) -> String? {
        path(value, suffixes: ["[0]", "[]"]).flatMap { told($0, value) }
    }

    /// Where a response has something that need not be told.
    static func anyPath(_ value: ConfigText) -> String? {
        path(value, suffixes: ["[0]"])
    }

    private static func path(_ value: ConfigText, suffixes: [String]) -> String? {
        let pieces = value.text.split(separator: ".", omittingEmptySubsequences: false)
        let isRight = pieces.allSatisfy { piece in
            isMember(piece.dropLast(suffixes.first(where: piece.hasSuffix)?.count ?? 0))
        }
        guard isRight, pieces.count <= deepest else {
            return value.invalid(
                sentence: "'\(value.shown)' is not a member of a response",
                help: "a member's name, or several joined with dots: job.status; [0] is a list's first: jobs[0].status"
            )
        }
        return value.text
    }

    private static func told(_ path: String, _ value: ConfigText) -> String? {
        guard SecretNames.isMember(path) else { return path }
        return value.invalid(
            "is '\(value.shown)', which is a secret by its name",
            help: "what a kind reads is reported and recorded: name another member"
        )
    }

    /// An error code of a service.
    static func errorCode(_ value: ConfigText) -> String? {
        let isPlain = value.text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "._:-".utf8.contains($0) }
        guard isPlain, (1...128).contains(value.text.utf8.count) else {
            return value.invalid(
                sentence: "'\(value.shown)' is not an error code",
                help: "it is the name of one of the operation's errors: ExecutionDoesNotExist"
            )
        }
        return value.text
    }
}
