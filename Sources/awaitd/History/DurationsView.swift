// SPDX-License-Identifier: Apache-2.0

import Core

/// Shows how long the past jobs of a kind took, pattern by pattern, as a small plot each.
package struct DurationsView: Sendable {
    private let style: Style
    private let width: Int

    private static let indent = "  "
    /// The widest plot, in columns; a wider terminal makes it no clearer.
    private static let widest = 60
    private static let height = 4
    private static let leastClasses = 12
    /// A row of a column, from empty to full.
    private static let eighths = Array(" ▁▂▃▄▅▆▇█")
    /// From which ratio of the longest to the shortest duration on the axis is logarithmic.
    private static let leastLogarithmicRatio = 20.0
    /// How many patterns with too few jobs are named.
    private static let mostFew = 5

    /// A view of `columns` columns; nil for an unknown number.
    package init(style: Style, columns: Int?) {
        self.style = style
        width = max(20, columns ?? 80)
    }

    /// The text about all patterns, each ended by a newline; empty if there are none.
    package func text(_ summaries: [DurationSummary]) -> String {
        var blocks = summaries.filter(\.isEnough).map { block($0).joined(separator: "\n") }
        let few = summaries.filter { !$0.isEnough }
        if !few.isEmpty { blocks.append(sentence(few).wrapped(at: width).map(style.dim).joined(separator: "\n")) }
        return blocks.isEmpty ? "" : blocks.joined(separator: "\n\n") + "\n"
    }

    /// Why there is nothing to show about jobs of a kind, as far as the kind says so.
    package static func absence(of kind: String) -> String {
        if let known = KindTable.builtIn.kind(named: kind), known.response.finished == nil {
            return "AWS does not say when a job of kind \(kind) ended, so there are no durations to learn from"
        }
        return """
            no job of kind \(kind.cleaned(limit: 100)) has ended on record with a start and an end by AWS; \
            \(DurationSamples.least) of one name pattern say something
            """
    }

    private func sentence(_ few: [DurationSummary]) -> String {
        let names = few.prefix(Self.mostFew).map { "\($0.pattern.cleaned(limit: 100)) (\($0.seconds.count))" }
        let more = few.count > names.count ? ", and \(few.count - names.count) more" : ""
        return "fewer than \(DurationSamples.least) jobs: \(names.joined(separator: ", "))\(more)"
    }

    private func block(_ summary: DurationSummary) -> [String] {
        let heading = style.bold(summary.pattern.cleaned(limit: 255).fitted(to: width))
        let room = width - Self.indent.count
        let lines = figures(summary).wrappedAtCommas(at: room) + plot(summary, min(room, Self.widest))
        return [heading] + lines.map { Self.indent + $0 }
    }

    private func figures(_ summary: DurationSummary) -> String {
        let bad = summary.seconds.count - summary.completed
        // Not rounded to none, or to all.
        let share = Double(bad) * 100 / Double(summary.seconds.count)
        let percent = bad == 0 || bad == summary.seconds.count ? Int(share) : min(max(Int(share.rounded()), 1), 99)
        return """
            \(summary.seconds.count.counted("job")), median \(Self.spoken(summary.quantile(0.5))), \
            10 % within \(Self.spoken(summary.quantile(0.1))), 90 % within \(Self.spoken(summary.quantile(0.9))), \
            longest \(Self.spoken(summary.longest)), \(percent) % failed or stopped
            """
    }

    private static func spoken(_ seconds: Double) -> String { DurationText.spoken(Duration(clampingSeconds: seconds)) }

    // MARK: The plot

    private func plot(_ summary: DurationSummary, _ room: Int) -> [String] {
        let axis = Axis(from: summary.shortest, to: summary.longest)
        // Few jobs in many classes are a comb.
        let classes = min(room, max(Self.leastClasses, Int(3 * Double(summary.seconds.count).squareRoot())))
        let classWidth = room / classes
        var counts = Array(repeating: 0, count: classes)
        for seconds in summary.seconds { counts[min(Int(axis.share(seconds) * Double(classes)), classes - 1)] += 1 }
        let most = counts.max() ?? 1
        // One job is visible at least.
        let levels = counts.map { $0 == 0 ? 0 : max(1, $0 * Self.height * 8 / most) }
        let rows = (0..<Self.height).reversed().map { row in
            let line = levels.map { level in
                String(repeating: Self.eighths[min(max(level - row * 8, 0), 8)], count: classWidth)
            }
            return String(line.joined().reversed().drop { $0 == " " }.reversed())
        }
        return rows.drop { $0.isEmpty } + [style.dim(labels(axis, classes * classWidth))]
    }

    /// The durations at both ends of the axis, and in its middle if there is room.
    private func labels(_ axis: Axis, _ width: Int) -> String {
        let (first, last) = (Self.spoken(axis.first), Self.spoken(axis.last))
        guard first != last else { return first }
        let middle = Self.spoken(axis.middle)
        let place = width / 2 - middle.count / 2
        let right = width - last.count
        var line = first
        if place >= line.count + 2, place + middle.count + 2 <= right {
            line += String(repeating: " ", count: place - line.count) + middle
        }
        return line + String(repeating: " ", count: max(1, right - line.count)) + last
    }

    /// Durations from left to right: in proportion, or each column longer by the same factor where they differ that much.
    private struct Axis {
        let first: Double
        let last: Double

        init(from first: Double, to last: Double) { (self.first, self.last) = (first, last) }

        private var isLogarithmic: Bool { last > first * DurationsView.leastLogarithmicRatio }

        /// Where a duration is, from 0 to 1.
        func share(_ seconds: Double) -> Double {
            guard last > first else { return 0 }
            guard isLogarithmic else { return (seconds - first) / (last - first) }
            return naturalLogarithm(seconds / first) / naturalLogarithm(last / first)
        }

        /// The duration in its middle.
        var middle: Double { isLogarithmic ? (first * last).squareRoot() : (first + last) / 2 }
    }
}
