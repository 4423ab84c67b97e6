// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Synchronization

/// Files that a test writes, and that count how often they are looked at and read.
final class MemoryFiles: WritableFileSystem {
    private struct State {
        var files: [String: Result<[UInt8], FileError>] = [:]
        var versions: [String: UInt64] = [:]
        var times: [String: Timestamp] = [:]
        var reads = 0
        var looks: [String: Int] = [:]
        var isReadOnly = false
        var whileReading: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// These files, by path.
    init(_ files: [String: String] = [:]) {
        for (path, text) in files { write(text, to: path) }
    }

    /// How many times a file was read.
    var reads: Int { state.withLock { $0.reads } }

    /// How many times each file's fingerprint was taken, by path.
    var looks: [String: Int] { state.withLock { $0.looks } }

    /// Writes a file, or replaces it; its times are those given, else long past.
    func write(_ text: String, to path: String, at time: Timestamp? = nil) {
        set(.success(Array(text.utf8)), at: path, time)
    }

    /// Puts bytes, or an error, in a file's place; its fingerprint changes even if they are the same.
    func set(_ content: Result<[UInt8], FileError>, at path: String, _ time: Timestamp? = nil) {
        state.withLock {
            $0.files[path] = content
            $0.versions[path, default: 0] += 1
            $0.times[path] = time
        }
    }

    /// Replaces a file's content without changing its fingerprint.
    func replaceUnseen(_ text: String, at path: String) {
        state.withLock { $0.files[path] = .success(Array(text.utf8)) }
    }

    /// Removes a file.
    func remove(_ path: String) {
        state.withLock { _ = $0.files.removeValue(forKey: path) }
    }

    /// A file's present content; nil if there is none.
    func text(of path: String) -> String? {
        state.withLock { try? $0.files[path]?.get() }.map { String(decoding: $0, as: UTF8.self) }
    }

    func replace(_ path: String, with bytes: [UInt8]) throws(FileError) {
        if state.withLock({ $0.isReadOnly }) { throw .unusable("cannot be written (Read-only file system)") }
        set(.success(bytes), at: path)
    }

    /// Runs something while the next file is read, after its bytes were taken.
    func whileReading(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.whileReading = action }
    }

    /// Makes replacing any file fail.
    func makeReadOnly() {
        state.withLock { $0.isReadOnly = true }
    }

    func fingerprint(_ path: String) -> FileFingerprint? {
        state.withLock { state in
            state.looks[path, default: 0] += 1
            return state.files[path].map { _ in
                FileFingerprint(
                    modified: (state.times[path]?.microseconds ?? 0) * 1_000, size: 0, inode: state.versions[path] ?? 0)
            }
        }
    }

    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        let (content, whileReading) = state.withLock { state in
            state.reads += 1
            defer { state.whileReading = nil }
            return (state.files[path], state.whileReading)
        }
        whileReading?()
        guard let content else { throw .missing }
        let bytes = try content.get()
        guard bytes.count <= limit else { throw .unusable("is larger than \(limit) bytes") }
        return bytes
    }
}
