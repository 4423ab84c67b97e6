// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

@Suite("Endpoints")
struct EndpointTests {
    @Test(
        "URLs are read",
        arguments: [
            ("http://127.0.0.1:9000", "http://127.0.0.1:9000", "127.0.0.1:9000", ""),
            ("HTTP://LocalHost:80/", "http://localhost", "localhost", ""),
            ("https://example.com:443", "https://example.com", "example.com", ""),
            ("https://example.com:80", "https://example.com:80", "example.com:80", ""),
            ("https://example.com/a/b%20c/", "https://example.com", "example.com", "/a/b%20c"),
            ("http://[::1]:4566", "http://[::1]:4566", "[::1]:4566", ""),
            ("http://[2001:DB8::1]/x", "http://[2001:db8::1]", "[2001:db8::1]", "/x"),
            ("http://a_b-c.d:65535", "http://a_b-c.d:65535", "a_b-c.d:65535", ""),
        ]
    )
    func reads(text: String, origin: String, host: String, path: String) throws {
        let endpoint = try Endpoint(text)
        #expect(endpoint.origin == origin)
        #expect(endpoint.hostHeader == host)
        #expect(endpoint.basePath == path)
    }

    @Test(
        "A URL that cannot be an endpoint is refused",
        arguments: [
            "", " ", "localhost:9000", "ftp://x", "http://", "http:///path", "https://u:p@host", "https://u@host",
            "http://h?q=1",
            "http://h#f", "http://h:0", "http://h:65536", "http://h:x", "http://h/a//b", "http://h/../b",
            "http://h/./b",
            "http://h/a/..", "http://h\r\nX: y", "http://h h", "http://hä", "file:///etc/passwd", "http://h/a b",
            "http://h//",
            "http://[::1", "http://" + String(repeating: "a", count: 3_000),
        ]
    )
    func refuses(text: String) {
        #expect(throws: EndpointURLError.self) { try Endpoint(text) }
    }

    @Test(
        "A region's partition gives the domain",
        arguments: [
            ("us-east-1", "bedrock.us-east-1.amazonaws.com"),
            ("ap-southeast-7", "bedrock.ap-southeast-7.amazonaws.com"),
            ("cn-northwest-1", "bedrock.cn-northwest-1.amazonaws.com.cn"),
            ("us-gov-east-1", "bedrock.us-gov-east-1.amazonaws.com"),
            ("eusc-de-east-1", "bedrock.eusc-de-east-1.amazonaws.eu"),
            ("us-iso-east-1", "bedrock.us-iso-east-1.c2s.ic.gov"),
            ("us-isob-east-1", "bedrock.us-isob-east-1.sc2s.sgov.gov"),
            ("eu-isoe-west-1", "bedrock.eu-isoe-west-1.cloud.adc-e.uk"),
            ("us-isof-south-1", "bedrock.us-isof-south-1.csp.hci.ic.gov"),
            ("xx-new-9", "bedrock.xx-new-9.amazonaws.com"),
        ]
    )
    func partitions(region: String, host: String) throws {
        let watch = try Watch.test("evaluation-job", "x", region: region)
        #expect(try EndpointResolver(environment: [:]).endpoint(for: watch).description == "https://\(host)")
    }

    @Test(
        "A malformed region name is refused",
        arguments: ["", "us east", "../x", "a.b", "-a", "evil.com/", "US-EAST-1"])
    func badRegions(region: String) throws {
        let watch = try Watch.test("evaluation-job", "x", region: region)
        let failure = #expect(throws: PollFailure.self) { try EndpointResolver(environment: [:]).endpoint(for: watch) }
        #expect(failure?.cause == .rejected)
    }
}
