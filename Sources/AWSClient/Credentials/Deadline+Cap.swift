// SPDX-License-Identifier: Apache-2.0

extension Deadline {
    /// This deadline, or so long from now if that comes sooner.
    func capped(at limit: Duration) -> Deadline {
        let left = end - .now
        return left <= limit ? self : Deadline(in: limit)
    }

    /// Whether it has passed.
    var hasPassed: Bool { end <= .now }
}
