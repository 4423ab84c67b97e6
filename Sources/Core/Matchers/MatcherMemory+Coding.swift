// SPDX-License-Identifier: Apache-2.0

/// A memory as it is kept on record, or shared by several hosts.
///
/// An object with short keys, of which a later version may add some: those that this one does not know are passed over.
extension MatcherMemory: Codable {
    private enum CodingKeys: String, CodingKey {
        /// The patterns.
        case patterns
        /// When the first attempt to list began, in microseconds since 1970.
        case first
        /// When the last complete listing began, in the same; left out until there was one.
        case seen
        /// The ids of jobs that had ended before; left out if there are none.
        case ended
        /// Whether it was told that it is full; left out if not.
        case full
        /// Whether it was told that it cannot list; left out if not.
        case lost
        /// Why found jobs cannot be read, as far as that was told; left out if nothing was.
        case unreadable
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(patterns, forKey: .patterns)
        try container.encode(firstListedAt.microseconds, forKey: .first)
        try container.encodeIfPresent(seenUntil?.microseconds, forKey: .seen)
        if !ended.isEmpty { try container.encode(ended, forKey: .ended) }
        if isFullReported { try container.encode(true, forKey: .full) }
        if isLossReported { try container.encode(true, forKey: .lost) }
        if !unreadable.isEmpty { try container.encode(unreadable.map(\.rawValue), forKey: .unreadable) }
    }

    /// Reads a memory; throws unless it says at least which patterns it is about and since when.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func time(_ key: CodingKeys) throws -> Timestamp? {
            try container.decodeIfPresent(Int64.self, forKey: key).map { Timestamp(microseconds: $0).clamped }
        }
        let first = try container.decode(Int64.self, forKey: .first)
        self.init(
            patterns: try container.decode([String].self, forKey: .patterns),
            firstListedAt: Timestamp(microseconds: first).clamped,
            seenUntil: try time(.seen),
            ended: Array((try container.decodeIfPresent([String].self, forKey: .ended) ?? []).prefix(Self.mostEnded)),
            isFullReported: try container.decodeIfPresent(Bool.self, forKey: .full) ?? false,
            isLossReported: try container.decodeIfPresent(Bool.self, forKey: .lost) ?? false,
            unreadable: (try container.decodeIfPresent([String].self, forKey: .unreadable) ?? [])
                .prefix(16).compactMap { Visibility(rawValue: $0) }
        )
    }
}
