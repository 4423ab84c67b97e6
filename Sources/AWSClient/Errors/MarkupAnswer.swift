// SPDX-License-Identifier: Apache-2.0

/// A body of markup where JSON was to be expected: a page of something on the way, or AWS's front door that did not know
/// which service was meant.
struct MarkupAnswer {
    /// The code, if the document is an error of AWS: `<UnknownOperationException/>`, `<ErrorResponse>…<Code>…`.
    let code: String?
    /// The error's words.
    let message: String?

    /// What a page is told as.
    static let words = "a page of HTML or XML; a proxy or a sign-in page may answer in AWS's place"

    /// The markup of a body; nil if it is something else.
    init?(_ body: [UInt8]) {
        guard Self.isMarkup(body) else { return nil }
        let texts = (try? XMLReader.texts(of: body)) ?? [:]
        let start = body.firstIndex(of: UInt8(ascii: "<")) ?? 0
        let name = body[(start + 1)...].prefix(129).prefix { (65...90).contains($0) || (97...122).contains($0) }
        let exception = String(decoding: name, as: UTF8.self)
        let isException =
            exception.hasSuffix("Exception") && ("Exception".utf8.count + 1...128).contains(exception.utf8.count)
        code = isException ? exception : Self.errors.lazy.compactMap { texts["\($0)Code"] }.first
        message = code == nil ? nil : Self.errors.lazy.compactMap { texts["\($0)Message"] }.first
    }

    /// Where errors stand below the outermost element: in those of rest-xml and of the query protocols.
    private static let errors = ["", "Error/", "Errors/Error/"]

    /// Whether a body begins as a page does, behind a byte order mark and white space.
    static func isMarkup(_ body: [UInt8]) -> Bool {
        let mark = Array("\u{FEFF}".utf8)
        let rest = body.starts(with: mark) ? body.dropFirst(mark.count) : body[...]
        return rest.first { $0 > 0x20 } == UInt8(ascii: "<")
    }
}
