// SPDX-License-Identifier: Apache-2.0

import Core

/// Whether bytes are the text that a YAML file has to be: UTF-8, without NUL and control characters.
///
/// All that YAML 1.2 §5.1 leaves out of its printable characters is refused, and NEL, LS and PS too: libyaml counts
/// them as line ends, which nothing that shows line numbers does.
extension SourceText {
    /// Reports what is wrong with the bytes as text; true if nothing is.
    func isValidText(reportingTo diagnostics: DiagnosticCollector) -> Bool {
        func report(at offset: Int, _ message: String, help: String) -> Bool {
            diagnostics.error(message, at: SourceLocation(self, mark(atOffset: offset)), help: help)
            return false
        }
        if let encoding = wideEncoding {
            return report(at: 0, "the file is \(encoding), not UTF-8", help: "save it as UTF-8")
        }
        if let offset = controlBytes.first(where: { bytes[$0] == 0 }) {
            return report(at: offset, "the file has a NUL byte in it", help: "is it a text file, saved as UTF-8?")
        }
        if !isASCII, let offset = firstInvalidOffset {
            return report(at: offset, "the file is not UTF-8 from here on", help: "save it as UTF-8")
        }
        var isText = true
        for offset in (controlBytes + wideControls).sorted() {
            let scalar =
                String(decoding: bytes[offset..<min(offset + 3, bytes.count)], as: UTF8.self)
                .unicodeScalars.first ?? "\u{FFFD}"
            isText = report(at: offset, "the control character \(scalar.quoted) is not allowed", help: "remove it")
        }
        return isText
    }

    /// UTF-16 or UTF-32 by its byte order mark.
    private var wideEncoding: String? {
        let head = bytes.prefix(4)
        if head.starts(with: [0, 0, 0xFE, 0xFF]) || Array(head) == [0xFF, 0xFE, 0, 0] { return "UTF-32" }
        return head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) ? "UTF-16" : nil
    }

    private var firstInvalidOffset: Int? {
        do throws(UTF8.ValidationError) {
            let bytes = bytes
            let span = bytes.span
            _ = try UTF8Span(validating: span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    /// The offsets of C1 controls, LS, PS, misplaced byte order marks and the first plane's two non-characters.
    private var wideControls: [Int] {
        guard !isASCII else { return [] }
        let bytes = bytes
        var found: [Int] = []
        var index = 0
        while index + 1 < bytes.count, found.count < DiagnosticCollector.mostKept {
            defer { index += 1 }
            switch bytes[index] {
            case 0xC2 where bytes[index + 1] < 0xA0:
                found.append(index)
            case 0xE2 where index + 2 < bytes.count && bytes[index + 1] == 0x80:
                if bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9 { found.append(index) }
            case 0xEF where index + 2 < bytes.count:
                let pair = (bytes[index + 1], bytes[index + 2])
                if pair == (0xBB, 0xBF) || pair == (0xBF, 0xBE) || pair == (0xBF, 0xBF) { found.append(index) }
            default:
                break
            }
        }
        return found
    }
}
