// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The shared files, read when they are first needed and again whenever they have changed.
///
/// Whether they have is seen from their fingerprint at each use: that is one `stat`, where reading costs a hundred times
/// as much.
package final class SharedFiles: Sendable {
    /// What reading a file came to.
    package enum Content: Sendable {
        /// There is no such file.
        case missing
        /// It is there and cannot be used, for a reason that ends a sentence.
        case unusable(String)
        /// It was read.
        case file(INIFile)
    }

    private struct Entry {
        let fingerprint: FileFingerprint?
        let content: Content
    }

    private let fileSystem: any FileSystem
    private let entries = Mutex<[String: Entry]>([:])

    /// Nothing read yet.
    package init(fileSystem: any FileSystem) {
        self.fileSystem = fileSystem
    }

    /// What a file says now.
    package func content(of path: String) -> Content {
        let fingerprint = fileSystem.fingerprint(path)
        if let known = entries.withLock({ $0[path] }), known.fingerprint == fingerprint, fingerprint != nil {
            return known.content
        }
        let content = read(path)
        // The fingerprint was taken before the reading: a change in between is seen at the next use.
        entries.withLock { $0[path] = Entry(fingerprint: fingerprint, content: content) }
        return content
    }

    /// Forgets what was read, so that the next use reads again.
    package func forget() {
        entries.withLock { $0.removeAll() }
    }

    /// The fingerprints of files as they are now, in order.
    package func fingerprints(of paths: [String]) -> [FileFingerprint?] {
        paths.map(fileSystem.fingerprint)
    }

    private func read(_ path: String) -> Content {
        let bytes: [UInt8]
        do throws(FileFault) {
            bytes = try fileSystem.read(path, limit: INIFile.sizeLimit)
        } catch {
            switch error {
            case .missing: return .missing
            case .unusable(let reason): return .unusable(reason)
            }
        }
        do throws(INIFile.Fault) {
            return .file(try INIFile(bytes))
        } catch {
            return .unusable(error.reason)
        }
    }
}
