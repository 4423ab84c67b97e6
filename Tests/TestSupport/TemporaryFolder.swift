// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A folder of a test's own.
package struct TemporaryFolder: Sendable {
    /// Where it is.
    package let path: String

    /// No folder could be made.
    package struct NotMade: Error {}

    /// Makes an empty folder.
    package init() throws {
        var template = Array("/tmp/awaitd-test-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw NotMade() }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The names in it, sorted.
    package var names: [String] {
        guard let directory = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The bytes of a file in it; empty if there is none.
    package func read(_ name: String) -> [UInt8] {
        let descriptor = unsafe open("\(path)/\(name)", O_RDONLY)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe part.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return bytes }
            bytes += part.prefix(count)
        }
    }

    /// Writes a file in it.
    package func write(_ name: String, _ bytes: [UInt8]) {
        let descriptor = unsafe open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes a folder in it.
    package func makeFolder(_ name: String) {
        _ = unsafe mkdir("\(path)/\(name)", 0o700)
    }

    /// Removes a file in it.
    package func remove(_ name: String) {
        _ = unsafe unlink("\(path)/\(name)")
    }

    /// Removes it with all that is in it.
    package func remove() {
        for name in names where unsafe unlink("\(path)/\(name)") != 0 {
            TemporaryFolder(at: "\(path)/\(name)").remove()
        }
        unsafe rmdir(path)
    }

    private init(at path: String) { self.path = path }
}
