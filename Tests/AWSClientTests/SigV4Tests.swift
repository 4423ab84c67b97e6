// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

/// A request and its signature by botocore 1.43.
struct SignatureVector: Sendable, CustomTestStringConvertible {
    let method: String
    let endpoint: String
    let path: String
    var parameters: [SignatureVector.Parameter] = []
    var headers: [HTTPField] = []
    var body = ""
    var token: String?
    let service: String
    let region: String
    let signedHeaders: String
    let signature: String

    /// A parameter of the query.
    struct Parameter: Sendable {
        let name: String
        let value: String

        init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    var testDescription: String { "\(method) \(endpoint)\(path) \(parameters.map(\.name))" }
}

@Suite("Signature Version 4")
struct SigV4Tests {
    static let time = Timestamp(rfc3339: "2015-08-30T12:36:00Z") ?? Timestamp(microseconds: 0)

    /// The first is `get-vanilla` of AWS's own test suite; the others were signed by botocore 1.43.11.
    static let vectors: [SignatureVector] = [
        SignatureVector(
            method: "GET", endpoint: "https://example.amazonaws.com", path: "/", service: "service",
            region: "us-east-1",
            signedHeaders: "host;x-amz-date",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        ),
        SignatureVector(
            method: "GET", endpoint: "https://bedrock.us-east-1.amazonaws.com",
            path: "/evaluation-jobs/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aevaluation-job%2Fabcdefghijkl",
            headers: [HTTPField("Accept", "application/json")], token: "AQoDYXdzEPT//////////wEXAMPLE==",
            service: "bedrock", region: "us-east-1", signedHeaders: "accept;host;x-amz-date;x-amz-security-token",
            signature: "14ca272a3b1a36fb9a03e675c3692a25f852e52af52b23b1f626a1184b14bbff"
        ),
        SignatureVector(
            method: "POST", endpoint: "http://127.0.0.1:9000/base", path: "/",
            headers: [
                HTTPField("Content-Type", "application/x-amz-json-1.1"),
                HTTPField("X-Amz-Target", "AmazonML_20141212.GetEvaluation"),
            ],
            body: #"{"EvaluationId":"ev-1"}"#, service: "machinelearning", region: "eu-west-1",
            signedHeaders: "content-type;host;x-amz-date;x-amz-target",
            signature: "69ed0b7ff2940d7c471d6b8a7669090b8aa046703362f12111e80205914870b9"
        ),
        SignatureVector(
            method: "GET", endpoint: "https://[::1]:8443", path: "/a~b/%7Bc%7D",
            headers: [HTTPField("X-Spaced", "  a   b \t c  "), HTTPField("user-agent", "never signed")],
            service: "bedrock", region: "us-gov-west-1", signedHeaders: "host;x-amz-date;x-spaced",
            signature: "f6d27dede99dc05af7703843a4946a410f87202d69cd54482eeabefcf6f96fb8"
        ),
        SignatureVector(
            method: "GET", endpoint: "http://127.0.0.1:9000/base", path: "/jobs/a%2Fb",
            parameters: [.init("z", ""), .init("maxResults", "1"), .init("a b", "ä+&=% ~")],
            headers: [HTTPField("Accept", "application/json")],
            service: "batch", region: "eu-west-1", signedHeaders: "accept;host;x-amz-date",
            signature: "292c9d7cddf9b594b80fd33b970376aaa179099022f3b66277176e6e611dbdec"
        ),
    ]

    private static let unreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

    /// `get-vanilla-query-…` of AWS's own test suite.
    static let queries: [SignatureVector] = [
        ([.init("Param1", "value1")], "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"),
        (
            [.init("Param2", "value2"), .init("Param1", "value1")],
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        ),
        (
            [.init("Param1", "value2"), .init("Param1", "value1")],
            "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694"
        ),
        ([.init(unreserved, unreserved)], "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"),
    ].map { (parameters: [SignatureVector.Parameter], signature: String) in
        SignatureVector(
            method: "GET", endpoint: "https://example.amazonaws.com", path: "/", parameters: parameters,
            service: "service", region: "us-east-1", signedHeaders: "host;x-amz-date", signature: signature)
    }

    static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

    @Test("Requests are signed as AWS and botocore sign them", arguments: vectors + queries)
    func signs(_ vector: SignatureVector) throws {
        let request = HTTPRequest(
            method: vector.method,
            endpoint: try Endpoint(vector.endpoint),
            path: vector.path,
            parameters: vector.parameters.map { ($0.name, $0.value) },
            headers: vector.headers,
            body: Array(vector.body.utf8)
        )
        let credentials = Credentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: Self.secret, sessionToken: vector.token)
        let signer = SigV4(credentials: credentials, region: vector.region, service: vector.service)
        let signed = signer.signed(request, at: Self.time)
        let expected = """
            AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/\(vector.region)/\(vector.service)/aws4_request, \
            SignedHeaders=\(vector.signedHeaders), Signature=\(vector.signature)
            """
        #expect(signed.headers["authorization"] == expected)
        #expect(signed.headers["X-Amz-Date"] == "20150830T123600Z")
        #expect(signed.headers["x-amz-security-token"] == vector.token)
        #expect(signed.headers["HOST"] == request.endpoint.hostHeader)
        #expect(signed == signer.signed(request, at: Self.time))
    }

    @Test("The day's key that is kept signs nothing of another day, secret, region or service")
    func keptKey() throws {
        let request = HTTPRequest(method: "GET", endpoint: Endpoint(host: "h"), path: "/")
        func signer(_ secret: String, _ region: String, _ service: String) -> SigV4 {
            SigV4(
                credentials: Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: secret), region: region,
                service: service)
        }
        let times = try [
            "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z", "2027-01-01T00:00:01Z", "2026-12-31T23:59:59Z",
            "2027-12-31T23:59:59Z",
        ].map { try #require(Timestamp(rfc3339: $0)) }
        for (secret, region, service) in [("a", "r", "s"), ("b", "r", "s"), ("a", "q", "s"), ("a", "r", "t")] {
            let kept = signer(secret, region, service)
            for time in times {
                let copy = kept
                let expected = signer(secret, region, service).signed(request, at: time)
                #expect(kept.signed(request, at: time) == expected && copy.signed(request, at: time) == expected)
            }
        }
        let signatures = [("a", "r", "s"), ("b", "r", "s"), ("a", "q", "s"), ("a", "r", "t")].flatMap { one in
            times.map { signer(one.0, one.1, one.2).signed(request, at: $0).headers["Authorization"] }
        }
        #expect(Set(signatures).count == 4 * 4)
    }

    @Test("Values of equal names are one value; names are sorted whatever their case")
    func equalNames() {
        let headers = [
            HTTPField("b", "2"), HTTPField("HOST", "h"), HTTPField("B", " 1  1 "), HTTPField("a-b", ""),
            HTTPField("Connection", "close"), HTTPField("a", "\t"),
        ]
        let request = HTTPRequest(
            method: "POST", endpoint: Endpoint(host: "h"), path: "/é ", headers: headers, body: [1])
        let canonical = CanonicalRequest(request)
        #expect(canonical.signedHeaders == "a;a-b;b;host")
        #expect(
            canonical.text == """
                POST
                /%C3%A9%20

                a:
                a-b:
                b:2,1 1
                host:h

                a;a-b;b;host
                4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a
                """)
    }

    @Test("The canonical request is AWS's, the path encoded twice")
    func canonicalRequest() throws {
        let vector = Self.vectors[1]
        let request = HTTPRequest(method: "GET", endpoint: try Endpoint(vector.endpoint), path: vector.path)
        let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Self.secret, sessionToken: "t")
        let canonical = SigV4(credentials: credentials, region: "us-east-1", service: "bedrock")
            .canonicalRequest(request, at: Self.time)
        #expect(
            canonical.text == """
                GET
                /evaluation-jobs/arn%253Aaws%253Abedrock%253Aus-east-1%253A123456789012%253Aevaluation-job%252Fabcdefghijkl

                host:bedrock.us-east-1.amazonaws.com
                x-amz-date:20150830T123600Z
                x-amz-security-token:t

                host;x-amz-date;x-amz-security-token
                e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                """
        )
    }

    @Test(
        "Percent-encoding keeps RFC 3986's unreserved characters only",
        arguments: [
            ("", "", ""), ("AZaz09-._~", "AZaz09-._~", "AZaz09-._~"), ("a/b", "a%2Fb", "a/b"),
            ("a b+c", "a%20b%2Bc", "a%20b%2Bc"),
            ("a:b", "a%3Ab", "a%3Ab"), ("%3A", "%253A", "%253A"), ("ä", "%C3%A4", "%C3%A4"),
            ("😀", "%F0%9F%98%80", "%F0%9F%98%80"),
            ("*'()!", "%2A%27%28%29%21", "%2A%27%28%29%21"), ("\u{0}\n", "%00%0A", "%00%0A"),
        ]
    )
    func percentEncoding(text: String, encoded: String, encodedPath: String) {
        #expect(PercentEncoding.encode(text) == encoded)
        #expect(PercentEncoding.encode(text, keepingSlashes: true) == encodedPath)
    }

    @Test("Bytes are written as lower-case hexadecimal digits")
    func hex() {
        #expect([UInt8]().hex.isEmpty)
        #expect([0x00, 0x0F, 0xA0, 0xFF].hex == "000fa0ff")
        #expect((UInt8.min...UInt8.max).map { [$0].hex }.allSatisfy { $0.utf8.count == 2 })
    }

    @Test("Credentials and signed requests do not print their secrets")
    func redactsItself() throws {
        let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Self.secret, sessionToken: "token")
        let request = HTTPRequest(method: "GET", endpoint: Endpoint(host: "h"), path: "/")
        let signed = SigV4(credentials: credentials, region: "r", service: "s").signed(request, at: Self.time)
        var dumped = ""
        dump(credentials, to: &dumped)
        dump(signed, to: &dumped)
        dump([credentials], to: &dumped)
        let printed =
            "\(credentials) \(String(reflecting: credentials)) \(signed) \(String(reflecting: signed)) \(dumped)"
        for secret in ["AKIDEXAMPLE", Self.secret, "token", "Signature"] {
            #expect(!printed.contains(secret), "\(printed)")
        }
    }
}
