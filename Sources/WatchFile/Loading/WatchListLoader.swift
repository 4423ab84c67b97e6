// SPDX-License-Identifier: Apache-2.0

/// Reads watch lists from files.
///
/// All that is wrong in all the files of a list is said at once, and one error anywhere rejects the whole list.
package struct WatchListLoader: Sendable {
    /// The directory beside a watch file that its drop-ins are in.
    package static let dropInDirectory = "watches.d"
    /// The main file's usual name.
    package static let mainFile = "watches.yaml"

    /// Where the drop-ins of the main file at `path` are.
    static func dropIns(beside path: String) -> String { Self.path(of: dropInDirectory, beside: path) }

    /// The path of what lies beside the main file at `path`.
    static func path(of name: String, beside path: String) -> String {
        path.contains("/") ? DirectoryReader.join(DirectoryReader.parent(of: path), name) : name
    }

    private let rules: ListRules

    /// A loader; `fallback` gives the region where no file does, and `allowsPlainHTTP` says whether an `endpoint:` may be
    /// plain http on another machine.
    package init(fallback: RegionFallback = .none, allowsPlainHTTP: Bool = false) {
        rules = ListRules(fallback: fallback, allowsPlainHTTP: allowsPlainHTTP)
    }

    /// Reads the list whose main file is at `path`, with the `watches.d/*.yaml` beside it, as `awaitd run` does.
    package func load(_ path: String) throws(RejectedWatchList) -> LoadedWatchList {
        var session = LoadingSession(rules)
        session.addMain(path)
        return try session.finish()
    }

    /// Reads what `awaitd check PATH` checks.
    ///
    /// A file is a main file with its drop-ins. A directory is every `*.yaml` in it as one list, `watches.yaml` with its
    /// drop-ins among them. A `watches.d`, or a file in one, is checked with the `watches.yaml` beside it if there is one.
    package func check(_ path: String) throws(RejectedWatchList) -> LoadedWatchList {
        var session = LoadingSession(rules)
        session.addAny(path)
        return try session.finish()
    }

    /// Reads a list from bytes in memory, which diagnostics name `file`.
    package func parse(_ bytes: [UInt8], file: String) throws(RejectedWatchList) -> LoadedWatchList {
        var session = LoadingSession(rules)
        session.add(SourceText(file: file, bytes: bytes), role: .list)
        return try session.finish()
    }
}

/// What the environment has to say about a list.
struct ListRules: Sendable {
    let fallback: RegionFallback
    let allowsPlainHTTP: Bool
}
