// SPDX-License-Identifier: Apache-2.0

import Core
import Testing

@testable import awaitd

@Suite struct ExaminationTests {
    @Test func whatHangsIsNotKnownAndTheOthersStand() async {
        let (never, end) = AsyncStream.makeStream(of: Void.self)
        let findings = await Examination([
            .init(subject: "a") { [Finding("a", .well, "fine")] },
            .init(subject: "hangs") {
                for await _ in never {}
                return []
            },
            .init(subject: "b") { [Finding("b", .wrong, "not fine", fix: "true"), Finding("c", .off, "off")] },
        ]).findings(within: .milliseconds(200))
        end.finish()
        #expect(findings.map(\.subject) == ["a", "hangs", "b", "c"])
        #expect(findings.map(\.verdict) == [.well, .unknown, .wrong, .off])
    }

    @Test func withoutChecksThereIsNothing() async {
        #expect(await Examination([]).findings(within: .milliseconds(20)).isEmpty)
    }
}
