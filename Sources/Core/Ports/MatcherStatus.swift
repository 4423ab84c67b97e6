// SPDX-License-Identifier: Apache-2.0

/// The status of one matcher: the same type in the engine, on the control socket and on the screen.
package struct MatcherStatus: Sendable, Hashable {
    /// The matcher's name.
    package let name: String
    /// Its kind's name.
    package let kind: String
    /// What names must match: any of these.
    package let patterns: [String]
    /// How many of the jobs that it has found have not ended.
    package let open: Int
    /// How many of the jobs that it has found are shown now, those that ended lately included.
    package let found: Int
    /// When the last listing that reached its end began; nil if none did yet.
    package var listedAt: Timestamp?
    /// What keeps it from listing.
    package let visibility: Visibility
    /// Why it cannot list; nil if it can, or if nothing is known of that yet.
    package let reason: String?

    /// A status.
    package init(
        name: String, kind: String, patterns: [String], open: Int, found: Int, listedAt: Timestamp?,
        visibility: Visibility, reason: String?
    ) {
        self.name = name
        self.kind = kind
        self.patterns = patterns
        self.open = open
        self.found = found
        self.listedAt = listedAt
        self.visibility = visibility
        self.reason = reason
    }
}

/// The form of the interface `io.awaitd`: every member is always present, null where there is nothing to say.
extension MatcherStatus: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, kind, patterns, open, found, visibility, reason
        case listedAt = "listed_at"
    }

    /// Reads a status; a visibility that only a later version has becomes the nearest of this one's.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try values.decode(String.self, forKey: .name),
            kind: try values.decode(String.self, forKey: .kind),
            patterns: try values.decode([String].self, forKey: .patterns),
            open: try values.decode(Int.self, forKey: .open),
            found: try values.decode(Int.self, forKey: .found),
            listedAt: try values.decodeIfPresent(String.self, forKey: .listedAt).flatMap { Timestamp(rfc3339: $0) },
            visibility: Visibility(rawValue: try values.decode(String.self, forKey: .visibility)) ?? .unreachable,
            reason: try values.decodeIfPresent(String.self, forKey: .reason)
        )
    }

    /// Writes the status; times are RFC 3339, UTC, with milliseconds.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(name, forKey: .name)
        try values.encode(kind, forKey: .kind)
        try values.encode(patterns, forKey: .patterns)
        try values.encode(open, forKey: .open)
        try values.encode(found, forKey: .found)
        try values.encode(listedAt?.rfc3339, forKey: .listedAt)
        try values.encode(visibility.rawValue, forKey: .visibility)
        try values.encode(reason, forKey: .reason)
    }
}
