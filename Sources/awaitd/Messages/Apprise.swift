// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
package import Platform
import Systemd

/// One address of `apprise.conf`, which is a secret as a whole.
package struct AppriseAddress: Sendable, Hashable {
    /// The tags before it, if there are any.
    package let tags: String?
    private let url: String

    init(tags: String?, url: String) {
        (self.tags, self.url) = (tags, url)
    }

    /// A configuration that has this address alone.
    package var configuration: String { "\(url)\n" }

    /// What has to be escaped beyond what apprise does itself, which is told that the text is text.
    ///
    /// To these services apprise 1.2 to 2.3 passes it on as it is, though they take it for Markdown, or find names to call.
    package var markup: Markup {
        let scheme = url.prefix { $0 != ":" }.lowercased()
        if scheme == "https" { return url.contains("://discord") ? .markdown : .plain }
        if Self.markdown.contains(scheme) { return .markdown }
        return Self.calling.contains(scheme) ? .silent : .plain
    }

    private static let markdown = ["discord", "mmost", "mmosts", "guilded"]
    private static let calling = [
        "dingtalk", "feishu", "flock", "gitter", "lark", "matrix", "matrixs", "rocket", "rockets", "ryver", "tgram",
        "twist",
        "wecombot", "zulip",
    ]
}

/// The addresses of `apprise.conf`: apprise's text format, an address a line, with or without tags.
///
/// Each is a run of apprise of its own, since a run with several says only that one of them has failed.
package struct AppriseSettings: Sendable, Hashable {
    /// The addresses, in their order.
    package private(set) var addresses: [AppriseAddress] = []

    /// Reads the text of a file.
    package init(_ text: String) throws(MessageSettingsError) {
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = line.trimmed
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
            guard let scheme = line.firstRange(of: "://"), line.utf8.count <= 4_000,
                !line.unicodeScalars.contains(where: \.isUnsafeInText)
            else { throw Self.misread(index + 1) }
            let equals = line[..<scheme.lowerBound].lastIndex(of: "=")
            let url = (equals.map { line[line.index(after: $0)...] } ?? line[...]).trimmed
            guard !url.hasPrefix("://"), url.prefix(while: { $0 != ":" }).allSatisfy({ $0.isLetter || $0.isNumber })
            else {
                throw Self.misread(index + 1)
            }
            let tags = equals.map { line[..<$0].trimmed.cleaned(limit: 60) }
            addresses.append(AppriseAddress(tags: tags?.isEmpty == false ? tags : nil, url: url))
        }
        guard !addresses.isEmpty else { throw MessageSettingsError(nil, "it names no address: ntfys://ntfy.sh/topic") }
    }

    private static func misread(_ line: Int) -> MessageSettingsError {
        MessageSettingsError(line, "write one address of apprise a line, such as ntfys://ntfy.sh/topic")
    }
}

/// How a run of `apprise` with one address ended.
package enum AppriseResult {
    /// What it means: apprise has one status for all failures, and names the receiver's answer in a warning.
    package static func judged(_ ended: ChildProcess.Result) -> TryResult {
        if ended.status == 0 { return .delivered() }
        if ended.status == 2 { return .refused("apprise refuses its arguments or the address (status 2)") }
        let said = String(decoding: ended.output + ended.errorText, as: UTF8.self)
        let answers = said.ranges(of: "error=").compactMap { Int(said[$0.upperBound...].prefix { $0.isNumber }) }
        if let answer = answers.first(where: { (400..<500).contains($0) && $0 != 429 }) {
            return .refused("it answered \(answer)")
        }
        let answer = answers.last.map { ": it answered \($0)" } ?? ""
        return .failed("apprise ended with status \(ended.status)\(answer)")
    }
}

/// A folder that nobody else can look into, and that goes when it is no longer used.
struct SecretFolder: ~Copyable {
    /// Its path.
    let path: String
    private let folder: SpoolFolder

    /// Makes a folder in another one; throws if that cannot be done.
    init(in parent: String) throws(SpoolError) {
        path = "\(parent)/awaitd-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        folder = try SpoolFolder(path, creatingFor: .owner)
    }

    deinit {
        for name in (try? folder.names()) ?? [] { try? folder.discard(name) }
        _ = unsafe rmdir(path)
    }

    /// Writes a file that only we can read; returns its path.
    func write(_ bytes: [UInt8], to name: String) throws(SpoolError) -> String {
        try folder.write(bytes, to: name, mode: 0o600)
        return "\(path)/\(name)"
    }
}
