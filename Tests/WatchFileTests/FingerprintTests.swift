// SPDX-License-Identifier: Apache-2.0

import Core
import Testing
import WatchFile

/// Whether a list would be read as before is told without reading it.
@Suite struct FingerprintTests {
    private static let files = [
        "watches.yaml": "defaults: {profile: p}\nwatches: [{kind: evaluation, id: main}]\n",
        "watches.d/1.yaml": "watches: [{kind: evaluation, id: a}]\n",
    ]

    @Test(arguments: [
        ("watches.yaml", "defaults: {profile: p}\nwatches: [{kind: evaluation, id: main}]\n", true),
        ("watches.yaml", "\u{FEFF}defaults: {profile: p}\nwatches: [{kind: evaluation, id: main}]\n", true),
        ("watches.yaml", "defaults: {profile: p}\nwatches: [{kind: evaluation, id: main}]\n\n", false),
        ("watches.yaml", "defaults: {profile: p}\nwatches: [{kind: evaluation, id: mein}]\n", false),
        ("watches.d/1.yaml", "watches: []\n", false),
        ("watches.d/0.yaml", "watches: []\n", false),
        ("watches.d/.hidden.yaml", "watches: []\n", true),
        ("watches.d/2.yaml/inner", "", false),
    ])
    func everyByteOfEveryFileCounts(path: String, text: String, isUnchanged: Bool) throws {
        let loader = WatchListLoader(fallback: RegionFallback { _ in "us-east-1" })
        let before = try TemporaryDirectory(Self.files)
        let known = try loader.load(before("watches.yaml")).fingerprint
        #expect(loader.isUnchanged(before("watches.yaml"), since: known))
        try before.write(path, text)
        #expect(loader.isUnchanged(before("watches.yaml"), since: known) == isUnchanged)
    }

    @Test func aFileThatIsGoneOrMovedCounts() throws {
        let loader = WatchListLoader(fallback: RegionFallback { _ in "us-east-1" })
        let directory = try TemporaryDirectory(Self.files)
        let known = try loader.load(directory("watches.yaml")).fingerprint
        let elsewhere = try TemporaryDirectory(Self.files)
        #expect(!loader.isUnchanged(elsewhere("watches.yaml"), since: known))
        #expect(!loader.isUnchanged(directory("missing.yaml"), since: known))
    }

    @Test func aProfilesOtherRegionCounts() throws {
        let directory = try TemporaryDirectory(Self.files)
        let loader = WatchListLoader(fallback: RegionFallback { profile in profile == "p" ? "eu-west-1" : nil })
        let known = try loader.load(directory("watches.yaml")).fingerprint
        let other = WatchListLoader(fallback: RegionFallback { _ in "us-east-1" })
        #expect(loader.isUnchanged(directory("watches.yaml"), since: known))
        #expect(!other.isUnchanged(directory("watches.yaml"), since: known))
    }
}
