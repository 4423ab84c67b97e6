// SPDX-License-Identifier: Apache-2.0

import Core

/// How many of some durations are how long, for people to look at: as text and as an SVG image.
package struct DelayHistogram: Sendable {
    /// The share of the durations in each class; one that is longer than all classes counts in the last.
    private let shares: [Double]
    /// The width of a class, in seconds.
    private let width: Double

    /// A histogram of durations in seconds, in so many classes up to `longest`.
    package init(_ durations: [Double], classes: Int = 20, longest: Double) {
        width = longest / Double(classes)
        var counts = Array(repeating: 0, count: classes)
        for duration in durations { counts[min(max(Int(duration / width), 0), classes - 1)] += 1 }
        shares = counts.map { durations.isEmpty ? 0 : Double($0) / Double(durations.count) }
    }

    /// Lines with where a class begins, a bar, and the share.
    package func lines(_ barWidth: Int = 50) -> [String] {
        let most = max(shares.max() ?? 0, .leastNonzeroMagnitude)
        return shares.indices.map { index in
            let begin = Self.padded(label(index), 8)
            let bar = String(repeating: "█", count: Int((shares[index] / most * Double(barWidth)).rounded()))
            return "\(begin)  \(bar) \(Self.percent(shares[index]))"
        }
    }

    /// Several histograms with the same classes in one image, one after the other, each with its title.
    package static func svg(_ histograms: [(title: String, histogram: DelayHistogram)], caption: String) -> String {
        let (width, height) = (640.0, 150.0)
        let all = histograms.flatMap(\.histogram.shares).max() ?? 0
        var elements = [text(20, 24, caption, size: 16)]
        for (number, entry) in histograms.enumerated() {
            let top = 50 + Double(number) * (height + 50)
            elements.append(text(20, top, entry.title, size: 13))
            elements += entry.histogram.bars(top: top + 10, width: width, height: height - 20, most: all)
        }
        let total = 60 + Double(histograms.count) * (height + 50)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width) + 40) \(Int(total))" font-family="sans-serif">
            <rect width="100%" height="100%" fill="white"/>
            \(elements.joined(separator: "\n"))
            </svg>

            """
    }

    private func bars(top: Double, width: Double, height: Double, most: Double) -> [String] {
        let step = width / Double(max(shares.count, 1))
        var elements: [String] = []
        for (index, share) in shares.enumerated() {
            let (left, high) = (20 + Double(index) * step, most > 0 ? share / most * height : 0)
            elements.append(
                """
                <rect x="\(Self.number(left))" y="\(Self.number(top + height - high))" width="\(Self.number(step - 1))" \
                height="\(Self.number(high))" fill="#4477aa"><title>\(label(index)): \(Self.percent(share))</title></rect>
                """
            )
            if index % 4 == 0 { elements.append(Self.text(left, top + height + 16, label(index), size: 11)) }
        }
        return elements
    }

    private func label(_ index: Int) -> String { DurationText.spoken(Duration(clampingSeconds: width * Double(index))) }

    private static func text(_ x: Double, _ y: Double, _ words: String, size: Int) -> String {
        let escaped = words.flatMap { character -> String in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            default: String(character)
            }
        }
        return #"<text x="\#(number(x))" y="\#(number(y))" font-size="\#(size)">\#(String(escaped))</text>"#
    }

    private static func number(_ number: Double) -> String { String((number * 10).rounded() / 10) }

    private static func percent(_ share: Double) -> String { "\((share * 1_000).rounded() / 10) %" }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
