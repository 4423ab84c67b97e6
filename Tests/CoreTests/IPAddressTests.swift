// SPDX-License-Identifier: Apache-2.0

import Core
import Testing

/// Addresses, and which hosts are this machine.
@Suite struct IPAddressTests {
    @Test(
        arguments: [
            ("127.0.0.1", [127, 0, 0, 1]), ("0.0.0.0", [0, 0, 0, 0]), ("255.255.255.255", [255, 255, 255, 255]),
            ("::", [UInt8](repeating: 0, count: 16)), ("::1", [UInt8](repeating: 0, count: 15) + [1]),
            ("0:0:0:0:0:0:0:1", [UInt8](repeating: 0, count: 15) + [1]),
            ("1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]),
            ("FD00:EC2::254", [0xFD, 0, 0x0E, 0xC2] + [UInt8](repeating: 0, count: 10) + [2, 0x54]),
            ("1::", [0, 1] + [UInt8](repeating: 0, count: 14)),
            ("64:ff9b::192.0.2.1", [0, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8) + [192, 0, 2, 1]),
            ("::ffff:127.0.0.1", [127, 0, 0, 1]), ("::ffff:7f00:1", [127, 0, 0, 1]),
            ("::127.0.0.1", [UInt8](repeating: 0, count: 12) + [127, 0, 0, 1]),
        ] as [(String, [UInt8])])
    func readsAddresses(text: String, bytes: [UInt8]) {
        #expect(IPAddress(text)?.bytes == bytes)
    }

    @Test(arguments: [
        "", ".", ":", ":::", "1", "127.1", "127.0.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.01",
        "127.0.0.09", "127.0.0.1.", ".127.0.0.1", "127.0.0.256", "127.0.0.-1", "127.0.0.+1", " 127.0.0.1", "127.0.0.1 ",
        "127.0.0", "127.0.0.1.1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8",
        "1::2::3", "12345::", "::g", "::-1", "::+1", "1.2.3.4::", "::1.2.3", "::1.2.3.4.5", "::1%lo", "[::1]", "::1 ",
        "1:2:3:4:5:6:7:1.2.3.4", "\u{FF11}27.0.0.1", String(repeating: "1:", count: 40),
    ])
    func refusesOtherSpellings(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        "localhost", "LOCALHOST", "LocalHost", "127.0.0.1", "127.255.255.254", "127.0.0.0", "::1", "[::1]",
        "[0:0:0:0:0:0:0:1]", "[::0001]", "[::ffff:127.0.0.1]", "[::FFFF:7f00:1]",
    ])
    func thisMachineIsItsLoopbackAddresses(host: String) {
        #expect(host.isLoopbackHost)
    }

    @Test(arguments: [
        // Names, which the DNS may know: below localhost, with a dot at the end, or that only look like an address.
        "attacker.localhost", "aws.localhost", ".localhost", "localhost.", "localhost.localdomain", "localhost.com",
        "localhos", "ip6-localhost", "xn--localhost", "\u{FF4C}ocalhost", "loca\u{17F}host", "local host",
        "127.1", "127.0.1", "2130706433", "0x7f.0.0.1", "0x7f000001", "0177.0.0.1", "127.0.0.01", "127.0.0.08",
        "127.0.0.1.", "127.0.0.256", "127.0.0.+1", "127.example.com",
        // Addresses of other machines, or of all.
        "0.0.0.0", "126.255.255.255", "128.0.0.1", "10.0.0.1", "169.254.169.254", "[::]", "[::2]", "[::127.0.0.1]",
        "[::7f00:1]", "[::ffff:10.0.0.1]", "[::1%lo]", "[::1%25lo]", "[fe80::1]", "[::1", "::1]", "", "[]",
    ])
    func otherHostsAreNot(host: String) {
        #expect(!host.isLoopbackHost)
    }
}
