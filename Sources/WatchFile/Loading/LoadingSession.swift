// SPDX-License-Identifier: Apache-2.0

import Core

/// Reads the files of one list, one after the other.
struct LoadingSession {
    private let diagnostics = DiagnosticCollector()
    private var assembler: ListAssembler

    init(_ rules: ListRules) {
        assembler = ListAssembler(rules, diagnostics: diagnostics)
    }

    /// Adds a text that has been read already.
    mutating func add(_ source: SourceText, role: FileDecoder.Role) {
        assembler.add(source, role: role)
    }

    /// Adds a main file and the drop-ins beside it.
    mutating func addMain(_ path: String) {
        assembler.allowedUnits = allowedUnits(besideMain: path)
        add(path, role: .list)
        addDropIns(besideMain: path)
    }

    /// Adds a file or a directory, whatever it is.
    mutating func addAny(_ path: String) {
        do {
            if let main = main(above: path) {
                addMain(main)
            } else if try FileReader.isDirectory(path) {
                addDirectory(path)
            } else {
                addMain(path)
            }
        } catch {
            refuse(path, error)
        }
    }

    /// The list, or all that is wrong with it.
    mutating func finish() throws(RejectedWatchList) -> LoadedWatchList {
        guard let list = assembler.finish() else { throw RejectedWatchList(report: diagnostics.report) }
        return list
    }

    /// The `watches.yaml` that a drop-in, or a directory of drop-ins, belongs to.
    private func main(above path: String) -> String? {
        let isDirectory = DirectoryReader.name(of: path) == WatchListLoader.dropInDirectory
        let directory = isDirectory ? path : DirectoryReader.parent(of: path)
        let isDropIn = DirectoryReader.name(of: directory) == WatchListLoader.dropInDirectory && path.hasSuffix(".yaml")
        guard isDirectory || isDropIn else { return nil }
        let main = DirectoryReader.join(DirectoryReader.parent(of: directory), WatchListLoader.mainFile)
        return (try? FileReader.isDirectory(main)) == false && (try? FileReader.isDirectory(path)) != nil ? main : nil
    }

    private mutating func addDirectory(_ path: String) {
        guard let listing = list(path) else { return }
        if listing.files.isEmpty {
            let help = "give a file, or a directory with watch files"
            diagnostics.error("there is no *.yaml in this directory", file: path, help: help)
        }
        let isDropIns = DirectoryReader.name(of: path) == WatchListLoader.dropInDirectory
        for file in listing.files {
            if DirectoryReader.name(of: file) == WatchListLoader.mainFile, !isDropIns {
                addMain(file)
            } else {
                add(file, role: isDropIns ? .dropIn : .list)
            }
        }
    }

    /// What the administrator allows to be started; a file that cannot be read allows nothing more.
    private func allowedUnits(besideMain path: String) -> AllowedUnits {
        AllowedUnits.reading(WatchListLoader.path(of: AllowedUnits.fileName, beside: path))
    }

    private mutating func addDropIns(besideMain path: String) {
        let directory = WatchListLoader.dropIns(beside: path)
        do {
            _ = try FileReader.isDirectory(directory)
        } catch {
            if !error.isMissing { refuse(directory, error) }
            return
        }
        for file in list(directory)?.files ?? [] { add(file, role: .dropIn) }
    }

    private mutating func list(_ directory: String) -> DirectoryReader.Listing? {
        do {
            let listing = try DirectoryReader.list(directory)
            for file in listing.misnamed {
                let message = "skipped: only files whose names end in .yaml are read"
                diagnostics.warning(message, file: file, help: "rename it")
            }
            return listing
        } catch {
            refuse(directory, error)
            return nil
        }
    }

    private mutating func add(_ path: String, role: FileDecoder.Role) {
        do {
            assembler.add(SourceText(file: path, bytes: try FileReader.read(path)), role: role)
        } catch {
            refuse(path, error)
        }
    }

    private func refuse(_ path: String, _ refusal: FileReader.Refusal) {
        diagnostics.error(
            "the file \(refusal.message)",
            file: path,
            help: refusal.isMissing
                ? "write one (`watches: []` is an empty list), or name another with --config" : nil
        )
    }
}
