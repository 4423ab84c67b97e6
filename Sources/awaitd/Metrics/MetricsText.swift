// SPDX-License-Identifier: Apache-2.0

/// Metrics in Prometheus' text format, version 0.0.4 (prometheus.io, "Exposition formats").
///
/// Samples of one name have to follow each other: ``begin(_:_:_:)`` and then its samples.
package struct MetricsText {
    /// The format's media type.
    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// What a metric is.
    enum Kind: String {
        /// It only grows, and begins at zero with each start.
        case counter
        /// It goes up and down.
        case gauge
        /// How values are distributed.
        case histogram
    }

    /// A label and its value.
    typealias Label = (name: String, value: String)

    /// The text so far.
    private(set) var text = ""
    private var name = ""

    /// Begins a metric with what it is and what it says; samples of it follow.
    mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Adds a sample of the metric that has begun.
    mutating func add(_ value: Int, suffix: String = "", _ labels: Label...) {
        add(String(value), suffix, labels)
    }

    /// Adds a sample of the metric that has begun.
    mutating func add(_ value: Double, suffix: String = "", _ labels: Label...) {
        add(Self.number(value), suffix, labels)
    }

    /// A number as the format has it.
    package static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        guard value.isFinite else { return value > 0 ? "+Inf" : "-Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
    }

    private mutating func add(_ value: String, _ suffix: String, _ labels: [Label]) {
        text += name
        text += suffix
        for (index, label) in labels.enumerated() {
            text += index == 0 ? "{" : ","
            text += "\(label.name)=\"\(Self.escaped(label.value))\""
        }
        if !labels.isEmpty { text += "}" }
        text += " \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
