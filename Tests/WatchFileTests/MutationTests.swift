// SPDX-License-Identifier: Apache-2.0

import Testing
import WatchFile

/// A valid file with bytes changed at random: each is accepted, or rejected with a diagnostic that points into the file.
@Suite struct MutationTests {
    /// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed, everywhere.
    struct SeededGenerator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    static let good = """
        # \u{65E5}\u{672C}\u{8A9E} and an emoji \u{1F469}\u{200D}\u{1F52C}
        defaults:
          region: us-east-1
          profile: "ml-\\u0070rod"
          poll: {initial: 15s, max: 5m}
        limits: {rate: 2/s, concurrency: 16}
        watches:
          - arn: arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl
          - name: 'churn n\u{E4}chtlich'
            kind: evaluation
            id: ev-2014-09-12-15-14-04-924
            overdue_after: 6h
            expect: {BinaryAUC: ">= 0.85", 'validation:auc': '!= NaN'}
          - {kind: GetMLModel, id: ml-1, verbose: true, endpoint: "http://127.0.0.1:9000"}
          - kind: >-
              batch-prediction
            id: |-
              bp-1

        """

    static let morsels: [[UInt8]] =
        [
            "\t", "\n", "\r", "\0", ":", "-", "- ", "? ", "[", "]", "{", "}", ",", "#", "&a", "*a", "!t", "|", ">", "'",
            "\"", "%",
            "@", "`", "\n---\n", "\n...\n", "<<: ", "\\", "\u{FEFF}", "\u{2028}", "\u{85}", " ", "        ", "a: b\n",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xE2, 0x80], [0xF0]]

    @Test func theFileIsValidBeforeItIsChanged() {
        #expect(Reading(Self.good).text.isEmpty)
        #expect(Reading(Self.good).watches.count == 4)
    }

    @Test(arguments: 0..<8)
    func everyDiagnosticPointsIntoTheFile(_ seed: Int) {
        var generator = SeededGenerator(state: UInt64(seed))
        for _ in 0..<600 {
            let bytes = mutated(&generator)
            let reading = Reading(bytes: bytes)
            #expect((reading.loaded == nil) == reading.diagnostics.contains { $0.severity == .error })
            for diagnostic in reading.diagnostics where !isInside(diagnostic, bytes) {
                Issue.record("\(diagnostic.rendered()) lies outside of \(bytes)")
            }
        }
    }

    private func mutated(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(Self.good.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: Self.morsels.randomElement(using: &generator) ?? [], at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &generator)))
            default:
                let end = min(bytes.count, place + Int.random(in: 1...80, using: &generator))
                bytes.insert(
                    contentsOf: Array(bytes[place..<end]), at: Int.random(in: 0...bytes.count, using: &generator))
            }
            if bytes.isEmpty { bytes = [0x0A] }
        }
        return bytes
    }

    /// Whether the location is a character of the text, or the end of a line.
    private func isInside(_ diagnostic: Diagnostic, _ bytes: [UInt8]) -> Bool {
        guard let line = diagnostic.line, let column = diagnostic.column else { return false }
        let text = String(decoding: bytes, as: UTF8.self).unicodeScalars
        var lines: [Int] = [0]
        var previous: Unicode.Scalar?
        for scalar in text {
            if scalar == "\n", previous == "\r" {
                lines[lines.count - 1] = 0
            } else if scalar == "\n" || scalar == "\r" {
                lines.append(0)
            } else {
                lines[lines.count - 1] += 1
            }
            previous = scalar
        }
        return lines.indices.contains(line - 1) && (1...(lines[line - 1] + 1)).contains(column)
    }
}
