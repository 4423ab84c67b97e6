// SPDX-License-Identifier: Apache-2.0

import Glibc
import Platform

/// All that decides which files a list is read from, and what is in them: the files, the links on the way to them, and the
/// directories that these and what they point to are in.
struct WatchListPlaces {
    /// By path without links in its parents.
    private(set) var interests: [String: Set<FileEvents.Interest>] = [:]
    /// Whether everything is among them.
    private(set) var isComplete = true

    /// How many there may be: the kernel bounds them for each user.
    private static let most = 4_096
    /// How many links may follow one another (path_resolution(7)).
    private static let mostLinks = 40

    /// The places of the list whose main file is at `path`, as they are now.
    init(of path: String) {
        let dropIns = WatchListLoader.dropIns(beside: path)
        follow(path, .content)
        follow(dropIns, .files(endingIn: ".yaml"))
        for name in (try? WatchListFiles.names(in: dropIns)) ?? [] where name.hasSuffix(".yaml") {
            let file = dropIns.appending(pathComponent: name)
            // The directory tells of a file under this name alone; one with another name may be written under that.
            guard let status = FileStatus.entry(file) else { continue }
            if status.kind != .regular || status.links > 1 { follow(file, .content) }
        }
    }

    /// Notes all that a path leads through, and `interest` for what is at its end.
    private mutating func follow(_ path: String, _ interest: FileEvents.Interest) {
        var left = Self.steps(path)
        var here = path.hasPrefix("/") ? "" : (WatchListFiles.realPath(".") ?? ".")
        var links = 0
        while let step = left.popLast() {
            if step == ".." {
                here = here.contains("/") ? String(here[..<(here.lastIndex(of: "/") ?? here.startIndex)]) : here
                continue
            }
            let next = here == "/" ? "/" + step : here + "/" + step
            guard let status = FileStatus.entry(next) else {
                note(here.isEmpty ? "/" : here, .arrival(of: step))
                return
            }
            guard status.kind == .link else {
                note(next, left.isEmpty ? interest : .place)
                here = next
                continue
            }
            note(next, .place)
            links += 1
            guard links <= Self.mostLinks, let target = Self.target(ofLink: next) else { return }
            if target.hasPrefix("/") { here = "" }
            left += Self.steps(target)
        }
    }

    private mutating func note(_ path: String, _ interest: FileEvents.Interest) {
        guard interests.count < Self.most || interests[path] != nil else {
            isComplete = false
            return
        }
        interests[path, default: []].insert(interest)
    }

    /// The parts of a path, the first at the end.
    private static func steps(_ path: String) -> [String] {
        path.split(separator: "/").filter { $0 != "." }.reversed().map(String.init)
    }

    private static func target(ofLink path: String) -> String? {
        let room = Int(PATH_MAX)
        var target = [CChar](repeating: 0, count: room)
        let count = unsafe readlink(path, &target, room)
        return count > 0 ? String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }
}
