// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Many resources that differ in their number and in when their clocks start: other people's jobs, or a thousand to watch.
///
/// However many there are, one of them is kept. They are numbered from 1.
package struct ResourceSeries: Sendable, Hashable {
    /// What all of them have in common; `####` in the id and the name stands for the number, padded with zeros.
    package var template: SimulatedResource
    /// How many there are.
    package var count: Int
    /// The seconds before the series' start over which their clocks start, evenly, the first resource's first.
    package var over: Double
    /// The seconds from one resource's start to the next one's; the first starts with the series.
    package var every: Double

    /// Whether the template's id and name have a number; a single resource's are taken literally.
    let isNumbered: Bool

    /// A series of resources.
    ///
    /// - Parameters:
    ///   - template: What all of them have in common; `####` in the id and the name stands for the number.
    ///   - count: How many there are.
    ///   - over: The seconds before the series' start over which their clocks start.
    ///   - every: The seconds from one resource's start to the next one's.
    package init(of template: SimulatedResource, count: Int, over: Double = 0, every: Double = 0) {
        self.template = template
        self.count = count
        self.over = over
        self.every = every
        isNumbered = true
    }

    /// A single resource.
    init(only resource: SimulatedResource) {
        template = resource
        count = 1
        over = 0
        every = 0
        isNumbered = false
    }

    /// When the clock of a resource starts, in seconds from the series' start.
    func offset(_ number: Int) -> Double {
        let index = Double(number - 1)
        return index * every - over * (1 - index / Double(count))
    }
}

/// A text with one run of `#`, which stands for a number with that many digits.
struct NumberPattern: Sendable, Hashable {
    let prefix: String
    let width: Int
    let suffix: String

    /// The pattern of a text; nil if it has no `#`.
    init?(_ text: String) {
        guard let begin = text.firstIndex(of: "#") else { return nil }
        let end = text[begin...].firstIndex { $0 != "#" } ?? text.endIndex
        prefix = String(text[..<begin])
        width = text.distance(from: begin, to: end)
        suffix = String(text[end...])
    }

    /// The largest number that it can show.
    var limit: Int {
        // Nine digits are enough, and cannot overflow.
        (0..<min(width, 9)).reduce(1) { power, _ in power * 10 } - 1
    }

    /// The text with a number.
    func text(_ number: Int) -> String {
        let digits = String(number)
        return prefix + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits + suffix
    }

    /// The number in a text; nil if it does not match.
    func number(in text: String) -> Int? {
        guard text.utf8.count == prefix.utf8.count + width + suffix.utf8.count, text.hasPrefix(prefix),
            text.hasSuffix(suffix)
        else { return nil }
        let digits = text.utf8.dropFirst(prefix.utf8.count).prefix(width)
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }
}
