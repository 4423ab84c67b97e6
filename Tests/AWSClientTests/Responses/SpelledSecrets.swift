// SPDX-License-Identifier: Apache-2.0

import Core

/// Makes texts with a secret in them, spelled as programs, services and people spell secrets.
struct SpelledSecrets {
    private var random: SplitMix64

    /// Texts that are the same for the same seed.
    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    /// A secret, and a text that names it.
    mutating func next() -> (secret: String, text: String) {
        let spelling = pick(Spelling.allCases)
        let secret = secret(for: spelling)
        let text = encoded(spelled(secret, as: spelling))
        return (secret, framed(text))
    }

    /// How a secret is named.
    enum Spelling: CaseIterable {
        case assigned, quoted, json, escapedJSON, xml, attribute, pair, option, bearer, basic, header, url, userOnlyURL
        case query, keyID, longWord, pem
    }

    private static let names = [
        ["token"], ["session", "token"], ["aws", "session", "token"], ["x", "amz", "security", "token"], ["password"],
        ["db", "password"], ["passwd"], ["pwd"], ["secret"], ["client", "secret"], ["secret", "key"],
        ["secret", "access", "key"], ["aws", "secret", "access", "key"], ["api", "key"], ["x", "api", "key"],
        ["private", "key"], ["refresh", "token"], ["id", "token"],
    ]
    private static let separators = ["=", ":", " = ", " : ", ": ", "= ", ":=", " => ", "=\t", "  :  "]
    private static let surroundings = [
        ("", ""), ("error: ", ""), ("failed with ", " (retry later)"), ("{", "}"), ("[", "]"), ("(", ")"),
        ("line one\n", "\nline three"), ("export ", "; exit 1"), ("sh -c 'env ", "'"), ("ümläut → ", " … 日本"),
        ("\t", "."),
        ("x=1, ", ", y=2"), ("a & b ", " & c"),
    ]

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    private mutating func characters(_ count: Int, of alphabet: String) -> String {
        let alphabet = Array(alphabet)
        return String((0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
    }

    private mutating func secret(for spelling: Spelling) -> String {
        let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        let letters = upper + upper.lowercased()
        let base64 = letters + "0123456789+/"
        switch spelling {
        case .keyID: return pick(["AKIA", "ASIA"]) + characters(16, of: upper + "234567")
        case .longWord: return "aB3" + characters(Int.random(in: 37...80, using: &random), of: base64)
        case .basic:
            return "q7" + characters(Int.random(in: 14...60, using: &random), of: base64) + pick(["", "=", "=="])
        case .bearer: return "k9" + characters(Int.random(in: 14...60, using: &random), of: base64 + "-_.") + "x"
        case .pem: return characters(64, of: base64)
        case .userOnlyURL:
            return "u4" + characters(Int.random(in: 10...40, using: &random), of: letters + "0123456789-_")
        case .assigned, .quoted, .json, .escapedJSON, .xml, .attribute, .pair, .option, .header, .url, .query:
            let alphabets = [base64, letters + "0123456789", letters + "0123456789-_.~!$*%^#", upper.lowercased()]
            // What ends in punctuation could as well be followed by it.
            return "s" + characters(Int.random(in: 8...60, using: &random), of: pick(alphabets)) + "z"
        }
    }

    private mutating func name() -> String {
        let words = pick(Self.names).map { word in
            switch Int.random(in: 0..<3, using: &random) {
            case 0: word
            case 1: word.uppercased()
            default: word.prefix(1).uppercased() + word.dropFirst()
            }
        }
        return words.joined(separator: pick(["_", "-", " ", ""]))
    }

    private mutating func spelled(_ secret: String, as spelling: Spelling) -> String {
        let name = name()
        let separator = pick(Self.separators)
        let tag = name.filter { $0 != " " }
        let quote = pick(["\"", "'"])
        switch spelling {
        case .assigned: return name + separator + secret
        case .quoted:
            return pick(["", quote]) == ""
                ? name + separator + quote + secret + quote : quote + name + quote + separator + quote + secret + quote
        case .json: return "{\"user\":\"joe\",\"\(name)\":\(pick(["", " ", "\n  "]))\"\(secret)\",\"z\":1}"
        case .escapedJSON: return #"{\"\#(name)\":\#(pick(["", " "]))\"\#(secret)\"}"#
        case .xml:
            return
                "<r><\(tag)\(pick(["", " type=\"s\""]))>\(pick(["", "\n  "]))\(secret)\(pick(["", "\n"]))</\(tag)></r>"
        case .attribute: return "<login user='joe' \(tag)=\(quote)\(secret)\(quote)/>"
        case .pair: return "{\"Name\": \"\(name)\", \"Value\": \"\(secret)\"}"
        case .option: return "run --\(name.lowercased().filter { $0 != " " }) \(pick(["", quote]))\(secret)\(quote)"
        case .bearer: return "\(pick(["Bearer", "bearer", "BEARER"]))\(pick([" ", ": ", "=", "  "]))\(secret)"
        case .basic: return "\(pick(["Basic", "basic", "BASIC"]))\(pick([" ", ": ", "="]))\(secret)"
        case .header: return "Authorization: \(pick(["Bearer", "Basic", "token", "Token"])) \(secret)"
        case .url:
            return
                "\(pick(["https", "http", "postgres", "redis"]))://joe:\(secret.filter { !"#".contains($0) })@example.com:8080/path?x=1"
        case .userOnlyURL: return "https://\(secret)@example.com/path"
        case .query: return "https://example.com/a?x=1&\(tag)=\(secret)&y=2"
        case .keyID: return "key \(secret) is inactive"
        case .longWord: return "it said \(secret) and"
        case .pem:
            return "-----BEGIN \(pick(["", "RSA ", "EC "]))PRIVATE KEY-----\n\(secret)\n-----END PRIVATE KEY-----"
        }
    }

    /// The text as it is, or percent-encoded once or twice, in a string of JSON, or in XML.
    private mutating func encoded(_ text: String) -> String {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: percentEncoded(text)
        case 1: percentEncoded(percentEncoded(text))
        case 2: "\"" + escaped(text, ["\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\t": "\\t", "/": "\\/"]) + "\""
        case 3: "\"" + escaped(text, ["\"": "\\u0022", "\\": "\\\\", "\n": "\\n", "\t": "\\t", "=": "\\u003d"]) + "\""
        case 4: "<m>" + escaped(text, ["\"": "&quot;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;"]) + "</m>"
        default: text
        }
    }

    private func escaped(_ text: String, _ replacements: [Character: String]) -> String {
        text.map { replacements[$0] ?? String($0) }.joined()
    }

    private func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "-._~".utf8.contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + digits
        }.joined()
    }

    private mutating func framed(_ text: String) -> String {
        let (before, after) = pick(Self.surroundings)
        return before + text + after
    }

    /// Whether a run of twelve characters of a secret is left in a text, plain or percent-encoded once or twice.
    static func isLeft(_ secret: String, in text: String) -> Bool {
        let forms = [text, decoded(text), decoded(decoded(text))].map { Array($0.utf8) }
        let secret = Array(secret.utf8)
        guard secret.count >= 8 else { return forms.contains { contains($0, secret[...]) } }
        // Every run of twelve has one of these eight in it.
        return stride(from: 0, through: secret.count - 8, by: 5).contains { start in
            forms.contains { contains($0, secret[start..<start + 8]) }
        }
    }

    private static func contains(_ text: [UInt8], _ part: ArraySlice<UInt8>) -> Bool {
        guard text.count >= part.count, let first = part.first else { return false }
        return (0...text.count - part.count).contains { text[$0] == first && text[$0...].starts(with: part) }
    }

    private static func decoded(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let digits = bytes.dropFirst(index + 1).prefix(2)
            if bytes[index] == UInt8(ascii: "%"), digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                result.append(value)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
