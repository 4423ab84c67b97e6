// SPDX-License-Identifier: Apache-2.0

/// Refuses `%TAG` and unknown directives before libyaml sees them: it compares each new one with all before it.
struct DirectiveCheck {
    let source: SourceText
    let diagnostics: DiagnosticCollector

    /// Whether nothing but one `%YAML` stands before the document.
    func passes() -> Bool {
        var hasVersion = false
        for line in 1...source.lineCount {
            let text = source.bytes[source.range(ofLine: line)].drop { $0 == 0x20 || $0 == 0x09 }
            guard let first = text.first, first != UInt8(ascii: "#") else { continue }
            guard first == UInt8(ascii: "%") else { return true }
            if text.starts(with: Array("%YAML ".utf8)), !hasVersion {
                hasVersion = true
                continue
            }
            diagnostics.error(
                "this YAML directive is not supported",
                at: Place(source, source.mark(atOffset: text.startIndex)),
                help: "remove the line"
            )
            return false
        }
        return true
    }
}
