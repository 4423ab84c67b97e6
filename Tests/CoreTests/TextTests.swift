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
}
