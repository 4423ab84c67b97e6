// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc

/// A client's connection on standard input and output, as systemd hands it over: a socket, or pipes in tests.
///
/// A client that goes away, sends nothing or reads nothing is no failure, and takes a few seconds at most. Blocks the
/// thread, of a process that does nothing else.
struct ScrapeConnection {
    private let input: Int32
    private let output: Int32
    private let clock = ContinuousClock()

    /// The longest head of a request, in bytes.
    private static let longestHead = 16 << 10
    /// How long a head may take.
    private static let headTime: Duration = .seconds(5)
    /// How long a client may send nothing: the kernel has waited for its first byte before, by DeferAcceptSec= of the socket.
    private static let silentTime: Duration = .seconds(2)
    /// How long the client may take to read the response.
    private static let readTime: Duration = .seconds(4)
    /// How long the rest of what the client sends is waited for.
    private static let lingerTime: Duration = .seconds(1)
    /// How much of that there may be.
    private static let mostLingering = 1 << 20

    /// A connection whose requests come from `input`, and whose responses go to `output`.
    init(input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO) {
        (self.input, self.output) = (input, output)
        // A client that has gone is an error of write(2).
        _ = signal(SIGPIPE, SIG_IGN)
    }

    /// Reads a request up to the empty line after its head; nil if the client has gone or has sent nothing in time.
    func readHead() -> Result<[UInt8], ScrapeRefusal>? {
        let began = clock.now
        var head: [UInt8] = []
        while true {
            let end = began + (head.isEmpty ? Self.silentTime : Self.headTime)
            guard wait(for: input, Int16(POLLIN), until: end) else { return head.isEmpty ? nil : .failure(.late) }
            guard let bytes = read(), !bytes.isEmpty else { return nil }
            let searched = max(0, head.count - 3)
            head += bytes
            if head.count > Self.longestHead { return .failure(.tooLong) }
            if Self.isEnded(head[searched...]) { return .success(head) }
        }
    }

    /// Sends the response and closes the connection, so that the client gets all of it: what it still sends is read and
    /// dropped, since a connection that is closed with bytes unread is reset.
    func answer(_ response: String) {
        let end = clock.now + Self.readTime
        var rest = Array(response.utf8)[...]
        while !rest.isEmpty {
            guard wait(for: output, Int16(POLLOUT), until: end) else { return }
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(output, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR, errno != EAGAIN {
                return
            }
        }
        guard shutdown(output, Int32(SHUT_WR)) == 0 else { return }
        let lingering = clock.now + Self.lingerTime
        var dropped = 0
        while dropped < Self.mostLingering, wait(for: input, Int16(POLLIN), until: lingering),
            let bytes = read(), !bytes.isEmpty
        { dropped += bytes.count }
    }

    /// Whether there is an empty line in what follows the first line; a head that begins with one has not ended by it.
    private static func isEnded(_ bytes: ArraySlice<UInt8>) -> Bool {
        let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        var isLineEmpty = false
        for byte in bytes where byte != carriageReturn {
            if byte == lineFeed, isLineEmpty { return true }
            isLineEmpty = byte == lineFeed
        }
        return false
    }

    /// What has arrived: nothing at the end, nil if the connection was lost.
    private func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(input, $0.baseAddress, $0.count) }
            if count >= 0 { return Array(buffer.prefix(count)) }
            if errno != EINTR { return nil }
        }
    }

    /// Waits until a descriptor is ready; false if it is not in time.
    private func wait(for descriptor: Int32, _ events: Int16, until end: ContinuousClock.Instant) -> Bool {
        while true {
            let left = clock.now.duration(to: end)
            guard left > .zero else { return false }
            var state = pollfd(fd: descriptor, events: events, revents: 0)
            let milliseconds = Int32(clamping: left.wholeMicroseconds / 1_000 + 1)
            let ready = unsafe poll(&state, 1, milliseconds)
            if ready > 0 { return true }
            if ready < 0, errno != EINTR { return false }
        }
    }
}
