// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FoundationEssentials
import Glibc
import Testing

@Suite("Files of the machine", .timeLimit(.minutes(3)))
struct LocalFileSystemTests {
    private let files = LocalFileSystem()

    /// Runs `body` in a folder of its own.
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "awaitd-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test("A file is read whole, and a change of it shows")
    func reads() throws {
        try inFolder { folder in
            let path = folder + "/credentials"
            #expect(files.fingerprint(path) == nil)
            #expect(throws: FileError.missing) { try files.read(path, limit: 10) }
            try Data("one".utf8).write(to: URL(filePath: path))
            let before = try #require(files.fingerprint(path))
            #expect(before.size == 3)
            #expect(files.fingerprint(path) == before)
            #expect(try files.read(path, limit: 3) == Array("one".utf8))
            try Data("two".utf8).write(to: URL(filePath: path), options: .atomic)
            #expect(files.fingerprint(path) != before)
            #expect(try files.read(path, limit: 3) == Array("two".utf8))
        }
    }

    @Test("What is not a file of a sane size is rejected, and never blocks")
    func refuses() throws {
        try inFolder { folder in
            #expect(throws: FileError.unusable("is a folder")) { try files.read(folder, limit: 10) }
            #expect(throws: FileError.missing) { try files.read(folder + "/a/b", limit: 10) }
            let large = folder + "/large"
            try Data(repeating: 0x20, count: 5_000).write(to: URL(filePath: large))
            #expect(throws: FileError.unusable("is larger than 4 KiB")) {
                try files.read(large, limit: 4_096)
            }
            let pipe = folder + "/pipe"
            #expect(unsafe mkfifo(pipe, 0o600) == 0)
            #expect(try files.read(pipe, limit: 10).isEmpty)
            #expect(throws: FileError.self) { try files.read("/dev/zero", limit: 100_000) }
            #expect(try files.read("/dev/null", limit: 10).isEmpty)
        }
    }
}
