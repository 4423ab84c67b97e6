// SPDX-License-Identifier: Apache-2.0

import Platform

/// How many units the dispatcher handles: its own limit, which a daemon that has been taken over cannot lift.
///
/// A bucket of ``burst`` units that refills at ``perSecond``, kept as the one number of the generic cell rate algorithm:
/// the time at which the bucket would be full again. It outlives a run in a file that only the dispatcher may write.
package struct StartBudget: Sendable, Hashable {
    /// The most units at once: more than a list of a thousand watches causes within a minute.
    package static let burst = 900
    /// How many more units there may be each second.
    package static let perSecond = 3

    /// Microseconds that a unit takes to come back.
    private static let cost: Int64 = 1_000_000 / Int64(perSecond)
    private static let whole = cost * Int64(burst)

    /// When the bucket will be full, in microseconds of ``now()``.
    private var fullAt: Int64
    /// Whether it was said that entries have to wait, and they still do.
    package var isHolding: Bool

    /// A full bucket, or what a file says: a time that no bucket can have, such as one of an earlier boot, is an empty one's.
    package init(_ bytes: [UInt8] = [], at now: Int64) {
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        fullAt = min(words.first.flatMap { Int64($0) } ?? now, now + Self.whole)
        isHolding = words.dropFirst().first == "holding"
    }

    /// The content of its file.
    package var bytes: [UInt8] { Array("\(fullAt)\(isHolding ? " holding" : "")\n".utf8) }

    /// How many units are left.
    package func left(at now: Int64) -> Int {
        Int((Self.whole - Self.debt(fullAt, now)) / Self.cost)
    }

    /// Takes so many units, also those that are not left.
    package mutating func take(_ units: Int, at now: Int64) {
        fullAt = now + min(Self.debt(fullAt, now) + Int64(units) * Self.cost, Self.whole)
    }

    /// What is missing from the bucket.
    private static func debt(_ fullAt: Int64, _ now: Int64) -> Int64 { fullAt > now ? min(fullAt - now, whole) : 0 }

    /// Microseconds since the boot, sleep included.
    package static func now() -> Int64 { KernelTime.boot }
}
