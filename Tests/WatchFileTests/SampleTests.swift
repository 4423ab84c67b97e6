// SPDX-License-Identifier: Apache-2.0

import Core
import FoundationEssentials
import Testing
import WatchFile

/// The samples that are installed check clean, as they are and with their examples in use.
@Suite struct SampleTests {
    private static let config =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path + "/config"

    private func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: Self.config + "/" + name)), as: UTF8.self)
    }

    @Test func theSampleIsAnEmptyList() throws {
        let loaded = try WatchListLoader().load(Self.config + "/watches.yaml")
        #expect(loaded.list == WatchList(watches: []))
        #expect(loaded.warnings.diagnostics.isEmpty)
        // The folder also has the quickstart's list: together they are one good list.
        #expect(throws: Never.self) { try WatchListLoader().check(Self.config) }
    }

    @Test func itsExamplesAreRightAndShowEveryServiceAndKey() throws {
        let lines = try text("watches.yaml").split(separator: "\n", omittingEmptySubsequences: false)
        let isExample = { (line: Substring) in
            line.hasPrefix("#  ") || (line.hasPrefix("#") && !line.hasPrefix("# ") && line != "#")
        }
        let used = lines.map { isExample($0) ? String($0.dropFirst()) : $0 == "watches: []" ? "watches:" : String($0) }
        let yaml = used.joined(separator: "\n")
        let reading = Reading(yaml)
        // The watch file does not decide which units may be started.
        #expect(reading.diagnostics.allSatisfy { $0.message.hasSuffix("units.allow does not allow it") })
        #expect(
            Set(reading.watches.map(\.kind.service)).isSuperset(of: [
                .machineLearning, .bedrock, .bedrockAgent, .sageMaker,
            ]))
        for key in [
            "name", "kind", "id", "arn", "region", "profile", "role_arn", "external_id", "endpoint", "poll",
            "overdue_after", "verbose", "on",
        ] {
            #expect(yaml.contains(" \(key): ") || yaml.contains(" \(key):\n"), "no example has '\(key)'")
        }
        let defaults = try #require(reading.loaded?.list.limits)
        #expect(defaults == Limits(), "the sample shows the limits that apply without it")
        #expect(reading.loaded?.list.history == .standard, "and how much is kept")
        #expect(yaml.contains("history:"))
    }

    @Test func theDropInSampleIsRight() throws {
        let reading = Reading(try text("watches.d/10-example.yaml.sample"))
        #expect(reading.text.isEmpty)
        #expect(reading.watches.count == 1)
    }
}
