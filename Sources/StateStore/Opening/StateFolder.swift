// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The folder that a daemon keeps its record in, and the names in it.
package struct StateFolder: Sendable, Hashable {
    /// The folder's path.
    package let path: String

    /// A folder, which may not exist yet.
    package init(_ path: String) {
        self.path = path
    }

    /// The database.
    package var database: String { "\(path)/awaitd.sqlite" }

    /// The file that a running daemon holds locked, with its process id in it.
    var lock: String { "\(path)/awaitd.lock" }

    /// Makes the folder, and what is above it, if it is not there: for its owner alone.
    func create() throws(OpenFault) {
        for folder in missingFolders where unsafe mkdir(folder, 0o700) != 0 && errno != EEXIST {
            throw fault("cannot be created: \(errorText(errno))")
        }
        // The folder may be a link to one: systemd makes it so for DynamicUser=.
        guard let facts = FileFacts(path, followingLinks: true), facts.isDirectory else {
            throw fault("is no folder")
        }
        guard unsafe access(path, R_OK | W_OK | X_OK) == 0 else {
            throw fault("cannot be written: \(errorText(errno)) (\(facts.ownership))")
        }
    }

    private func fault(_ what: String) -> OpenFault {
        OpenFault(
            .unwritable,
            "the state folder \(path) \(what); name another with --state-directory, or let this user write there"
        )
    }

    /// This folder and those above it that do not exist, the highest first.
    private var missingFolders: [String] {
        var missing: [String] = []
        var rest = path[...]
        while !rest.isEmpty, FileFacts(String(rest), followingLinks: true) == nil {
            missing.append(String(rest))
            guard let slash = rest.lastIndex(of: "/") else { break }
            rest = rest[..<slash]
        }
        return missing.reversed()
    }
}
