// SPDX-License-Identifier: Apache-2.0

import Core

/// The paths of REST-JSON at which a POST only reads.
///
/// A GET cannot do harm, but a POST of REST-JSON is what its path makes of it, whatever a kind calls its operation. So a kind
/// of a watch file may send one only where AWS's models, or a built-in kind, have an operation that reads.
enum ReadingPosts {
    /// Whether the path of a service, which is named as in signatures, is such a path.
    static func allows(_ path: String, of service: String) -> Bool {
        let wanted = segments(of: path)
        let known = Kind.all.filter { $0.service.signingName == service }.flatMap { kind in
            [kind.request, kind.listing?.request].compactMap(\.self)
        }
        return known.contains { $0.method == .post && segments(of: $0.path) == wanted }
            || paths(of: service).contains { segments(of: $0) == wanted }
    }

    private static func paths(of service: String) -> [Substring] {
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.first.map(String.init) == service { return Array(words.dropFirst()) }
        }
        return []
    }

    /// The parts of a path, `{}` for a member in braces, whatever its name.
    private static func segments(of path: some StringProtocol) -> [String] {
        path.split(separator: "/").map { $0.hasPrefix("{") ? "{}" : String($0) }
    }
}
