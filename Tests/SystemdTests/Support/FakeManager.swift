// SPDX-License-Identifier: Apache-2.0

import Glibc
import Systemd

/// A service manager's notify socket: what arrives can be read, and nothing else happens.
final class FakeManager: Sendable {
    let address: String
    private let descriptor: Int32
    private let directory: String?

    /// Listens in a new temporary directory, or under an abstract name.
    init(abstract: Bool = false) throws {
        var raw = sockaddr_un()
        raw.sun_family = sa_family_t(AF_UNIX)
        var path: [UInt8]
        if abstract {
            directory = nil
            address = "@awaitd-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
            path = [0] + address.utf8.dropFirst()
        } else {
            var template = Array("/tmp/awaitd-notify-XXXXXX".utf8CString)
            guard let made = unsafe mkdtemp(&template) else { throw Failure() }
            let folder = unsafe String(cString: made)
            directory = folder
            address = folder + "/notify"
            path = Array(address.utf8)
        }
        unsafe withUnsafeMutableBytes(of: &raw.sun_path) { unsafe $0.copyBytes(from: path) }
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count + (abstract ? 0 : 1))
        let bound = unsafe withUnsafePointer(to: raw) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(descriptor, $0, length) }
        }
        guard bound == 0 else { throw Failure() }
    }

    deinit {
        close(descriptor)
        if let directory {
            unsafe unlink(address)
            unsafe rmdir(directory)
        }
    }

    /// A notifier that speaks to it, or past it to an address with something behind.
    func notifier(suffix: String = "") throws -> Notifier {
        guard let socket = NotifySocket(address: address + suffix) else { throw Failure() }
        return Notifier(socket: socket)
    }

    /// Everything that has arrived so far, one text for each datagram.
    func received() -> [String] {
        var all: [String] = []
        var buffer = [UInt8](repeating: 0, count: 8_192)
        while true {
            let count = unsafe recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard count >= 0 else { return all }
            all.append(String(decoding: buffer[..<count], as: UTF8.self))
        }
    }

    struct Failure: Error {}
}
