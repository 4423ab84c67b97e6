// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A directory of its own for one test, gone when the test is.
final class TemporaryDirectory {
    let path: String

    /// Makes the directory with these files in it: contents by relative path.
    init(_ files: [String: String] = [:]) throws {
        path = FileManager.default.temporaryDirectory.path + "/awaitd-watchfile-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(name, text) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a name in it.
    func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// Writes a file, and the directories above it.
    func write(_ name: String, _ text: String) throws {
        if let slash = name.lastIndex(of: "/") {
            let parent = self(String(name[..<slash]))
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        }
        try Data(text.utf8).write(to: URL(filePath: self(name)))
    }

    /// Makes an empty directory.
    func makeDirectory(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
    }
}
