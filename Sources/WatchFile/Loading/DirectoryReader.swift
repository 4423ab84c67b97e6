// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Lists the watch files of a directory.
enum DirectoryReader {
    /// What a directory has for us, each as a path.
    struct Listing {
        /// The `*.yaml` files that are not hidden, in the order of their names' bytes.
        let files: [String]
        /// Files that look like watch files by mistake: `*.yml`.
        let misnamed: [String]
    }

    /// Lists a directory.
    static func list(_ path: String) throws(FileReader.Refusal) -> Listing {
        guard try FileReader.isDirectory(path) else { throw FileReader.Refusal("is not a directory") }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            let isDenied = (error as? CocoaError)?.code == .fileReadNoPermission
            throw FileReader.Refusal("cannot be read" + (isDenied ? ": Permission denied" : ""))
        }
        let shown = names.filter { !$0.hasPrefix(".") }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return Listing(
            files: shown.filter { $0.hasSuffix(".yaml") }.map { join(path, $0) },
            misnamed: shown.filter { $0.hasSuffix(".yml") }.map { join(path, $0) }
        )
    }

    /// A name in a directory.
    static func join(_ directory: String, _ name: String) -> String {
        directory.hasSuffix("/") ? directory + name : directory + "/" + name
    }

    /// The directory that a path's last part stands in: `.` for a bare name.
    static func parent(of path: String) -> String {
        let trimmed = trimmingSlashes(path)
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        let parent = trimmingSlashes(String(trimmed[..<slash]))
        return parent.isEmpty ? "/" : parent
    }

    /// A path's last part.
    static func name(of path: String) -> String {
        let trimmed = trimmingSlashes(path)
        return String(trimmed[(trimmed.lastIndex(of: "/").map(trimmed.index(after:)) ?? trimmed.startIndex)...])
    }

    private static func trimmingSlashes(_ path: String) -> String {
        var path = Substring(path)
        while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
        return String(path)
    }
}
