// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Synchronization

/// Tells when files and directories change, by inotify(7); nothing runs while they do not.
///
/// It does not see everything: not what another host changes on a network's file system, nor a mount over a directory.
package final class FileEvents {
    /// What matters about a path, whose last part is taken as it is: a link, and not what it points to.
    package enum Interest: Sendable, Hashable {
        /// That something else comes in its place, or nothing.
        case place
        /// Besides, that it is written or may be read by others.
        case content
        /// Besides, that a file in this directory whose name ends so, and is not hidden, is made, written or removed.
        case files(endingIn: String)
        /// Besides, that this directory gets something of this name.
        case arrival(of: String)

        /// The events to ask for.
        fileprivate var mask: UInt32 {
            let place = IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF
            return switch self {
            case .place: UInt32(place)
            case .content: UInt32(place | IN_CLOSE_WRITE)
            case .files: UInt32(place | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)
            case .arrival: UInt32(place | IN_CREATE | IN_MOVED_TO)
            }
        }

        /// Whether something in a directory is meant.
        fileprivate func includes(_ name: String) -> Bool {
            switch self {
            case .place, .content: false
            case .files(let ending): name.hasSuffix(ending) && !name.hasPrefix(".")
            case .arrival(let wanted): name == wanted
            }
        }
    }

    private let inbox: Inbox
    private let source: any DispatchSourceRead

    /// Calls `changed`, on a thread of its own choice, after something has happened to what is watched.
    ///
    /// Throws what inotify_init1(2) does.
    package init(changed: @escaping @Sendable () -> Void) throws(SystemError) {
        let descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { throw SystemError() }
        let inbox = Inbox(descriptor: descriptor)
        let queue = DispatchQueue(label: "io.awaitd.file-events")
        self.inbox = inbox
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler { if inbox.takeEvents() { changed() } }
        source.setCancelHandler { close(descriptor) }
        source.activate()
    }

    deinit { source.cancel() }

    /// Watches these paths, and nothing else from now on; false if one of them could not be.
    ///
    /// What does not exist, or may not be read, is passed over. May wait for a disk.
    package func watch(_ paths: [String: Set<Interest>]) -> Bool {
        var isComplete = true
        var wanted: [Int32: Set<Interest>] = [:]
        for (path, interest) in paths {
            let watch = add(path, interest)
            if watch >= 0 {
                let all = interest.union(wanted[watch] ?? [])
                // The same directory under two paths: the kernel knows it once, with what was asked for last.
                if all != interest { _ = add(path, all) }
                wanted[watch] = all
            } else if ![ENOENT, ENOTDIR, EACCES, ELOOP].contains(errno) {
                isComplete = false
            }
        }
        for watch in inbox.replace(wanted) { _ = inotify_rm_watch(inbox.descriptor, watch) }
        return isComplete
    }

    private func add(_ path: String, _ interest: Set<Interest>) -> Int32 {
        unsafe inotify_add_watch(inbox.descriptor, path, interest.reduce(UInt32(IN_DONT_FOLLOW)) { $0 | $1.mask })
    }
}

/// Where the kernel puts its events, and which of them matter.
private final class Inbox: Sendable {
    let descriptor: Int32
    private let interests = Mutex<[Int32: Set<FileEvents.Interest>]>([:])

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Puts other interests in the place of those that there were; returns the watches that have none any more.
    func replace(_ wanted: [Int32: Set<FileEvents.Interest>]) -> [Int32] {
        interests.withLock { interests in
            defer { interests = wanted }
            return interests.keys.filter { wanted[$0] == nil }
        }
    }

    /// Takes all events that wait; whether one of them matters.
    func takeEvents() -> Bool {
        var matters = false
        // Room for at least one event with the longest name.
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return matters }
            var rest = buffer[..<count]
            while let event = FileEvent(takenFrom: &rest) {
                if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { matters = true }
                let interest = interests.withLock { $0[event.watch] }
                guard let interest, event.mask & UInt32(IN_IGNORED) == 0 else { continue }
                matters = matters || event.name.isEmpty || interest.contains { $0.includes(event.name) }
            }
        }
    }
}

/// One event as the kernel writes it: four numbers of 32 bits, and a name filled up with zeros.
private struct FileEvent {
    let watch: Int32
    let mask: UInt32
    /// The name of what the event is about, in the watched directory; empty if it is about that itself.
    let name: String

    /// Takes the first event of a buffer; nil if there is none.
    init?(takenFrom bytes: inout ArraySlice<UInt8>) {
        guard bytes.count >= 16 else { return nil }
        let numbers = unsafe bytes.withUnsafeBytes { head in
            (0..<4).map { unsafe head.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self) }
        }
        bytes = bytes.dropFirst(16)
        let text = bytes.prefix(Int(numbers[3]))
        bytes = bytes.dropFirst(text.count)
        watch = Int32(bitPattern: numbers[0])
        mask = numbers[1]
        name = String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }
}
