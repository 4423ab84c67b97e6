// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import Platform

/// Reads files and directories that may be anything, and reports why one cannot be used.
struct WatchListFiles {
    /// The largest watch file: 8 MiB.
    static let mostBytes = 8 << 20

    /// A file as it is to be.
    typealias Draft = (path: String, bytes: [UInt8])

    let diagnostics: DiagnosticCollector
    /// What is read in place of the file with its path, which need not exist.
    var draft: Draft?

    /// The bytes of a regular file; nil if it cannot be used, which has been reported.
    ///
    /// Its size is checked before anything is read, and again while reading.
    func read(_ path: String) -> [UInt8]? {
        if let draft, draft.path == path { return draft.bytes }
        do {
            let file = try BoundedFile(path)
            let status = try file.status()
            switch status.kind {
            case .regular: break
            case .directory: return refuse(path, "is a directory, not a file")
            case .fifo: return refuse(path, "is a FIFO, not a file")
            default: return refuse(path, "is not a regular file")
            }
            guard status.size <= Self.mostBytes else { return refuseAsTooLarge(path, "\(status.size) bytes") }
            return try file.bytes(limit: Self.mostBytes)
                ?? refuseAsTooLarge(path, "more than \(Self.mostBytes) bytes")
        } catch {
            report(error, of: path)
            return nil
        }
    }

    /// The drop-ins of a main file in their order; none if there is no directory of them, or it cannot be used, which has
    /// been reported.
    func dropIns(besideMain path: String) -> [String] {
        let found = existingDropIns(in: WatchListLoader.dropIns(beside: path))
        guard let draft, !found.contains(draft.path) else { return found }
        return (found + [draft.path]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func existingDropIns(in directory: String) -> [String] {
        do {
            _ = try Self.isDirectory(directory)
        } catch {
            if error.code != ENOENT { report(error, of: directory) }
            return []
        }
        return list(directory) ?? []
    }

    /// The bytes of a pipe, a device or standard input up to the end, however long that takes; nil if they cannot be used,
    /// which has been reported.
    func readStream(_ path: String) -> [UInt8]? {
        let name = Self.shownName(of: path)
        do {
            let isInput = path == Self.standardInput
            let file = isInput ? try BoundedFile(copying: STDIN_FILENO) : try BoundedFile(waitingFor: path)
            return try file.bytes(limit: Self.mostBytes) ?? refuseAsTooLarge(name, "more than \(Self.mostBytes) bytes")
        } catch {
            report(error, of: name)
            return nil
        }
    }

    /// The path that stands for standard input on a command line.
    static let standardInput = "-"

    /// How diagnostics name a path.
    static func shownName(of path: String) -> String { path == standardInput ? "<stdin>" : path }

    /// Whether a path is something that is read to its end, like the `/dev/fd/63` of a shell's `<(command)`.
    static func isStream(_ path: String) -> Bool {
        guard let kind = (try? FileStatus(path))?.kind else { return false }
        return kind == .fifo || kind == .characterDevice
    }

    /// A path without links, `.` and `..`; nil if it cannot be resolved.
    static func realPath(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// The `*.yaml` files of a directory that are not hidden, as paths in the order of their names' bytes.
    ///
    /// Nil if it cannot be read, which has been reported. Warns of files that are called `*.yml` by mistake.
    func list(_ directory: String) -> [String]? {
        do {
            guard try Self.isDirectory(directory) else { return refuse(directory, "is not a directory") }
            let names = try Self.names(in: directory)
            for name in names where name.hasSuffix(".yml") {
                diagnostics.warning(
                    "skipped: only files whose names end in .yaml are read",
                    file: directory.appending(pathComponent: name),
                    help: "rename it"
                )
            }
            return names.filter { $0.hasSuffix(".yaml") }.map { directory.appending(pathComponent: $0) }
        } catch {
            report(error, of: directory)
            return nil
        }
    }

    /// Reports why a path cannot be read.
    func report(_ error: SystemError, of path: String) {
        let help = "write one (`watches: []` is an empty list), or name another with --config"
        diagnostics.error(
            "the file cannot be read: \(error)", file: path, help: error.code == ENOENT ? help : nil)
    }

    private func refuse<Value>(_ path: String, _ reason: String) -> Value? {
        diagnostics.error("the file \(reason)", file: path)
        return nil
    }

    private func refuseAsTooLarge(_ path: String, _ size: String) -> [UInt8]? {
        refuse(path, "has \(size), and at most 8 MiB (\(Self.mostBytes) bytes) are allowed")
    }

    /// Whether a path is a directory, following links; throws what stat(2) does.
    static func isDirectory(_ path: String) throws(SystemError) -> Bool {
        try FileStatus(path).kind == .directory
    }

    /// The names in a directory that are not hidden, in the order of their bytes; throws what opendir(3) does.
    static func names(in directory: String) throws(SystemError) -> [String] {
        guard let stream = unsafe opendir(directory) else { throw SystemError() }
        defer { _ = unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
                    unsafe String(cString: $0)
                }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

extension AllowedUnits {
    /// What the file at a path allows; one that does not exist, or cannot be read, allows nothing more.
    ///
    /// For warnings only: whether the file is trusted, the dispatcher finds out.
    static func reading(_ path: String) -> AllowedUnits {
        guard let bytes = try? BoundedFile(path).bytes(limit: 8 << 20) else { return .none }
        return AllowedUnits(String(decoding: bytes, as: UTF8.self))
    }
}

extension String {
    /// The path of a name in the directory at this path.
    func appending(pathComponent name: String) -> String {
        hasSuffix("/") ? self + name : self + "/" + name
    }

    /// The path of the directory that contains what is at this path: `.` for a bare name.
    var parentDirectory: String {
        let trimmed = withoutTrailingSlashes
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        let parent = String(trimmed[..<slash]).withoutTrailingSlashes
        return parent.isEmpty ? "/" : parent
    }

    /// The last name of this path.
    var lastPathComponent: String {
        let trimmed = withoutTrailingSlashes
        return String(trimmed[(trimmed.lastIndex(of: "/").map(trimmed.index(after:)) ?? trimmed.startIndex)...])
    }

    private var withoutTrailingSlashes: String {
        var path = self[...]
        while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
        return String(path)
    }
}
