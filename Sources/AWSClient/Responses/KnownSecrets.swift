// SPDX-License-Identifier: Apache-2.0

/// The secrets of one request, and where a text has a part of one.
///
/// A part is any run of 16 or more of its characters; a shorter secret is looked for as a whole. Looking takes time in
/// proportion to the text, however many secrets there are.
struct KnownSecrets: Sendable {
    /// How many characters of a secret give it away.
    private static let run = 16
    /// The shortest secret that is looked for: less would be found in ordinary words.
    private static let shortest = 4
    /// How many bits say which runs there may be.
    private static let filterBits = 16

    /// Every run of 16 bytes of every secret.
    private var runs: Set<UInt128> = []
    /// One bit for each value that a run's hash may have; set if a run has it, so that most text is passed without a look-up.
    private var filter: [UInt64] = []
    private var short: [[UInt8]] = []

    /// Secrets as they were sent; a part of one may be quoted back in any encoding.
    init(_ secrets: [String]) {
        for secret in secrets {
            let bytes = DecodedText(Array(secret.utf8)).bytes
            if bytes.count < Self.run {
                if bytes.count >= Self.shortest { short.append(bytes) }
                continue
            }
            var window: UInt128 = 0
            for (index, byte) in bytes.enumerated() {
                window = window << 8 | UInt128(byte)
                if index >= Self.run - 1 { runs.insert(window) }
            }
        }
        guard !runs.isEmpty else { return }
        filter = Array(repeating: 0, count: (1 << Self.filterBits) / 64)
        for window in runs {
            let hash = Self.hash(window)
            filter[hash / 64] |= 1 << UInt64(hash % 64)
        }
    }

    /// Whether there are none.
    var isEmpty: Bool { runs.isEmpty && short.isEmpty }

    /// Whether one of them is shorter than a run.
    var hasShortOnes: Bool { !short.isEmpty }

    /// The decoded bytes that belong to a secret, as ranges that may touch and overlap, in order of their ends.
    func ranges(in text: DecodedText) -> [Range<Int>] {
        var found: [Range<Int>] = []
        if !runs.isEmpty {
            var window: UInt128 = 0
            var length = 0
            for (index, byte) in text.bytes.enumerated() {
                window = window << 8 | UInt128(byte)
                // Secrets are sent in headers, where they have neither blanks nor controls.
                length = byte > 0x20 && byte < 0x7F ? length + 1 : 0
                guard length >= Self.run, isPossible(window), runs.contains(window) else { continue }
                let end = index + 1
                if let last = found.last, last.upperBound >= end - 1 {
                    found[found.count - 1] = last.lowerBound..<end
                } else {
                    found.append(end - Self.run..<end)
                }
            }
        }
        for secret in short {
            var position = 0
            while position + secret.count <= text.bytes.count {
                if text.bytes[position] == secret[0], text.bytes[position...].starts(with: secret) {
                    found.append(position..<position + secret.count)
                    position += secret.count
                } else {
                    position += 1
                }
            }
        }
        return found
    }

    private func isPossible(_ window: UInt128) -> Bool {
        let hash = Self.hash(window)
        return filter[hash / 64] & 1 << UInt64(hash % 64) != 0
    }

    private static func hash(_ window: UInt128) -> Int {
        let folded = UInt64(truncatingIfNeeded: window) ^ (UInt64(truncatingIfNeeded: window >> 64) &* 31)
        return Int((folded &* 0x9E37_79B9_7F4A_7C15) >> (64 - UInt64(filterBits)))
    }
}
