// SPDX-License-Identifier: Apache-2.0

import Glibc
import Platform
import Systemd
import Testing

struct JournalStreamTests {
    @Test(
        arguments: [
            "", ":", "1", "1:", ":1", "1:2:3", "a:b", "-1:2", "1: 2", "+1:2", "1:99999999999999999999999", "１:2",
        ]
    )
    func `What is no pair of numbers is no stream`(text: String) {
        #expect(JournalStream.parse(text) == nil)
        #expect(!JournalStream.isConnected(variable: text))
    }

    @Test
    func `The stream is the one whose device and inode are named`() throws {
        var ends: [Int32] = [-1, -1]
        #expect(unsafe pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let (device, inode) = (try FileStatus(of: ends[1]).identity.device, try FileStatus(of: ends[1]).identity.inode)

        let variable = "\(device):\(inode)"
        #expect(JournalStream.isConnected(variable: variable, descriptor: ends[1]))
        #expect(!JournalStream.isConnected(variable: "\(device):\(inode + 1)", descriptor: ends[1]))
        #expect(!JournalStream.isConnected(variable: "\(device + 1):\(inode)", descriptor: ends[1]))
        #expect(!JournalStream.isConnected(variable: nil, descriptor: ends[1]))
        #expect(!JournalStream.isConnected(variable: variable, descriptor: -1))
    }
}

struct NativeJournalTests {
    @Test
    func `A journal whose socket is not there takes nothing`() {
        // The library alone would say that all went well.
        let journal = NativeJournal(socketPath: "/nonexistent/awaitd/socket")
        #expect(throws: (any Error).self) { try journal.send([]) }
    }
}
