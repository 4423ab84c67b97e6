// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A journal message catalog, as systemd's documentation on journal message catalogs describes it.
struct Catalog {
    struct Entry {
        let id: String
        var header: [String: String] = [:]
        var body: [String] = []

        /// The names between two `@`, in subject and body.
        var fields: Set<String> {
            let text = ([header["Subject"] ?? ""] + body).joined(separator: "\n")
            var names: Set<String> = []
            for (index, part) in text.split(separator: "@", omittingEmptySubsequences: false).enumerated()
            where index % 2 == 1 { names.insert(String(part)) }
            return names
        }
    }

    private(set) var entries: [Entry] = []

    /// Reads a file of the package, given by its path from the package's root; this file is three folders below it.
    init(path: String) throws {
        let package = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        var inHeader = false
        for line in try Self.lines(of: "/\(package)/\(path)") {
            if line.hasPrefix("-- ") {
                entries.append(Entry(id: String(line.dropFirst(3))))
                inHeader = true
            } else if entries.isEmpty || line.hasPrefix("#") {
                continue
            } else if line.isEmpty {
                inHeader = false
            } else if inHeader, let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                entries[entries.count - 1].header[String(line[..<colon])] = String(value)
            } else {
                entries[entries.count - 1].body.append(line)
            }
        }
    }

    private static func lines(of path: String) throws -> [String] {
        guard let file = unsafe fopen(path, "r") else { throw Missing(path: path) }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = unsafe fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    struct Missing: Error { let path: String }
}
