// SPDX-License-Identifier: Apache-2.0

package import Core
import Glibc
import Platform

/// Reads watch lists from files.
///
/// All mistakes in all the files of a list are reported at once, and a single one rejects the whole list.
package struct WatchListLoader: Sendable {
    /// The directory beside a watch file that its drop-ins are in.
    package static let dropInDirectory = "watches.d"
    /// The main file's usual name.
    package static let mainFile = "watches.yaml"

    private let fallback: RegionFallback
    private let endpoints: EndpointPolicy

    /// A loader; `fallback` gives the region where no file does, and `endpoints` says which addresses `endpoint:` may name.
    package init(fallback: RegionFallback = .none, endpoints: EndpointPolicy = .standard) {
        self.fallback = fallback
        self.endpoints = endpoints
    }

    /// Reads the list whose main file is at `path`, with the `watches.d/*.yaml` beside it, as `awaitd run` does.
    package func load(_ path: String) throws(WatchListError) -> LoadedWatchList {
        try loading { $0.addMain(path) }
    }

    /// Reads what `awaitd check PATH` checks.
    ///
    /// A file is a main file with its drop-ins. A directory is every `*.yaml` in it as one list, `watches.yaml` with its
    /// drop-ins among them. A `watches.d`, or a file in one, is checked with the `watches.yaml` beside it if there is one.
    package func check(_ path: String) throws(WatchListError) -> LoadedWatchList {
        try loading { $0.addAny(path) }
    }

    /// Reads a list from bytes in memory, which diagnostics name `file`.
    package func parse(_ bytes: [UInt8], file: String) throws(WatchListError) -> LoadedWatchList {
        try loading { $0.add(SourceText(file: file, bytes: bytes), role: .list) }
    }

    private func loading(_ add: (inout LoadingSession) -> Void) throws(WatchListError) -> LoadedWatchList {
        var session = LoadingSession(fallback: fallback, endpoints: endpoints)
        add(&session)
        return try session.finish()
    }

    /// Where the drop-ins of the main file at `path` are.
    static func dropIns(beside path: String) -> String { Self.path(of: dropInDirectory, beside: path) }

    /// The path of something beside the main file at `path`.
    fileprivate static func path(of name: String, beside path: String) -> String {
        path.contains("/") ? path.parentDirectory.appending(pathComponent: name) : name
    }
}

/// Where a watch gets its region if no file gives one: the environment, then the profile.
///
/// The executable knows both; this module looks at neither.
package struct RegionFallback: Sendable {
    /// A region, and where it is set.
    package struct Setting: Sendable, Hashable {
        /// The region as it is written.
        package let region: String
        /// Where it is set, to begin a sentence: `AWS_REGION`.
        package let origin: String

        /// A setting.
        package init(region: String, origin: String) {
            (self.region, self.origin) = (region, origin)
        }
    }

    private let lookUp: @Sendable (_ profile: String?) -> Setting?
    private let unreadable: @Sendable () -> [String]

    /// `lookUp` is given the watch's profile, or nil for the default one, and returns `AWS_REGION`,
    /// `AWS_DEFAULT_REGION`, or the profile's region, the first that is set; `unreadable` returns the places that it could
    /// not look at, and why.
    ///
    /// They are called once per profile and list.
    package init(
        lookUp: @escaping @Sendable (_ profile: String?) -> Setting?,
        unreadable: @escaping @Sendable () -> [String]
    ) {
        self.lookUp = lookUp
        self.unreadable = unreadable
    }

    /// A fallback that does not know where it has its regions from.
    package init(_ lookUp: @escaping @Sendable (_ profile: String?) -> String?) {
        self.init(
            lookUp: { profile in
                lookUp(profile).map { Setting(region: $0, origin: "the region of the environment or the profile") }
            },
            unreadable: { [] }
        )
    }

    /// No region from anywhere.
    package static let none = RegionFallback(lookUp: { _ in nil }, unreadable: { [] })

    /// The region for a profile; an empty one counts as none.
    func setting(profile: String?) -> Setting? {
        lookUp(profile).flatMap { $0.region.isEmpty ? nil : $0 }
    }

    /// The places that could not be looked at, and why.
    var unreadablePlaces: [String] { unreadable() }
}

/// Reads the files of one list, one after the other.
private struct LoadingSession {
    private let diagnostics = DiagnosticCollector()
    private let files: WatchListFiles
    private var assembler: WatchListAssembler

    init(fallback: RegionFallback, endpoints: EndpointPolicy) {
        files = WatchListFiles(diagnostics: diagnostics)
        assembler = WatchListAssembler(fallback: fallback, endpoints: endpoints, diagnostics: diagnostics)
    }

    /// Adds a text that has been read already.
    mutating func add(_ source: SourceText, role: FileDraft.Role) {
        assembler.add(source, role: role)
    }

    /// Adds a main file and the drop-ins beside it.
    mutating func addMain(_ path: String) {
        assembler.allowedUnits = .reading(WatchListLoader.path(of: AllowedUnits.fileName, beside: path))
        add(path, role: .list)
        addDropIns(besideMain: path)
    }

    /// Adds a file or a directory.
    mutating func addAny(_ path: String) {
        do {
            if let main = main(above: path) {
                addMain(main)
            } else if try WatchListFiles.isDirectory(path) {
                addDirectory(path)
            } else {
                addMain(path)
            }
        } catch {
            files.report(error, of: path)
        }
    }

    /// The list, or all that is wrong with it.
    mutating func finish() throws(WatchListError) -> LoadedWatchList {
        guard let list = assembler.finish() else { throw WatchListError(report: diagnostics.report) }
        return list
    }

    /// The `watches.yaml` that a drop-in, or a directory of drop-ins, belongs to.
    private func main(above path: String) -> String? {
        let isDirectory = path.lastPathComponent == WatchListLoader.dropInDirectory
        let directory = isDirectory ? path : path.parentDirectory
        let isDropIn = directory.lastPathComponent == WatchListLoader.dropInDirectory && path.hasSuffix(".yaml")
        guard isDirectory || isDropIn else { return nil }
        let main = directory.parentDirectory.appending(pathComponent: WatchListLoader.mainFile)
        let exists = (try? WatchListFiles.isDirectory(path)) != nil
        return exists && (try? WatchListFiles.isDirectory(main)) == false ? main : nil
    }

    private mutating func addDirectory(_ path: String) {
        guard let found = files.list(path) else { return }
        if found.isEmpty {
            let help = "give a file, or a directory with watch files"
            diagnostics.error("there is no *.yaml in this directory", file: path, help: help)
        }
        let isDropIns = path.lastPathComponent == WatchListLoader.dropInDirectory
        for file in found {
            if file.lastPathComponent == WatchListLoader.mainFile, !isDropIns {
                addMain(file)
            } else {
                add(file, role: isDropIns ? .dropIn : .list)
            }
        }
    }

    private mutating func addDropIns(besideMain path: String) {
        let directory = WatchListLoader.dropIns(beside: path)
        do {
            _ = try WatchListFiles.isDirectory(directory)
        } catch {
            if error.code != ENOENT { files.report(error, of: directory) }
            return
        }
        for file in files.list(directory) ?? [] { add(file, role: .dropIn) }
    }

    private mutating func add(_ path: String, role: FileDraft.Role) {
        guard let bytes = files.read(path) else { return }
        assembler.add(SourceText(file: path, bytes: bytes), role: role)
    }
}
