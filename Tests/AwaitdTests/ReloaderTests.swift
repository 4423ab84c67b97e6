// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization
import TestSupport
import Testing
import WatchFile
import awaitd

@Suite(.timeLimit(.minutes(3))) struct ReloaderTests {
    /// What may happen to a list after it was read.
    enum Save: CaseIterable {
        case none, unrelated, sameSize, replaced, removed, dropIn, changedDropIn, removedDropIn

        func make(in folder: TemporaryFolder) {
            switch self {
            case .none: break
            case .unrelated: folder.write("watches.yaml.swp", [])
            case .sameSize: folder.write("watches.yaml", Array("two".utf8))
            case .replaced:
                folder.remove("watches.yaml")
                folder.write("watches.yaml", Array("one".utf8))
            case .removed: folder.remove("watches.yaml")
            case .dropIn: folder.write("watches.d/more.yaml", [])
            case .changedDropIn: folder.write("watches.d/one.yaml", Array("changed".utf8))
            case .removedDropIn: folder.remove("watches.d/one.yaml")
            }
        }
    }

    private let list: ListFolder
    private let clock = TestClock()

    init() throws { list = try ListFolder() }

    /// A reloader of a list, which the kernel tells of changes or not.
    private func reloader(_ name: String = "watches.yaml", listens: Bool = false) -> Reloader {
        let path = list.folder.path + "/" + name
        return Reloader(
            following: WatchListFollower(path: path, listens: listens), read: WatchListStamp(of: path))
    }

    @Test(arguments: Save.allCases) func everySaveIsNoticed(_ save: Save) async {
        let reloader = reloader()
        save.make(in: list.folder)
        #expect(await reloader.isOutdated == (save != .none && save != .unrelated))
        await reloader.markRead()
        #expect(await !reloader.isOutdated, "it has been read now")
    }

    @Test func aMissingListIsNoChangeUntilItAppears() async {
        let reloader = reloader("other.yaml")
        #expect(await !reloader.isOutdated)
        list.folder.write("other.yaml", [])
        #expect(await reloader.isOutdated)
    }

    @Test func withoutTheKernelsHelpALateSaveIsSeenAfterEachRead() async {
        let reloader = reloader()
        let reloads = Reloads()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [clock] in await reloader.run(clock: clock, perform: reloads.perform) }
            // Nothing was saved during the first read; that it waits for the next check proves that it has checked.
            await clock.waitForSleepers(1)
            #expect(clock.nextDeadline?.elapsed == Reloader.recheckDelay)
            clock.advanceToNextDeadline()
            await reloader.markRead()
            await clock.waitForSleepers(1)
            #expect(reloads.count == 0)
            // A save during the read that a late save has caused is not lost either.
            for turn in 1...3 {
                list.folder.write("watches.yaml", Array(repeating: 32, count: turn))
                await runUntil { reloads.count == turn }
                await clock.waitForSleepers(1)
            }
            clock.advanceToNextDeadline()
            await reloader.markRead()
            await clock.waitForSleepers(1)
            group.cancelAll()
        }
        #expect(reloads.origins == [.changed, .changed, .changed])
    }

    @Test func aSaveIsReadOnceItStandsStill() async {
        let reloader = reloader(listens: true)
        let reloads = Reloads()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [clock] in await reloader.run(clock: clock, perform: reloads.perform) }
            // Nothing sleeps meanwhile: only the kernel tells of it.
            list.folder.write("watches.yaml", Array(repeating: 32, count: 10))
            await clock.waitForSleepers(1)
            #expect(reloads.count == 0)
            // It is written on: the time begins again.
            list.folder.write("watches.yaml", Array(repeating: 32, count: 11))
            let before = clock.now
            clock.advanceToNextDeadline()
            await clock.waitForSleepers(1)
            #expect(reloads.count == 0)
            #expect(before.duration(to: clock.now) == Reloader.settleTime)
            await runUntil { reloads.count == 1 }
            #expect(before.duration(to: clock.now) >= Reloader.settleTime * 2)
            group.cancelAll()
        }
        #expect(reloads.origins == [.changed])
    }

    @Test func aReloadThatWasAskedForMeanwhileIsEnough() async throws {
        let reloader = reloader(listens: true)
        let reloads = Reloads()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [clock] in await reloader.run(clock: clock, perform: reloads.perform) }
            list.folder.write("watches.yaml", Array("a path unit is faster".utf8))
            await clock.waitForSleepers(1)
            try await reloader.reload()
            clock.advanceToNextDeadline()
            // What comes after shows that nothing was done in between.
            list.folder.write("watches.yaml", Array("another".utf8))
            await runUntil { reloads.count == 2 }
            group.cancelAll()
        }
        #expect(reloads.origins == [.asked, .changed])
    }

    @Test func pollsHaveTheFilesLookedAtNowAndThen() async {
        let reloader = reloader()
        let reloads = Reloads()
        let start = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [clock] in await reloader.run(clock: clock, perform: reloads.perform) }
            await clock.waitForSleepers(1)
            clock.advanceToNextDeadline()
            // Lets it have the only look of its own.
            for _ in 1...200 { #expect(await !reloader.isOutdated) }
            list.folder.write("watches.yaml", Array("changed".utf8))
            reloader.polled(at: start)
            await runUntil { reloads.count == 1 }
            group.cancelAll()
        }
        #expect(reloads.origins == [.changed])
    }

    @Test func aPollTooSoonAfterAnotherCostsNothing() {
        let reloader = reloader()
        let start = ContinuousClock.now
        #expect(reloader.polled(at: start))
        #expect(!reloader.polled(at: start + .seconds(9)))
        #expect(reloader.polled(at: start + .seconds(10)))
        #expect(!reloader.polled(at: start + .seconds(19)))
    }

    @Test func thatTheKernelCannotTellIsSaidOnce() async {
        let reloader = reloader()
        let said = Counter()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [clock] in
                await reloader.run(clock: clock, cannotFollow: said.count) { _ in .success(()) }
            }
            for _ in 1...3 {
                await clock.waitForSleepers(1)
                clock.advanceToNextDeadline()
                await reloader.markRead()
            }
            group.cancelAll()
        }
        #expect(said.number.withLock { $0 } == 1)
    }

    /// Lets time pass as long as something waits for it, until a condition holds.
    private func runUntil(_ condition: () -> Bool) async {
        while !condition(), !Task.isCancelled {
            clock.advanceToNextDeadline()
            await Task.yield()
        }
    }

    @Test func requestsDuringAReloadAreServedByOneMore() async throws {
        let reloader = reloader()
        let reloads = Reloads()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [clock] in
                await reloader.run(clock: clock) { origin in
                    if reloads.count == 0 {
                        for _ in 1...5 { reloader.request() }
                    }
                    return await reloads.perform(origin)
                }
            }
            try await reloader.reload()
            while reloads.count < 2 { #expect(await reloads.performed.wait()) }
            try await reloader.reload()
            group.cancelAll()
        }
        #expect(reloads.count == 3)
    }

    @Test func allThatWaitGetTheOutcomeAndReloadsNeverOverlap() async {
        let reloader = reloader()
        let refusal = ControlError.rejected(diagnostics: ["watches.yaml:1:1: error"])
        let reloads = Reloads(outcome: .failure(refusal))
        await withDiscardingTaskGroup { group in
            group.addTask { [clock] in await reloader.run(clock: clock, perform: reloads.perform) }
            await withDiscardingTaskGroup { requests in
                for _ in 1...50 {
                    requests.addTask { await #expect(throws: refusal) { try await reloader.reload() } }
                }
            }
            group.cancelAll()
        }
        #expect((1...50).contains(reloads.count))
    }

    @Test func everyRequestIsAnsweredAtTheEndAndAfterIt() async {
        let reloader = reloader()
        let reloads = Reloads()
        await withDiscardingTaskGroup { group in
            for number in 1...50 {
                group.addTask { [clock] in
                    if number == 25 {
                        let run = Task { await reloader.run(clock: clock, perform: reloads.perform) }
                        #expect(await reloads.performed.wait())
                        run.cancel()
                        await run.value
                    } else {
                        // Served or refused: what counts is that it returns.
                        try? await reloader.reload()
                    }
                }
            }
        }
        await #expect(throws: ControlError.unavailable("the daemon is stopping")) { try await reloader.reload() }
    }
}

/// A folder with a list and one drop-in.
private final class ListFolder: Sendable {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        folder.write("watches.yaml", Array("one".utf8))
        folder.makeFolder("watches.d")
        folder.write("watches.d/one.yaml", [])
    }

    deinit {
        for name in ["one", "more"] { folder.remove("watches.d/\(name).yaml") }
        folder.remove()
    }
}

/// Counts reloads, and expects that they never overlap.
private final class Reloads: Sendable {
    /// Raised after each.
    let performed = Signal()
    private let outcome: Reloader.Outcome
    private let underWay = Mutex(false)
    private let performedFor = Mutex<[Reloader.Origin]>([])

    init(outcome: Reloader.Outcome = .success(())) { self.outcome = outcome }

    var count: Int { origins.count }
    var origins: [Reloader.Origin] { performedFor.withLock { $0 } }

    @Sendable func perform(_ origin: Reloader.Origin) async -> Reloader.Outcome {
        let isAlone = underWay.withLock { isUnderWay in
            defer { isUnderWay = true }
            return !isUnderWay
        }
        #expect(isAlone)
        await Task.yield()
        underWay.withLock { $0 = false }
        performedFor.withLock { $0.append(origin) }
        performed.raise()
        return outcome
    }
}

/// Counts calls.
private final class Counter: Sendable {
    let number = Mutex(0)

    @Sendable func count() { number.withLock { $0 += 1 } }
}
