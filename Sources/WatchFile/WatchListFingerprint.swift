// SPDX-License-Identifier: Apache-2.0

import Core

/// What a list was read from: equal, but for an unlikely accident, only if reading it again would come to the same.
///
/// So a list of a hundred thousand watches need not be read to see that nothing in it has changed.
package struct WatchListFingerprint: Sendable, Equatable {
    /// The files in their order, with their bytes: two numbers of 64 bits, from a seed that is the process's own.
    private var hashers = (Hasher(), Hasher())
    /// The regions that came from elsewhere, by profile.
    private(set) var regions: [String?: String] = [:]

    /// Nothing has been read yet.
    init() {
        hashers.1.combine(0)
    }

    /// Adds a file.
    mutating func add(_ path: String, _ bytes: [UInt8]) {
        for part in [path, String(bytes.count)] {
            hashers.0.combine(part)
            hashers.1.combine(part)
        }
        unsafe bytes.withUnsafeBytes { raw in
            unsafe hashers.0.combine(bytes: raw)
            unsafe hashers.1.combine(bytes: raw)
        }
    }

    /// Adds the regions that came from the environment or a profile.
    mutating func add(regions: [String?: String]) {
        self.regions = regions
    }

    package static func == (one: Self, other: Self) -> Bool {
        one.hashers.0.finalize() == other.hashers.0.finalize()
            && one.hashers.1.finalize() == other.hashers.1.finalize() && one.regions == other.regions
    }
}
