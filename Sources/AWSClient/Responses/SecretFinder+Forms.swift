// SPDX-License-Identifier: Apache-2.0

/// Secrets that show by their own form, whatever stands beside them.
extension SecretFinder {
    // MARK: Addresses

    /// Notes how far an ARN, an `s3://` path or a URL's host reaches that begins at an index.
    mutating func shieldColons(at index: Int) {
        guard index >= colonsEnd else { return }
        switch text.bytes[index] {
        case UInt8(ascii: "a") where starts(with: "arn:aws", at: index): colonsEnd = wordEnd(from: index)
        case UInt8(ascii: "s") where starts(with: "s3://", at: index): colonsEnd = wordEnd(from: index)
        case UInt8(ascii: ":") where starts(with: "://", at: index): colonsEnd = authorityEnd(from: index + 3)
        default: break
        }
    }

    /// The user information of a URL: what is before the last `@` of its authority (RFC 3986 section 3.2).
    ///
    /// A raw slash in a password is not allowed in a URL, and occurs; what has a colon before its first slash, or no dot in
    /// a URL of HTTP, and an `@` later, is taken for one.
    func userInformation(at index: Int, words: inout WordEnds) -> Range<Int>? {
        guard index >= colonsEnd else { return nil }
        let layers = text.layers(at: index)
        let start = index + 3
        let end = authorityEnd(from: start)
        if let at = lastAt(in: start..<end, layers: layers) { return start..<at }
        guard end < text.bytes.count, text.bytes[end] == UInt8(ascii: "/"), end > start,
            let at = words.lastAt(after: end, in: self, layers: layers)
        else { return nil }
        let authority = text.bytes[start..<end]
        let isHTTP =
            index >= 5 && (starts(with: "http", at: index - 4) || starts(with: "https", at: index - 5))
            || index == 4 && starts(with: "http", at: 0)
        let isOdd = authority.contains(UInt8(ascii: ":")) || isHTTP && !authority.contains(UInt8(ascii: "."))
        return isOdd ? start..<at : nil
    }

    private func lastAt(in range: Range<Int>, layers: UInt8) -> Int? {
        text.bytes[range].indices.last { text.bytes[$0] == UInt8(ascii: "@") && text.layers(at: $0) <= layers }
    }

    private func authorityEnd(from start: Int) -> Int {
        let layers = start > 0 && start <= text.bytes.count ? text.layers(at: start - 1) : 0
        var end = start
        while end < text.bytes.count, !isWordEnd(at: end, layers: layers) {
            if "/?#".utf8.contains(text.bytes[end]), text.layers(at: end) <= layers { break }
            end += 1
        }
        return end
    }

    /// The end of each word that has been looked at, so that a word with many URLs is passed once.
    struct WordEnds {
        private var known: [UInt8: (end: Int, at: Int?)] = [:]

        /// The last `@` in so many layers or fewer in the rest of a word.
        mutating func lastAt(after start: Int, in finder: SecretFinder, layers: UInt8) -> Int? {
            if start >= known[layers]?.end ?? 0 {
                let end = finder.wordEnd(from: start, layers: layers)
                known[layers] = (end, finder.lastAt(in: start..<end, layers: layers))
            }
            return known[layers]?.at.flatMap { $0 > start ? $0 : nil }
        }
    }

    /// Where a word ends that has an index in it, by what is in so many layers of encoding at most.
    func wordEnd(from start: Int, layers: UInt8 = .max) -> Int {
        var end = start
        while end < text.bytes.count, !isWordEnd(at: end, layers: layers) { end += 1 }
        return end
    }

    private static let wordEnds = ASCIISet("\"'`<>")

    private func isWordEnd(at index: Int, layers: UInt8) -> Bool {
        (text.bytes[index] <= 0x20 || Self.wordEnds.contains(text.bytes[index])) && text.layers(at: index) <= layers
            && !isOfMark(at: index)
    }

    /// Whether an angle bracket is that of a mark, which ends no word any more than the secret did that it stands for:
    /// what is redacted twice is as it was after the first time.
    private func isOfMark(at index: Int) -> Bool {
        switch text.bytes[index] {
        case UInt8(ascii: "<"): starts(with: Redaction.mark, at: index)
        case UInt8(ascii: ">"): starts(with: Redaction.mark, at: max(0, index + 1 - Redaction.mark.utf8.count))
        default: false
        }
    }

    // MARK: Credentials

    /// `Bearer VALUE`, `basic: VALUE`.
    mutating func schemeCredentials(at index: Int) -> Range<Int>? {
        let bytes = text.bytes
        guard index + 5 < bytes.count, "ea".utf8.contains(bytes[index + 1] | 0x20) else { return nil }
        if index > 0, isWordByte(bytes[index - 1]) { return nil }
        let word = lowerWord(at: index)
        guard word == "bearer" || word == "basic" else { return nil }
        let end = index + word.utf8.count
        var start = end
        let limit = min(bytes.count, end + 8)
        while start < limit, isBlank(bytes[start]) || "=:+\"'".utf8.contains(bytes[start]) { start += 1 }
        guard start > end, start < bytes.count, !isOrdinaryWord(at: start) else { return nil }
        let layers = text.layers(at: end)
        var last = start
        while last < bytes.count, !endsValue(at: last, layers: layers) { last += 1 }
        while last > start, Self.trailing.contains(bytes[last - 1]) { last -= 1 }
        guard word == "basic" else { return start..<last }
        // "Basic" is an ordinary word, too; what follows it as a secret is the Base64 of `user:password`.
        let isBase64 = bytes[start..<last].allSatisfy { isWordByte($0) || "+/=".utf8.contains($0) }
        return last - start >= 16 || last - start >= 6 && isBase64 ? start..<last : nil
    }

    /// An access key's id: `AKIA` or `ASIA` and sixteen capitals and digits.
    func accessKeyID(at index: Int) -> Range<Int>? {
        guard starts(with: "AKIA", at: index) || starts(with: "ASIA", at: index), index + 20 <= text.bytes.count else {
            return nil
        }
        let id = text.bytes[index..<index + 20]
        let isID = id.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
        return isID ? index..<index + 20 : nil
    }

    /// A private key as PEM has it (RFC 7468); up to the text's end if it was cut.
    func privateKey(at index: Int) -> Range<Int>? {
        let begin = "-----BEGIN "
        guard starts(with: "-----BEGIN ", at: index) else { return nil }
        var start = index + begin.utf8.count
        let limit = min(text.bytes.count, start + 64)
        while start < limit, text.bytes[start] != UInt8(ascii: "-") { start += 1 }
        guard start > index + 11, Self.isName(String(decoding: text.bytes[index + 11..<start], as: UTF8.self)),
            starts(with: "-----", at: start)
        else { return nil }
        var end = start + 5
        while end < text.bytes.count, !starts(with: "-----END", at: end) { end += 1 }
        return start + 5..<end
    }

    // MARK: Long words

    /// The shortest word that is taken for a secret by its characters.
    private static let longWord = 40

    /// Words of 40 or more of Base64's characters with capitals, small letters and digits, and tokens of the form of JSON Web
    /// Tokens (RFC 7519), that are no part of an ARN, a URL or a path.
    func longWords() -> [Range<Int>] {
        guard text.bytes.count >= Self.longWord else { return [] }
        var found: [Range<Int>] = []
        var position = 0
        while position < text.bytes.count {
            let end = wordEnd(from: position)
            if end - position >= Self.longWord { found += longWords(in: position..<end) }
            position = end + 1
        }
        return found
    }

    /// Those of one word: what is between white space, quotes and angle brackets.
    private func longWords(in word: Range<Int>) -> [Range<Int>] {
        var word = word
        // A word may have more than an address in it: what is before it counts.
        if let address = addressStart(in: word) { word = word.lowerBound..<address }
        var found: [Range<Int>] = []
        var position = word.lowerBound
        while position < word.upperBound {
            if starts(with: "eyJ", at: position), let end = jsonWebTokenEnd(from: position, in: word) {
                found.append(position..<end)
                position = end
                continue
            }
            var end = position
            while end < word.upperBound, Self.isBase64(text.bytes[end]) { end += 1 }
            var padded = end
            while padded < word.upperBound, padded - end < 2, text.bytes[padded] == UInt8(ascii: "=") { padded += 1 }
            if end - position >= Self.longWord, isMixed(position..<end), !isPath(position..<end) {
                found.append(position..<padded)
            }
            position = max(padded, position + 1)
        }
        return found
    }

    /// Where an address begins in a word, so that the rest of the word is a part of it.
    private func addressStart(in word: Range<Int>) -> Int? {
        for index in word {
            switch text.bytes[index] {
            case UInt8(ascii: "a") where starts(with: "arn:aws", at: index): return index
            case UInt8(ascii: ":") where starts(with: "://", at: index): return index
            case UInt8(ascii: ".") where starts(with: ".amazonaws.", at: index): return index
            default: break
            }
        }
        return nil
    }

    private func isMixed(_ range: Range<Int>) -> Bool {
        let bytes = text.bytes[range]
        return bytes.contains { (0x41...0x5A).contains($0) } && bytes.contains { (0x61...0x7A).contains($0) }
            && bytes.contains { (0x30...0x39).contains($0) }
    }

    /// Whether each part between slashes is a word or a number, as in the path of a file.
    private func isPath(_ range: Range<Int>) -> Bool {
        let parts = text.bytes[range].split(separator: UInt8(ascii: "/"))
        return parts.count > 1
            && parts.allSatisfy { part in
                let capitals = part.prefix { (0x41...0x5A).contains($0) }
                let rest = part.dropFirst(capitals.count).drop { (0x61...0x7A).contains($0) }
                return rest.allSatisfy { (0x30...0x39).contains($0) }
            }
    }

    private func jsonWebTokenEnd(from start: Int, in word: Range<Int>) -> Int? {
        var end = start
        var dots = 0
        while end < word.upperBound, isWordByte(text.bytes[end]) || text.bytes[end] == UInt8(ascii: ".") {
            if text.bytes[end] == UInt8(ascii: ".") { dots += 1 }
            end += 1
        }
        return dots >= 2 && end - start >= Self.longWord ? end : nil
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x2F...0x39).contains(byte) || byte == UInt8(ascii: "+")
    }
}
