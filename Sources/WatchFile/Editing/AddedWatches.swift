// SPDX-License-Identifier: Apache-2.0

package import Core
import Glibc
import Platform

/// The file that `awaitd add` and `awaitd remove` edit: `watches.d/added.yaml` beside a list's main file.
///
/// Says what the file is to become; whoever has the folder's lock puts it in place.
package struct AddedWatches: Sendable {
    /// Its path, as diagnostics name it.
    package let path: String
    /// The folder that it is in.
    package let folder: String

    private let main: String
    private let loader: WatchListLoader

    private static let fileName = "added.yaml"
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The file of the list whose main file is at `main`.
    package init(main: String, loader: WatchListLoader) {
        folder = WatchListLoader.dropIns(beside: main)
        path = folder.appending(pathComponent: Self.fileName)
        (self.main, self.loader) = (main, loader)
    }

    /// The bytes of the file with a watch more, and the watch as it is read then.
    ///
    /// `identity` is what the entry has to be read as. Throws if the list has a mistake, now or with it, or has such a watch.
    package func adding(
        _ entry: WatchEntry,
        _ identity: WatchIdentity
    ) throws(WatchListEditError) -> (bytes: [UInt8], watch: Watch) {
        let (old, list) = try current()
        if let origin = list.origins[identity.name] {
            let known = list.list.watches.first { $0.name == identity.name }
            throw .watched(name: identity.name, origin, isSame: known?.identity == identity)
        }
        let new = if let old { try edited(old) { $0.adding(entry) } } else { WatchListText.new(with: entry) }
        let changed = try loaded { () throws(WatchListError) in try loader.load(main, with: path, being: new) }
        let watches = changed.list.watches
        guard let watch = watches.first(where: { $0.identity == identity }), entry.fits(watch),
            changed.isEqual(to: list, without: identity.name)
        else { throw notUnderstood }
        let twin = watches.first { $0.name != watch.name && $0.follows(sameResourceAs: watch) }
        if let twin, let origin = changed.origins[twin.name] { throw .watched(name: twin.name, origin, isSame: true) }
        return (new, watch)
    }

    /// The bytes of the file without a watch or matcher that stands in it.
    ///
    /// Throws if it stands elsewhere or nowhere, or the list has a mistake, now or without it.
    package func removing(_ name: String) throws(WatchListEditError) -> [UInt8] {
        let (old, list) = try current()
        guard let origin = list.origins[name] else { throw .unknown(name: name) }
        guard origin.file == path, let old else { throw .elsewhere(name: name, origin) }
        let new = try edited(old) { $0.removing(line: origin.line, column: origin.column) }
        let changed = try loaded { () throws(WatchListError) in try loader.load(main, with: path, being: new) }
        guard changed.origins[name] == nil, changed.isEqual(to: list, without: name) else { throw notUnderstood }
        return new
    }

    /// The file as it is, and the list with it as it is then: another command may replace it at any time.
    private func current() throws(WatchListEditError) -> (bytes: [UInt8]?, list: LoadedWatchList) {
        while true {
            let bytes = try bytes()
            let list = try loaded { () throws(WatchListError) in
                guard let bytes else { return try loader.load(main) }
                return try loader.load(main, with: path, being: bytes)
            }
            // It was made in between.
            if bytes == nil, list.files.contains(path) { continue }
            return (bytes, list)
        }
    }

    /// The bytes of the file; nil if there is none.
    private func bytes() throws(WatchListEditError) -> [UInt8]? {
        do throws(SystemError) {
            return try BoundedFile(path).bytes(limit: WatchListFiles.mostBytes)
        } catch {
            if error.code == ENOENT { return nil }
            throw .impossible("\(path): \(error)")
        }
    }

    private func edited(
        _ bytes: [UInt8],
        _ edit: (WatchListText) -> [UInt8]?
    ) throws(WatchListEditError) -> [UInt8] {
        guard let text = WatchListText(SourceText(file: path, bytes: bytes)).flatMap(edit) else { throw notUnderstood }
        return bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark + text : text
    }

    private func loaded(
        _ load: () throws(WatchListError) -> LoadedWatchList
    ) throws(WatchListEditError) -> LoadedWatchList {
        do throws(WatchListError) {
            return try load()
        } catch {
            throw .rejected(error)
        }
    }

    private var notUnderstood: WatchListEditError {
        .impossible("\(path) cannot be edited without a change of its other lines: edit it by hand")
    }
}

/// Why a watch file is not edited; nothing was changed.
package enum WatchListEditError: Error, Sendable {
    /// The list has mistakes, with the change or without.
    case rejected(WatchListError)
    /// A watch has the name or, if `isSame`, follows the resource already.
    case watched(name: String, WatchOrigin, isSame: Bool)
    /// No watch has this name.
    case unknown(name: String)
    /// The watch stands in another file.
    case elsewhere(name: String, WatchOrigin)
    /// Another reason, as a sentence without its full stop.
    case impossible(String)
}

extension Watch {
    /// Whether another watch is about the same: in the same account, or by the same credentials if one does not say it.
    fileprivate func follows(sameResourceAs other: Watch) -> Bool {
        guard kind.name == other.kind.name, resourceID == other.resourceID, region == other.region,
            endpoint == other.endpoint
        else { return false }
        return account != nil && other.account != nil ? account == other.account : credentials == other.credentials
    }
}

extension LoadedWatchList {
    /// Whether another list says the same as this one, but for what it has of one name.
    fileprivate func isEqual(to other: LoadedWatchList, without name: String) -> Bool {
        list.watches.filter { $0.name != name } == other.list.watches.filter { $0.name != name }
            && list.matchers.filter { $0.name != name } == other.list.matchers.filter { $0.name != name }
            && list.limits == other.list.limits && list.history == other.list.history && defaults == other.defaults
    }
}
