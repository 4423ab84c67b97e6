// SPDX-License-Identifier: Apache-2.0

import Core
import Testing

/// The URLs that a service can have.
@Suite struct EndpointURLTests {
    @Test(
        arguments: [
            ("http://127.0.0.1:9000", "127.0.0.1", 9_000, ""), ("HTTP://LocalHost:80/", "localhost", nil, ""),
            ("https://example.com:443", "example.com", nil, ""), ("https://example.com:80", "example.com", 80, ""),
            ("https://example.com/a/b%20c/", "example.com", nil, "/a/b%20c"),
            ("http://[2001:DB8::1]:4566/x", "[2001:db8::1]", 4_566, "/x"),
            ("http://a_b-c.d:65535", "a_b-c.d", 65_535, ""),
            ("http://h/~a:b@c;d=(e),'f'!*+$&", "h", nil, "/~a:b@c;d=(e),'f'!*+$&"), ("http://h:0080", "h", nil, ""),
        ] as [(String, String, Int?, String)])
    func readsURLs(text: String, host: String, port: Int?, path: String) throws {
        let url = try EndpointURL(text)
        #expect(url.text == text)
        #expect(url.isSecure == text.hasPrefix("https"))
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.path == path)
    }

    @Test(
        arguments: [
            ("", .otherScheme), ("localhost:9000", .otherScheme), ("example.com", .otherScheme),
            ("ftp://x", .otherScheme), ("file:///etc/passwd", .otherScheme), ("://x", .otherScheme),
            ("http:h", .noHost), ("http:/h", .noHost), ("http://", .noHost), ("http:///path", .noHost),
            ("https://:443", .noHost), ("http://?a", .noHost),
            ("http://h\u{E4}", .malformed), ("http://h h", .malformed), ("http://h\r\nX:y", .malformed),
            ("http://h/\"x\"", .malformed), ("http://h/%zz", .malformed), ("http://h/%4", .malformed),
            ("http://h/a%", .malformed), ("http://h/[", .malformed),
            ("http://" + String(repeating: "a", count: 3_000), .malformed),
            ("http://[::1", .invalidHost), ("http://[]", .invalidHost), ("http://[a.b]", .invalidHost),
            ("http://[::1%25eth0]", .invalidHost), ("http://a%41", .invalidHost), ("http://a,b", .invalidHost),
            ("http://]", .invalidHost), ("http://[::1]x", .invalidPort),
            ("https://u@host", .userInformation), ("https://u:p@host", .userInformation),
            ("http://u:p@q@host/x", .userInformation), ("https://@host", .userInformation),
            ("http://h?q=1", .queryOrFragment), ("http://h/#here", .queryOrFragment), ("http://h#", .queryOrFragment),
            ("http://h:0", .invalidPort), ("http://h:65536", .invalidPort), ("http://h:", .invalidPort),
            ("http://h:x", .invalidPort), ("http://h:-1", .invalidPort), ("http://h:1:2", .invalidPort),
            ("http://h:99999999999999999999", .invalidPort),
            ("http://h//", .ambiguousPath), ("http://h/a//b", .ambiguousPath), ("http://h/../b", .ambiguousPath),
            ("http://h/a/..", .ambiguousPath), ("http://h/./b", .ambiguousPath),
        ] as [(String, EndpointURLError)])
    func refusesOthers(text: String, error: EndpointURLError) {
        #expect(throws: error) { try EndpointURL(text) }
    }

    @Test(arguments: [
        ("http://10.0.0.1", true), ("http://localhost.com", true), ("http://[::2]", true), ("https://10.0.0.1", false),
        ("http://127.0.0.1:9000", false), ("http://[::1]", false), ("HTTP://LocalHost", false),
        ("http://attacker.localhost:9000", true), ("http://localhost.:80", true), ("http://127.1", true),
        ("http://127.0.0.09", true), ("http://0x7f.0.0.1", true), ("http://2130706433", true),
        ("http://[::ffff:127.0.0.1]", false), ("http://[::127.0.0.1]", true), ("http://xn--lcalhost-n1a", true),
    ])
    func knowsWhatLeavesTheMachineUnencrypted(text: String, isRemotePlainHTTP: Bool) throws {
        #expect(try EndpointURL(text).isRemotePlainHTTP == isRemotePlainHTTP)
    }
}
