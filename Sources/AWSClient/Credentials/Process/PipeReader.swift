// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A pipe that a program prints into, and what has come out of it.
struct PipeReader {
    /// The end for the program.
    let writingEnd: Int32
    /// What was read, at most as much as is kept.
    private(set) var bytes: [UInt8] = []
    /// Whether there was more than is kept.
    private(set) var isOverfull = false

    private let readingEnd: Int32
    private let limit: Int
    private var isOpen = true
    private var isWritingEndOpen = true

    /// A pipe of which at most `limit` bytes are kept; nil if the process may open no more files.
    init?(limit: Int) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return nil }
        (readingEnd, writingEnd) = (ends[0], ends[1])
        self.limit = limit
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(readingEnd, F_SETFL, O_NONBLOCK)
    }

    /// Waits until one of the pipes has something, or until some milliseconds are over.
    static func wait(for pipes: [PipeReader], milliseconds: Int32) {
        var descriptors = pipes.filter(\.isOpen).map { pollfd(fd: $0.readingEnd, events: Int16(POLLIN), revents: 0) }
        // With both closed it is only the end of the program that is waited for, which is close.
        let wait = descriptors.isEmpty ? min(milliseconds, 5) : milliseconds
        unsafe _ = poll(&descriptors, nfds_t(descriptors.count), wait)
    }

    /// Reads all that is there, without waiting.
    mutating func drain() {
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while isOpen {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(readingEnd, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return
            }
            if count == 0 {
                isOpen = false
                return
            }
            let room = limit - bytes.count
            bytes.append(contentsOf: chunk[..<min(count, room)])
            if count > room {
                isOverfull = true
                // Read on only in the next round, so that an endless stream does not hold us.
                return
            }
        }
    }

    mutating func closeWritingEnd() {
        guard isWritingEndOpen else { return }
        isWritingEndOpen = false
        Glibc.close(writingEnd)
    }

    mutating func close() {
        closeWritingEnd()
        Glibc.close(readingEnd)
    }
}
