// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

/// A machine that was saved and restored, in another process with another steady clock, goes on as if nothing had happened.
@Suite struct SavedMachineTests {
    /// The same moment as a process sees it that began when this one's steady clock showed `origin`.
    private func shifted(_ now: Moment, by origin: Duration) -> Moment {
        Moment(wall: now.wall, steady: now.steady - origin, confirmed: now.confirmed)
    }

    @Test(arguments: 1...200)
    func aRestartAnywhereInAWalkChangesNothing(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let rules = Kind.sample(seed % 3 == 0 ? "ml-model-endpoint" : "evaluation").statuses
        let overdueAfter: Duration? = seed % 2 == 0 ? .seconds(900) : nil
        var steadfast = WatchMachine(rules: rules, overdueAfter: overdueAfter)
        var restarted = steadfast
        var origin: Duration = .zero
        for step in 0..<200 {
            let now = Moment.seconds(Double(step * 25))
            if Int.random(in: 0..<5, using: &random) == 0 {
                let saved = restarted.saved(at: shifted(now, by: origin))
                origin = now.steady - .seconds(Int.random(in: 0...9, using: &random))
                restarted = WatchMachine(
                    rules: rules,
                    overdueAfter: overdueAfter,
                    saved: saved,
                    at: shifted(now, by: origin)
                )
                #expect(restarted.saved(at: shifted(now, by: origin)) == saved)
            }
            let input = WalkInput.random(&random)
            let effects = input.apply(to: &steadfast, at: now)
            #expect(input.apply(to: &restarted, at: shifted(now, by: origin)) == effects, "seed \(seed), step \(step)")
            #expect(
                restarted.deadline(at: shifted(now, by: origin)).map { $0 + origin } == steadfast.deadline(at: now)
            )
        }
    }

    @Test(arguments: 1...100)
    func aLanesVisibilitySurvivesAsWell(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var steadfast = LaneVisibility()
        var restarted = steadfast
        var origin: Duration = .zero
        for step in 0..<200 {
            let now = Moment.seconds(Double(step * 25))
            if Int.random(in: 0..<5, using: &random) == 0 {
                let saved = restarted.saved(at: shifted(now, by: origin))
                origin = now.steady
                restarted = LaneVisibility(saved: saved, at: shifted(now, by: origin))
            }
            let cause = Bool.random(using: &random) ? nil : PollFailure.Cause.allCases.randomElement(using: &random)
            let here = shifted(now, by: origin)
            if let cause {
                #expect(restarted.failed(.sample(cause), at: here) == steadfast.failed(.sample(cause), at: now))
            } else {
                #expect(restarted.answered(at: here) == steadfast.answered(at: now))
            }
            #expect(restarted.view.isLost == steadfast.view.isLost)
        }
    }

    @Test func timesAheadOfAClockThatWasSetBackCountAsNow() {
        var machine = WatchMachine(rules: Kind.sample("evaluation").statuses)
        _ = machine.observe(.sample(.notFound), lane: LaneView(), at: .seconds(10_000))
        let saved = machine.saved(at: .seconds(10_000))
        let restored = WatchMachine(rules: machine.rules, saved: saved, at: .seconds(0))
        #expect(restored.deadline(at: .seconds(0)) == WatchVisibility.notFoundGrace)
    }
}

@Suite struct CredentialLabelTests {
    @Test(arguments: [
        CredentialSelection.defaultChain, .profile("a"), .profile("default"), .profile("profile:x"), .profile(""),
        .role(arn: "arn:aws:iam::123456789012:role/a:b/C", externalID: nil, profile: nil),
        .role(arn: "arn:aws:iam::123456789012:role/C", externalID: nil, profile: "two words"),
        .role(arn: "arn:aws:iam::123456789012:role/C", externalID: nil, profile: "profile:x"),
        .role(arn: "arn:aws:iam::123456789012:role/C", externalID: "a:b/+=,.@-", profile: nil),
        .role(arn: "arn:aws:iam::123456789012:role/C", externalID: "profile:x", profile: "external-id:x y"),
    ])
    func aLabelIsReadBack(selection: CredentialSelection) {
        #expect(CredentialSelection(label: selection.label) == selection)
    }

    @Test func anExternalIDMakesALaneOfItsOwn() {
        func lane(_ externalID: String?) -> LaneID {
            let role = CredentialSelection.role(
                arn: "arn:aws:iam::123456789012:role/C", externalID: externalID, profile: "p")
            return LaneID(service: "bedrock", region: "us-east-1", credentials: role)
        }
        #expect(Set([lane("a"), lane("b"), lane(nil)]).count == 3)
        #expect(lane("a") == lane("a"))
        #expect(lane("id").label.hasSuffix("/role:arn:aws:iam::123456789012:role/C external-id:id profile:p"))
    }

    @Test(arguments: ["", "Default", "profil:x", "role:a b", "role:a external-id:b c"])
    func whatIsNoLabelIsNone(label: String) {
        #expect(CredentialSelection(label: label) == nil)
    }
}
