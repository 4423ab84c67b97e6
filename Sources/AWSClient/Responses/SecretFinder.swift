// SPDX-License-Identifier: Apache-2.0

import Core

/// Finds what looks like a secret in a text, by what stands beside it or by its own form.
///
/// It takes time in proportion to the text. What it finds besides is in SecretFinder+Forms.swift: user information in URLs,
/// bearer and basic credentials, access key ids, private keys, long words.
struct SecretFinder {
    /// The text.
    let text: DecodedText
    /// The decoded bytes of secrets; ranges may overlap.
    private(set) var ranges: [Range<Int>] = []
    /// Up to where a colon is part of an ARN, of an `s3://` path or of a URL's host, and says nothing about what follows it.
    var colonsEnd = 0
    /// The quotes that are not closed: no quote of that character with so few backslashes and layers follows.
    private var unclosed: Set<Quote> = []

    /// What tells one opening quote from another.
    private struct Quote: Hashable {
        let byte, slashes, layers: UInt8
    }

    /// Finds everything in a text.
    init(_ text: DecodedText) {
        self.text = text
        var words = WordEnds()
        var position = 0
        while position < text.bytes.count {
            let found: Range<Int>? =
                switch text.bytes[position] {
                case UInt8(ascii: ":") where starts(with: "://", at: position):
                    userInformation(at: position, words: &words)
                case UInt8(ascii: "="), UInt8(ascii: ":"): separated(at: position)
                case UInt8(ascii: "<"): element(at: position)
                case UInt8(ascii: ","): pair(at: position)
                case UInt8(ascii: "-"): option(at: position) ?? privateKey(at: position)
                case UInt8(ascii: "b"), UInt8(ascii: "B"): schemeCredentials(at: position)
                case UInt8(ascii: "A"): accessKeyID(at: position)
                default: nil
                }
            shieldColons(at: position)
            guard let found, !found.isEmpty else {
                position += 1
                continue
            }
            ranges.append(found)
            position = max(position + 1, found.upperBound)
        }
        ranges += longWords()
    }

    // MARK: Names

    /// The last letters of ``names``.
    private static let nameEnds = ASCIISet("nderlyt")
    /// What is between the words of a name.
    private static let joints = ASCIISet("_-. +")
    /// What may be between a name and its separator.
    private static let closers = ASCIISet("\"'`])")
    /// What is not taken for the end of an unquoted value.
    static let trailing = ASCIISet(",;.:)]}!?&")
    /// What goes on with a value after a quote, besides letters, digits, `_` and `-`.
    private static let continuing = ASCIISet("+=@#$%^*~")

    /// What a name says about its value.
    private enum Name {
        /// It is secret.
        case secret
        /// It is, unless it reads like a sentence: `Signature expired: it is …`.
        case perhaps
    }

    /// The ends of names with secret values, in words: `AWS_SECRET_ACCESS_KEY`, `secretAccessKey`, `api key`.
    private static let names: [(words: [[UInt8]], name: Name)] = [
        (["token"], Name.secret), (["password"], .secret), (["pass", "word"], .secret), (["passwd"], .secret),
        (["pwd"], .secret), (["passphrase"], .secret), (["pass", "phrase"], .secret), (["secret"], .secret),
        (["secret", "key"], .secret), (["access", "key"], .secret), (["access", "key", "id"], .secret),
        (["api", "key"], .secret), (["private", "key"], .secret), (["account", "key"], .secret),
        (["signature"], .perhaps), (["credential"], .perhaps), (["authorization"], .perhaps),
    ].map { words, name in (words.map { Array($0.utf8) }, name) }

    /// Whether a name is that of a secret, whatever its case and however its words are joined.
    static func isName(_ name: String) -> Bool {
        // Most names end otherwise.
        guard let last = name.utf8.last, last.isASCIIDigit || nameEnds.contains(last | 0x20) else { return false }
        let bytes = Array(name.utf8)
        return Self.name(endingAt: bytes.count - 1, in: bytes) != nil
    }

    /// The name that ends at an index, and where its known words begin; nil if it is not that of a secret.
    ///
    /// A number may follow it: `TOKEN_2`.
    private static func name(endingAt end: Int, in bytes: [UInt8]) -> (name: Name, start: Int)? {
        var end = end
        let last = end
        while end > 0, last - end < 3, (0x30...0x39).contains(bytes[end]) { end -= 1 }
        if end < last, bytes[end] == UInt8(ascii: "_") || bytes[end] == UInt8(ascii: "-"), end > 0 { end -= 1 }
        guard end >= 0, nameEnds.contains(bytes[end] | 0x20) else { return nil }
        for (words, name) in names {
            if let start = start(of: words, endingAt: end, in: bytes) { return (name, start) }
        }
        return nil
    }

    private static func start(of words: [[UInt8]], endingAt end: Int, in bytes: [UInt8]) -> Int? {
        var index = end
        for (count, word) in words.reversed().enumerated() {
            if count > 0 {
                var joints = 0
                while index >= 0, joints < 2, isJoint(bytes[index]) { (index, joints) = (index - 1, joints + 1) }
            }
            for byte in word.reversed() {
                guard index >= 0, bytes[index] | 0x20 == byte else { return nil }
                index -= 1
            }
        }
        return index + 1
    }

    private static func isJoint(_ byte: UInt8) -> Bool { joints.contains(byte) }

    // MARK: Names and values

    /// The value after the `=` or `:` at an index, if the name of a secret is before it.
    private mutating func separated(at index: Int) -> Range<Int>? {
        let bytes = text.bytes
        let isColon = bytes[index] == UInt8(ascii: ":")
        if isColon, index < colonsEnd { return nil }
        guard let end = nameEnd(before: index), let (name, nameStart) = Self.name(endingAt: end, in: bytes) else {
            return nil
        }
        var start = index + 1
        // `:=`, `=>`, `==`.
        while start < bytes.count, start - index < 3, "=:>".utf8.contains(bytes[start]) { start += 1 }
        let afterSeparator = start
        start = skippingBlanks(from: start)
        if isColon, start > afterSeparator, isProse(at: start, name, nameStart) { return nil }
        return value(at: start, layers: text.layers(at: index))
    }

    /// The index of a name's last character before a separator: blanks, and a closing quote or bracket, may be between.
    private func nameEnd(before index: Int) -> Int? {
        var end = index - 1
        func skipBlanks() {
            let limit = end - 32
            while end >= 0, end > limit, isBlank(text.bytes[end]) || text.bytes[end] == UInt8(ascii: "+") { end -= 1 }
        }
        skipBlanks()
        var closers = 0
        while end >= 0, closers < 2, Self.closers.contains(text.bytes[end]) { (end, closers) = (end - 1, closers + 1) }
        if closers > 0 { skipBlanks() }
        return end >= 0 ? end : nil
    }

    /// `--password VALUE`.
    private mutating func option(at index: Int) -> Range<Int>? {
        let bytes = text.bytes
        guard starts(with: "--", at: index), index == 0 || !isWordByte(bytes[index - 1]) else { return nil }
        var end = index + 2
        while end < bytes.count, end - index < 66, isWordByte(bytes[end]) { end += 1 }
        guard end < bytes.count, isBlank(bytes[end]), Self.name(endingAt: end - 1, in: bytes) != nil else { return nil }
        let start = skippingBlanks(from: end)
        guard start < bytes.count, bytes[start] != UInt8(ascii: "-"), !Self.prose.contains(lowerWord(at: start)) else {
            return nil
        }
        return value(at: start, layers: text.layers(at: end))
    }

    /// `<Password>VALUE</Password>`, in XML.
    private func element(at index: Int) -> Range<Int>? {
        let bytes = text.bytes
        var end = index + 1
        let nameLimit = min(bytes.count, index + 128)
        while end < nameLimit, isWordByte(bytes[end]) || ":.".utf8.contains(bytes[end]) { end += 1 }
        guard end > index + 1, Self.name(endingAt: end - 1, in: bytes) != nil else { return nil }
        let limit = min(bytes.count, end + 512)
        while end < limit, !"<>".utf8.contains(bytes[end]) { end += 1 }
        guard end < limit, bytes[end] == UInt8(ascii: ">"), bytes[end - 1] != UInt8(ascii: "/") else { return nil }
        var start = end + 1
        let section = "<![CDATA["
        if starts(with: section, at: start) {
            start += section.utf8.count
            end = start
            while end < bytes.count, !starts(with: "]]>", at: end) { end += 1 }
        } else {
            end = start
            let layers = text.layers(at: index)
            while end < bytes.count, bytes[end] != UInt8(ascii: "<") || text.layers(at: end) > layers { end += 1 }
        }
        while start < end, bytes[start] <= 0x20 { start += 1 }
        while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
        return start..<end
    }

    /// `"name": "PASSWORD", "value": "VALUE"`, at the comma.
    private mutating func pair(at index: Int) -> Range<Int>? {
        guard let end = nameEnd(before: index), end < index - 1, Self.name(endingAt: end, in: text.bytes) != nil else {
            return nil
        }
        var start = skippingBlanks(from: index + 1)
        guard start < text.bytes.count, isQuote(text.bytes[start]) else { return nil }
        start += 1
        guard lowerWord(at: start) == "value" else { return nil }
        start += "value".utf8.count
        guard start < text.bytes.count, isQuote(text.bytes[start]) else { return nil }
        start = skippingBlanks(from: start + 1)
        guard start < text.bytes.count, text.bytes[start] == UInt8(ascii: ":") else { return nil }
        return value(at: skippingBlanks(from: start + 1), layers: text.layers(at: start))
    }

    // MARK: Values

    /// The value that begins at an index, after a separator in so many layers; nil for none, and for what is no secret.
    mutating func value(at start: Int, layers: UInt8) -> Range<Int>? {
        let bytes = text.bytes
        var start = start
        var brackets = 0
        while start < bytes.count, brackets < 3, "[(".utf8.contains(bytes[start]) {
            (start, brackets) = (skippingBlanks(from: start + 1), brackets + 1)
        }
        guard start < bytes.count, bytes[start] != UInt8(ascii: "{") else { return nil }
        while start < bytes.count, bytes[start] == UInt8(ascii: "\\") { start += 1 }
        guard start < bytes.count else { return nil }
        if isQuote(bytes[start]) { return quoted(at: start, layers: layers) }
        if starts(with: "arn:", at: start) { return nil }
        let word = lowerWord(at: start)
        if Self.nothing.contains(word) { return nil }
        if Self.schemes.contains(word) {
            let next = skippingBlanks(from: start + word.utf8.count)
            if next > start + word.utf8.count, next < bytes.count { start = next }
            if isQuote(bytes[start]) { return quoted(at: start, layers: layers) }
        }
        var end = start
        while end < bytes.count, !endsValue(at: end, layers: layers) { end += 1 }
        while end > start, Self.trailing.contains(bytes[end - 1]) { end -= 1 }
        return start..<end
    }

    /// What is between two quotes; up to the end of the line if there is only one.
    private mutating func quoted(at open: Int, layers: UInt8) -> Range<Int>? {
        let bytes = text.bytes
        let quote = Quote(
            byte: bytes[open], slashes: text.slashes(at: open), layers: max(layers, text.layers(at: open)))
        if starts(with: "arn:", at: open + 1) { return nil }
        if !unclosed.contains(quote) {
            var end = open + 1
            while end < bytes.count {
                let closes =
                    bytes[end] == quote.byte && text.slashes(at: end) <= quote.slashes
                    && text.layers(at: end) <= quote.layers && !continuesValue(at: end + 1)
                if closes { return open + 1..<end }
                end += 1
            }
            unclosed.insert(quote)
        }
        let isEnd = { [text] (index: Int) in bytes[index] == 0x0A && text.layers(at: index) <= quote.layers }
        let end = bytes[open...].indices.first(where: isEnd) ?? bytes.count
        return open + 1..<end
    }

    /// Whether an unquoted value ends before an index.
    func endsValue(at index: Int, layers: UInt8) -> Bool {
        let byte = text.bytes[index]
        guard text.layers(at: index) <= layers else { return false }
        switch byte {
        case 0...0x20: return true
        case _ where isQuote(byte): return !continuesValue(at: index + 1)
        case UInt8(ascii: "&"): return startsParameter(at: index + 1)
        case UInt8(ascii: "<"):
            guard index + 1 < text.bytes.count else { return true }
            let next = text.bytes[index + 1]
            return next == UInt8(ascii: "/") || next == UInt8(ascii: "!") || isLetter(next)
        default: return false
        }
    }

    /// Whether what follows a quote makes it a part of the value: `it's`.
    private func continuesValue(at index: Int) -> Bool {
        guard index < text.bytes.count else { return false }
        return isWordByte(text.bytes[index]) || Self.continuing.contains(text.bytes[index])
    }

    /// Whether another `name=` of a query begins here.
    private func startsParameter(at start: Int) -> Bool {
        var index = start
        while index < text.bytes.count, index - start < 64, isWordByte(text.bytes[index]) || text.bytes[index] == 0x2E {
            index += 1
        }
        return index > start && index < text.bytes.count && text.bytes[index] == UInt8(ascii: "=")
    }

    /// Words that name a way to authenticate, before the secret itself.
    private static let schemes: Set<String> = ["bearer", "basic", "token", "negotiate", "digest", "apikey"]
    /// What stands for no value.
    private static let nothing: Set<String> = ["null", "nil", "none", "true", "false", "undefined"]
    /// What goes on after the name of an option in a sentence about it.
    private static let prose: Set<String> = [
        "is", "are", "was", "and", "or", "to", "not", "must", "has", "cannot", "can", "needs", "requires", "with",
        "for",
        "option", "flag", "in", "on", "if", "when", "as", "from", "should", "may",
    ]
    /// What is before a name in a sentence about what is wrong with its value.
    private static let complaints: Set<String> = [
        "invalid", "expired", "missing", "unknown", "malformed", "wrong", "bad", "incorrect", "unexpected",
    ]

    /// Whether what follows a name and `: ` is the rest of a sentence, as in `invalid signature: expired`.
    private func isProse(at start: Int, _ name: Name, _ nameStart: Int) -> Bool {
        guard isOrdinaryWord(at: start), !Self.schemes.contains(lowerWord(at: start)) else { return false }
        switch name {
        case .perhaps: return true
        case .secret:
            var end = nameStart
            while end > 0, isBlank(text.bytes[end - 1]) { end -= 1 }
            var first = end
            while first > 0, end - first < 12, isLetter(text.bytes[first - 1]) { first -= 1 }
            return Self.complaints.contains(lowered(first..<end))
        }
    }

    // MARK: Characters

    /// Whether a word of at most 15 letters, all but the first of them small, begins here and ends as a word does.
    func isOrdinaryWord(at start: Int) -> Bool {
        var end = start
        while end < text.bytes.count, end - start < 16, isLetter(text.bytes[end]) {
            guard end == start || text.bytes[end] & 0x20 != 0 else { return false }
            end += 1
        }
        guard end > start, end - start < 16 else { return false }
        return end == text.bytes.count || text.bytes[end] <= 0x20 || ",.;:!?)".utf8.contains(text.bytes[end])
    }

    /// The word of at most 16 letters that begins at an index, in lower case; empty if it is longer or there is none.
    func lowerWord(at start: Int) -> String {
        var end = start
        while end < text.bytes.count, end - start <= 16, isWordByte(text.bytes[end]) { end += 1 }
        return end - start <= 16 ? lowered(start..<end) : ""
    }

    private func lowered(_ range: Range<Int>) -> String {
        String(decoding: text.bytes[range].map { isLetter($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// The index after blanks, and after one line's end; those that a string of JSON has as `\n` and `\t` count.
    func skippingBlanks(from start: Int) -> Int {
        var index = start
        var lines = 0
        while index < text.bytes.count, index - start < 64 {
            var end = index
            while end < text.bytes.count, end - index < 4, text.bytes[end] == UInt8(ascii: "\\") { end += 1 }
            guard end < text.bytes.count else { break }
            let byte = text.bytes[end]
            let isEscaped = end > index
            let isLineEnd = isEscaped ? byte == UInt8(ascii: "n") : byte == 0x0A
            let isOther =
                isEscaped ? byte == UInt8(ascii: "t") || byte == UInt8(ascii: "r") : isBlank(byte) || byte == 0x0D
            if isLineEnd { lines += 1 }
            guard isOther || isLineEnd && lines < 2 else { break }
            index = end + 1
        }
        return index
    }

    /// Whether ASCII text begins at an index.
    func starts(with word: String, at index: Int) -> Bool {
        var position = index
        // By hand, since the first byte nearly always decides: a generic comparison takes longer to begin.
        for byte in word.utf8 {
            guard position < text.bytes.count, text.bytes[position] == byte else { return false }
            position += 1
        }
        return true
    }

    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 || byte == 0x60 }

    func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    /// Whether a byte is a letter, a digit, `_` or `-`.
    func isWordByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || (0x30...0x39).contains(byte) || byte == 0x5F || byte == 0x2D
    }
}
