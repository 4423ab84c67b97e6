// SPDX-License-Identifier: Apache-2.0

import Core
import Testing

@Suite struct TextTests {
    @Test(arguments: [
        ("BinaryAUC", "BINARY_AUC"), ("RegressionRMSE", "REGRESSION_RMSE"),
        ("MulticlassAvgFScore", "MULTICLASS_AVG_F_SCORE"), ("MLModelType", "ML_MODEL_TYPE"),
        ("SizeInBytes", "SIZE_IN_BYTES"), ("InputDataLocationS3", "INPUT_DATA_LOCATION_S3"),
        ("outputDataConfig", "OUTPUT_DATA_CONFIG"), ("jobType", "JOB_TYPE"), ("sgd.maxPasses", "SGD_MAX_PASSES"),
        ("RDSMetadata", "RDS_METADATA"), ("S3Uri", "S3_URI"), ("_x", "X"), ("", ""), ("é", ""), ("a b", "A_B"),
        ("RoleARN", "ROLE_ARN"), ("AvgLatency99Ms", "AVG_LATENCY99_MS"),
    ])
    func membersBecomeFieldNames(member: String, key: String) {
        #expect(member.upperSnake == key)
    }

    @Test(arguments: [
        ("plain", "plain"), ("two\nlines", "two lines"), ("  tabs\t\tand  more \r\n", "tabs and more"),
        ("\u{1B}[31mred\u{1B}[0m", "[31mred [0m"), ("a\u{0}b", "a b"), ("\u{9B}31m", "31m"),
        ("right\u{202E}left", "right left"),
        ("STATUS=x\nSTOPPING=1", "STATUS=x STOPPING=1"), ("naïve → ✓", "naïve → ✓"), ("", ""), ("\n\n", ""),
        ("tag\u{E0041}", "tag"), ("bom\u{FEFF}", "bom"),
    ])
    func textIsCleanedToOneLine(text: String, cleaned: String) {
        #expect(text.cleaned() == cleaned)
    }

    @Test(arguments: [
        ("abc", 3, "abc"), ("abcd", 3, "…"), ("abcdef", 5, "ab…"), ("é\n日本", 6, "é\n…"), ("日本語", 8, "日…"),
    ])
    func truncatingKeepsWholeCharactersAndTheLimit(text: String, limit: Int, expected: String) {
        #expect(text.truncated(toBytes: limit) == expected)
        #expect(text.truncated(toBytes: limit).utf8.count <= limit)
    }

    @Test func longTextIsCutAtACharacter() {
        #expect(String(repeating: "é", count: 10).cleaned(limit: 9) == "ééé…")
        #expect("1234567890".cleaned(limit: 10) == "1234567890")
        #expect("12345 67890".cleaned(limit: 9) == "12345…")
        #expect("12345 67890".cleaned(limit: 10) == "12345 6…")
        #expect("12345 67890".cleaned(limit: 3) == "…")
    }

    @Test func cleaningTwiceChangesNothing() {
        var random = SplitMix64(seed: 11)
        for _ in 0..<5_000 {
            let scalars = (0..<20).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0...0x2100, using: &random)) }
            let cleaned = String(String.UnicodeScalarView(scalars)).cleaned(limit: 30)
            #expect(!cleaned.unicodeScalars.contains { $0.isUnsafeInText })
            #expect(cleaned.cleaned() == cleaned)
            #expect(cleaned.utf8.count <= 30)
        }
    }

    /// What systemd takes for invalid UTF-8, or journalctl for a blob: `unichar_is_valid`, `unichar_is_control`.
    private static func isRefusedBySystemd(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        let isInvalid =
            (0xD800...0xDFFF).contains(value) || (0xFDD0...0xFDEF).contains(value) || value & 0xFFFE == 0xFFFE
        return isInvalid || value < 0x20 || (0x7F...0x9F).contains(value)
    }

    @Test func nothingThatSystemdRefusesIsLeftOfAnyCharacter() {
        var refused = 0
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            if Self.isRefusedBySystemd(scalar) {
                refused += 1
                #expect(scalar.isUnsafeInText, "\(scalar.quoted)")
            }
            guard scalar.isUnsafeInText || value % 0x101 == 0 else { continue }
            let cleaned = "a\(scalar)b".cleaned()
            if cleaned.unicodeScalars.contains(where: Self.isRefusedBySystemd) { Issue.record("\(scalar.quoted)") }
            let kept = "a\n\(scalar)\tb".keepingLines.unicodeScalars.filter { $0 != "\n" && $0 != "\t" }
            if kept.contains(where: Self.isRefusedBySystemd) { Issue.record("\(scalar.quoted)") }
        }
        // 65 controls and 66 noncharacters.
        #expect(refused == 131)
    }

    @Test(arguments: [
        ("arn:x\r", #"arn:x\r"#, #"it ends in \r (a carriage return); remove that"#),
        ("a\u{A0}b", "a<U+00A0>b", "it has U+00A0 (a no-break space) in it; write an ordinary blank or nothing"),
        ("\u{FEFF}a", "<U+FEFF>a", "it begins with U+FEFF (a byte order mark); remove that"),
        ("a\u{200B}b", "a<U+200B>b", "it has U+200B (a zero width space) in it; remove that"),
        (" a", " a", "it begins with a blank; remove that"), ("a ", "a ", "it ends in a blank; remove that"),
        ("a\tb\n", #"a\tb\n"#, #"it ends in \n (a line feed); remove that"#),
        ("a\u{FFFF}b", "a<U+FFFF>b", "it has U+FFFF in it; remove that"),
    ])
    func whatCannotBeSeenIsShown(text: String, shown: String, advice: String) {
        #expect(text.revealed() == shown)
        #expect(text.invisibleAdvice == advice)
    }

    @Test func whatCanBeSeenIsShownAsItIs() {
        for text in ["", "a b", "naïve → ✓ 日本", "$(x)'\""] {
            #expect(text.revealed() == text)
            #expect(text.invisibleAdvice == nil)
            #expect(text.revealingLines == text)
        }
        #expect("a\r\nb\t❤\u{FE0F}".revealingLines == "a\\r\nb\t❤\u{FE0F}")
        #expect("ab\rcdefghijklmnop".revealed(limit: 12) == #"ab\rcdefg…"#)
        #expect(String(repeating: "日", count: 9).revealed(limit: 12) == "日日日…")
    }

    @Test(arguments: [
        ("a", 1), ("é", 1), ("日", 2), ("✅", 2), ("⭐", 2), ("🚀", 2), ("🩷", 2), ("ｱ", 1), ("Ａ", 2), ("한", 2), ("─", 1),
        ("✓", 1),
        ("\u{301}", 0), ("\u{20DD}", 0), ("\u{200D}", 0), ("\u{AD}", 0), ("\u{FE0F}", 0), ("\u{3099}", 0),
        ("\u{E0100}", 0),
        ("\u{3FFFD}", 2), ("\u{10FFFD}", 1), ("\u{1F1E6}", 1),
    ])
    func columnsAreUnicodes(character: String, columns: Int) {
        #expect(character.unicodeScalars.map(\.columns) == [columns])
    }

    @Test func marksOccupyNoColumn() {
        // Of the characters that this runtime's Unicode knows as marks or format characters, nearly all are in the table.
        let marks = (UInt32(0x80)...0x10FFFF).compactMap(Unicode.Scalar.init).filter {
            [.nonspacingMark, .enclosingMark, .format].contains($0.properties.generalCategory)
        }
        let zero = marks.count { $0.columns == 0 }
        #expect(marks.count > 2_000 && Double(zero) > 0.95 * Double(marks.count))
    }
}
