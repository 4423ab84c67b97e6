// SPDX-License-Identifier: Apache-2.0

/// Refuses `%TAG` and unknown directives before libyaml sees them: it compares each new one with all before it.
struct DirectiveCheck {
    let source: SourceText
    let diagnostics: DiagnosticCollector

    /// Whether nothing but one `%YAML` stands before the document.
    func passes() -> Bool {
        let bytes = source.bytes
        let version = Array("%YAML ".utf8)
        var hasVersion = false
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                index += 1
            case UInt8(ascii: "#"):
                index = endOfLine(from: index)
            case UInt8(ascii: "%") where !hasVersion && bytes[index...].starts(with: version):
                hasVersion = true
                index = endOfLine(from: index)
            case UInt8(ascii: "%"):
                let place = Place(source, source.mark(atOffset: index))
                diagnostics.error("this YAML directive is not supported", at: place, help: "remove the line")
                return false
            default:
                return true
            }
        }
        return true
    }

    private func endOfLine(from start: Int) -> Int {
        var index = start
        let bytes = source.bytes
        while index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D { index += 1 }
        return index
    }
}
