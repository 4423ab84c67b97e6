// SPDX-License-Identifier: Apache-2.0

/// A small random number generator that is determined by its seed, so that tests can repeat jitter and event ids.
///
/// Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (OOPSLA 2014). Not for secrets.
package struct SplitMix64: RandomNumberGenerator, Sendable, Hashable {
    private var state: UInt64

    /// A generator; the same seed gives the same numbers.
    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// The next number as a fraction from 0 up to 1.
    package mutating func nextSample() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// The next two numbers as an event id: 128 random bits, 32 hexadecimal digits.
    package mutating func nextEventID() -> String {
        [next(), next()]
            .map { number in
                let digits = String(number, radix: 16)
                return String(repeating: "0", count: 16 - digits.utf8.count) + digits
            }
            .joined()
    }
}
