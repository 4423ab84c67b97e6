// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import TestSupport
import Testing

@Suite("Files that are read once they have stood still")
struct StillFilesTests {
    static let path = "/f"

    /// What happens to a file, and what it is taken for; durations are in milliseconds.
    enum Step: Sendable {
        case write(String)
        /// Written by a server whose clock is so far from ours.
        case writeElsewhere(String, ahead: Int)
        case remove
        case lock
        case wait(Int)
        case isTaken(String)
        case isGone
        case isNotTaken
    }

    struct Story: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let steps: [Step]

        init(_ description: String, _ steps: Step...) {
            (testDescription, self.steps) = (description, steps)
        }
    }

    static let stories = [
        Story(
            "emptied and written again after 0.4 s",
            .write("one\ntwo"), .wait(5_000), .isTaken("one\ntwo"), .write(""), .isTaken("one\ntwo"), .wait(400),
            .write("three"), .isTaken("one\ntwo"), .wait(999), .isTaken("one\ntwo"), .wait(1), .isTaken("three")
        ),
        Story(
            "changed between two looks that are far apart: taken at once",
            .write("one"), .wait(5_000), .isTaken("one"), .wait(100_000), .write("two"), .wait(200_000), .isTaken("two")
        ),
        Story(
            "written again and again",
            .write("one"), .wait(5_000), .isTaken("one"), .write("two"), .isTaken("one"), .wait(900), .write("three"),
            .isTaken("one"), .wait(900), .write("four"), .isTaken("one"), .wait(900), .isTaken("one"), .wait(100),
            .isTaken("four")
        ),
        Story(
            "emptied for good",
            .write("one"), .wait(5_000), .isTaken("one"), .write(""), .isTaken("one"), .wait(59_999), .isTaken("one"),
            .wait(1), .isTaken("")
        ),
        Story(
            "emptied, found only later: the minute counts from then",
            .write("one"), .wait(5_000), .isTaken("one"), .write(""), .wait(300_000), .isTaken("one"), .wait(59_999),
            .isTaken("one"), .wait(1), .isTaken("")
        ),
        Story(
            "emptied again and again: the minute counts from the first time",
            .write("one"), .wait(5_000), .isTaken("one"), .write(""), .isTaken("one"), .wait(20_000), .isTaken("one"),
            .write(""), .isTaken("one"), .wait(20_000), .isTaken("one"), .write(""), .isTaken("one"), .wait(19_999),
            .isTaken("one"), .wait(1), .isTaken("")
        ),
        Story(
            "only its beginning is there",
            .write("one\ntwo"), .wait(5_000), .isTaken("one\ntwo"), .write("one\n"), .isTaken("one\ntwo"),
            .wait(30_000), .isTaken("one\ntwo"), .write("one\ntwo\nthree"), .isTaken("one\ntwo"), .wait(1_000),
            .isTaken("one\ntwo\nthree")
        ),
        Story(
            "removed, and back within the minute",
            .write("one"), .wait(5_000), .isTaken("one"), .remove, .isTaken("one"), .wait(59_000), .isTaken("one"),
            .write("two"), .isTaken("one"), .wait(1_000), .isTaken("two")
        ),
        Story(
            "removed for good", .write("one"), .wait(5_000), .isTaken("one"), .remove, .isTaken("one"), .wait(60_000),
            .isGone, .write("two"), .isGone, .wait(1_000), .isTaken("two")
        ),
        Story(
            "unreadable for a while", .write("one"), .wait(5_000), .isTaken("one"), .lock, .isTaken("one"),
            .wait(30_000), .isTaken("one"), .write("one"), .wait(1_000), .isTaken("one"), .wait(60_000), .isTaken("one")
        ),
        Story(
            "refused by the parser", .write("one"), .wait(5_000), .isTaken("one"), .write("bad"), .wait(2_000),
            .isTaken("one"), .wait(59_999), .isTaken("one"), .wait(1), .isGone
        ),
        Story(
            "young when it is looked at first", .write("one"), .wait(300), .isNotTaken, .wait(699), .isNotTaken,
            .wait(1),
            .isTaken("one")
        ),
        Story(
            "being written when it is looked at first", .write(""), .isNotTaken, .wait(400), .write("one"), .isNotTaken,
            .wait(1_000), .isTaken("one")
        ),
        Story(
            "never there", .isGone, .wait(1_000), .isGone, .write("one"), .isGone, .wait(1_000), .isTaken("one")),
        Story(
            "on a server whose clock is ahead: it has to be seen standing still",
            .writeElsewhere("one", ahead: 600_000), .isNotTaken, .wait(999), .isNotTaken, .wait(1), .isTaken("one"),
            .writeElsewhere("two", ahead: 600_000), .isTaken("one"), .wait(1_000), .isTaken("two")
        ),
        Story(
            "on a server whose clock is behind: what we have seen ourselves counts",
            .writeElsewhere("one", ahead: -600_000), .isTaken("one"), .wait(500),
            .writeElsewhere("two", ahead: -600_000),
            .isTaken("one"), .wait(500), .isTaken("two")
        ),
    ]

    @Test("A file is believed when it has stood still, and less than before only after a minute", arguments: stories)
    func tells(_ story: Story) {
        let (files, clock) = (MemoryFiles(), BenchClock())
        let still = Self.still(files, clock)
        for (number, step) in story.steps.enumerated() {
            let note = Comment("step \(number): \(step)")
            switch step {
            case .write(let text): files.write(text, to: Self.path, at: clock.now)
            case .writeElsewhere(let text, let ahead):
                files.write(text, to: Self.path, at: clock.now + .milliseconds(ahead))
            case .remove: files.remove(Self.path)
            case .lock: files.set(.failure(.unusable("may not be read")), at: Self.path, clock.now)
            case .wait(let milliseconds): clock.advance(.milliseconds(milliseconds))
            case .isTaken(let text):
                #expect((try? still.look(Self.path).version?.content.get()) == text, note)
            case .isGone:
                let version = still.look(Self.path).version
                #expect(version != nil && (try? version?.content.get()) == nil, note)
            case .isNotTaken: #expect(still.look(Self.path).version == nil, note)
            }
        }
    }

    @Test("A file that changes while it is read is not taken")
    func torn() throws {
        let (files, clock) = (MemoryFiles([Self.path: "one"]), BenchClock())
        let still = Self.still(files, clock)
        files.whileReading { files.write("two", to: Self.path) }
        #expect(still.look(Self.path).version == nil)
        clock.advance(.seconds(1))
        #expect(try still.look(Self.path).version?.content.get() == "two")
    }

    @Test("A look costs one fingerprint, and no reading, while nothing changes or something is not believed")
    func isCheap() {
        let (files, clock) = (MemoryFiles([Self.path: "one"]), BenchClock())
        let still = Self.still(files, clock)
        _ = still.look(Self.path)
        files.write("", to: Self.path)
        clock.advance(.seconds(2))
        _ = still.look(Self.path)
        let (looks, reads) = (files.looks[Self.path] ?? 0, files.reads)
        for _ in 0..<10 { _ = still.look(Self.path) }
        #expect(files.looks[Self.path] == looks + 10 && files.reads == reads)
    }

    @Test("Waiting for a file ends when it stands still, and after five seconds in any case")
    func waits() async throws {
        let (files, clock) = (MemoryFiles(), BenchClock())
        files.write("one", to: Self.path, at: clock.now)
        let still = Self.still(files, clock)
        #expect(try await still.settled(Self.path, until: Deadline(in: .seconds(20)))?.content.get() == "one")
        #expect(clock.now == BenchClock.start + .seconds(1))
        let restless = StillFiles<String>(
            in: files,
            clock: FileClock(
                now: { Moment(wall: clock.now, steady: clock.now.since(BenchClock.start)) },
                sleep: {
                    clock.advance($0)
                    files.write("x", to: Self.path, at: clock.now)
                },
                block: { _ in }
            ),
            limit: 100
        ) { bytes throws(FileError) in String(decoding: bytes, as: UTF8.self) }
        files.write("two", to: Self.path, at: clock.now)
        let before = clock.now
        #expect(await restless.settled(Self.path, until: Deadline(in: .seconds(20))) == nil)
        #expect(clock.now == before + .seconds(5))
    }

    @Test("The machine's files stand still, too")
    func machine() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = "\(folder.path)/f"
        let files = LocalFileSystem()
        try files.replace(path, with: Array("one".utf8))
        let still = StillFiles<String>(in: files, clock: .system, limit: 100) { bytes throws(FileError) in
            String(decoding: bytes, as: UTF8.self)
        }
        #expect(still.look(path).version == nil)
        #expect(try await still.settled(path, until: Deadline(in: .seconds(5)))?.content.get() == "one")
    }

    private static func still(_ files: MemoryFiles, _ clock: BenchClock) -> StillFiles<String> {
        StillFiles(in: files, clock: FileClock(bench: clock), limit: 100) { bytes throws(FileError) in
            let text = String(decoding: bytes, as: UTF8.self)
            guard text != "bad" else { throw .unusable("is bad") }
            return text
        }
    }
}
