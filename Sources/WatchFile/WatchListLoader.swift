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

    /// Reads the list as ``load(_:)`` would if a file, one of its own or a new drop-in, had these bytes.
    func load(_ path: String, with file: String, being bytes: [UInt8]) throws(WatchListError) -> LoadedWatchList {
        try loading(with: (file, bytes)) { $0.addMain(path) }
    }

    /// Whether ``load(_:)`` would come to what it came to when it made a list with this fingerprint.
    ///
    /// The files are read, but not understood. False if one of them cannot be read.
    package func isUnchanged(_ path: String, since old: WatchListFingerprint) -> Bool {
        let diagnostics = DiagnosticCollector()
        let files = WatchListFiles(diagnostics: diagnostics)
        var new = WatchListFingerprint()
        for file in [path] + files.dropIns(besideMain: path) {
            guard let bytes = files.read(file) else { return false }
            let text = SourceText.withoutByteOrderMark(bytes)
            new.add(file, text)
        }
        new.add(regions: old.regions.keys.reduce(into: [:]) { $0[$1] = fallback.setting(profile: $1)?.region })
        return !diagnostics.hasErrors && new == old
    }

    /// Reads what `awaitd check PATH` checks.
    ///
    /// A file is a main file with its drop-ins. A directory is every `*.yaml` in it as one list, `watches.yaml` with its
    /// drop-ins among them. A `watches.d`, or a file in one, is checked with the `watches.yaml` beside it if there is one.
    /// A pipe is read to its end, as is standard input for the path `-`: a list without drop-ins, with the units that are
    /// allowed beside `main`.
    package func check(_ path: String, allowingUnitsOf main: String? = nil) throws(WatchListError) -> LoadedWatchList {
        try loading { $0.addAny(path, allowingUnitsOf: main) }
    }

    /// How diagnostics of ``check(_:allowingUnitsOf:)`` name a path: `<stdin>` for `-`.
    package static func shownName(of path: String) -> String { WatchListFiles.shownName(of: path) }

    /// Reads a list from bytes in memory, which diagnostics name `file`.
    package func parse(_ bytes: [UInt8], file: String) throws(WatchListError) -> LoadedWatchList {
        try loading { $0.add(SourceText(file: file, bytes: bytes), role: .list) }
    }

    private func loading(
        with draft: WatchListFiles.Draft? = nil,
        _ add: (inout LoadingSession) -> Void
    ) throws(WatchListError) -> LoadedWatchList {
        var session = LoadingSession(fallback: fallback, endpoints: endpoints, draft: draft)
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

    init(fallback: RegionFallback, endpoints: EndpointPolicy, draft: WatchListFiles.Draft?) {
        files = WatchListFiles(diagnostics: diagnostics, draft: draft)
        assembler = WatchListAssembler(fallback: fallback, endpoints: endpoints, diagnostics: diagnostics)
    }

    /// Adds a text that has been read already.
    mutating func add(_ source: SourceText, role: FileDraft.Role) {
        assembler.add(source, role: role)
    }

    /// Adds a main file and the drop-ins beside it.
    mutating func addMain(_ path: String) {
        allowUnits(beside: path)
        add(path, role: .list)
        addDropIns(besideMain: path)
    }

    /// Adds a file, a directory, a pipe, or standard input.
    mutating func addAny(_ path: String, allowingUnitsOf main: String?) {
        do {
            if path == WatchListFiles.standardInput {
                addStream(path, allowingUnitsOf: main)
                return
            }
            let isDirectory = try WatchListFiles.isDirectory(path)
            if let main = DropInPlace(path, isDirectory: isDirectory)?.main {
                if (try? WatchListFiles.isDirectory(main)) == false, isDirectory || path.hasSuffix(".yaml") {
                    addMain(main)
                } else if isDirectory {
                    addDirectory(path)
                } else {
                    allowUnits(beside: main)
                    add(path, role: .dropIn(of: main))
                }
            } else if isDirectory {
                addDirectory(path)
            } else if WatchListFiles.isStream(path) {
                addStream(path, allowingUnitsOf: main)
            } else {
                addMain(path)
            }
        } catch {
            files.report(error, of: path)
        }
    }

    private mutating func allowUnits(beside main: String) {
        assembler.allowedUnits = .reading(WatchListLoader.path(of: AllowedUnits.fileName, beside: main))
    }

    private mutating func addStream(_ path: String, allowingUnitsOf main: String?) {
        if let main { allowUnits(beside: main) }
        guard let bytes = files.readStream(path) else { return }
        assembler.add(SourceText(file: WatchListFiles.shownName(of: path), bytes: bytes), role: .list)
    }

    /// The list, or all that is wrong with it.
    mutating func finish() throws(WatchListError) -> LoadedWatchList {
        guard let list = assembler.finish() else { throw WatchListError(report: diagnostics.report) }
        return list
    }

    private mutating func addDirectory(_ path: String) {
        guard let found = files.list(path) else { return }
        if found.isEmpty {
            let help = "give a file, or a directory with watch files"
            diagnostics.error("there is no *.yaml in this directory", file: path, help: help)
        }
        let place = DropInPlace(path, isDirectory: true)
        if let place { allowUnits(beside: place.main) }
        for file in found {
            if let place {
                add(file, role: .dropIn(of: place.main))
            } else if file.lastPathComponent == WatchListLoader.mainFile {
                addMain(file)
            } else {
                add(file, role: .list)
            }
        }
    }

    private mutating func addDropIns(besideMain path: String) {
        for file in files.dropIns(besideMain: path) { add(file, role: .dropIn(of: path)) }
    }

    private mutating func add(_ path: String, role: FileDraft.Role) {
        guard let bytes = files.read(path) else { return }
        assembler.add(SourceText(file: path, bytes: bytes), role: role)
    }
}

/// Where a drop-in, or a directory of drop-ins, belongs.
private struct DropInPlace {
    /// The main file beside the directory, whether or not it exists.
    let main: String

    /// Nil for a path that is neither a `watches.d` nor in one.
    init?(_ path: String, isDirectory: Bool) {
        var directory = isDirectory ? path : path.parentDirectory
        if [".", ".."].contains(directory.lastPathComponent), let real = WatchListFiles.realPath(directory) {
            directory = real
        }
        guard directory.lastPathComponent == WatchListLoader.dropInDirectory else { return nil }
        main = directory.parentDirectory.appending(pathComponent: WatchListLoader.mainFile)
    }
}
