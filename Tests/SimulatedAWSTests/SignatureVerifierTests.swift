// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import SimulatedAWS
import Testing

@Suite("Signatures are verified as AWS does")
struct SignatureVerifierTests {
    /// A request and its expected signature.
    struct Vector: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var method = "GET"
        var uri = "/"
        var service = "service"
        var region = "us-east-1"
        var headers: [Header] = []
        var body = ""
        var token: String?
        let signedHeaders: String
        let signature: String

        func request(changing change: (inout [Header]) -> Void = { _ in }) -> ReceivedRequest {
            var all = [Header("Host", "example.amazonaws.com"), Header("X-Amz-Date", "20150830T123600Z")] + headers
            if let token { all.append(Header("X-Amz-Security-Token", token)) }
            all.append(
                Header(
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/\(region)/\(service)/aws4_request, "
                        + "SignedHeaders=\(signedHeaders), Signature=\(signature)"))
            change(&all)
            return ReceivedRequest(method: method, uri: uri, headers: all, body: Array(body.utf8), time: signing)
        }

        func verify(_ request: ReceivedRequest, at time: Date = signing) throws(SignatureError) {
            let credential = Credential(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: Credential.example.secretAccessKey, sessionToken: token)
            try SignatureVerifier(credentials: [credential]).verify(request, signingName: service, now: time)
        }
    }

    /// 2015-08-30T12:36:00Z, when AWS's own test suite signs.
    static let signing = Date(timeIntervalSince1970: 1_440_938_160)

    private static let arnPath =
        "/evaluation-jobs/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aevaluation-job%2Fabcdefghijkl"
    private static let machineLearning = [
        Header("X-Amz-Target", "AmazonML_20141212.GetEvaluation"),
        Header("Content-Type", "application/x-amz-json-1.1"),
    ]

    // "get-vanilla", "get-vanilla-query-order-key-case" and "post-x-www-form-urlencoded" are from AWS's published
    // test suite. The others were computed once by botocore 1.43.11 (botocore.auth.SigV4Auth) for the same moment.
    static let vectors = [
        Vector(
            testDescription: "get-vanilla", signedHeaders: "host;x-amz-date",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        Vector(
            testDescription: "get-vanilla-query-order-key-case", uri: "/?Param2=value2&Param1=value1",
            signedHeaders: "host;x-amz-date",
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        Vector(
            testDescription: "post-x-www-form-urlencoded", method: "POST",
            headers: [Header("Content-Type", "application/x-www-form-urlencoded")], body: "Param1=value1",
            signedHeaders: "content-type;host;x-amz-date",
            signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
        Vector(
            testDescription: "the same parameter twice", uri: "/?Param1=value2&Param1=value1",
            signedHeaders: "host;x-amz-date",
            signature: "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694"),
        Vector(
            testDescription: "an encoded query", uri: "/?a=b%20c&A=~._-&empty=", signedHeaders: "host;x-amz-date",
            signature: "4840445f34e868f8573c81e4a454784f66caf9b43512ebfb6dda2a0d1e6a146c"),
        Vector(
            testDescription: "a path beyond ASCII", uri: "/%E1%88%B4", signedHeaders: "host;x-amz-date",
            signature: "697b34846207a3f72246f99d74ae1ee4fe54f44bb06730c58a0d339eb079596d"),
        Vector(
            testDescription: "a path with a space", uri: "/a%20b/c", signedHeaders: "host;x-amz-date",
            signature: "38716947ba65b7b62d1fac41d2244cf69dad6f76e6fa83456331ce9315514e6f"),
        Vector(
            testDescription: "white space in headers",
            headers: [Header("My-Header1", " value1  with   spaces "), Header("My-Header2", "\"a  b\"")],
            signedHeaders: "host;my-header1;my-header2;x-amz-date",
            signature: "49e0100d57191b7bcd7c10deb7294ad7766058c2cf7b382175aa9910f334f694"),
        Vector(
            testDescription: "a session token", method: "POST", token: "AQoDYXdzEPT//////////wEXAMPLE==",
            signedHeaders: "host;x-amz-date;x-amz-security-token",
            signature: "a18c65af3cbb7eae9493108f355525fdc1ad7ee9af577e26214a5f9e155397a1"),
        Vector(
            testDescription: "GetEvaluation", method: "POST", service: "machinelearning", headers: machineLearning,
            body: #"{"EvaluationId": "ev-2014-09-12-15-14-04-924"}"#,
            signedHeaders: "content-type;host;x-amz-date;x-amz-target",
            signature: "218c4a02c330c5bbd797d7589f1ff2a6cecf6ce6f79724a97321792310b10c1f"),
        Vector(
            testDescription: "GetEvaluation with a token and text beyond ASCII", method: "POST",
            service: "machinelearning", region: "eu-west-1", headers: machineLearning,
            body: #"{"EvaluationId": "ünï — 漢字"}"#, token: "token/with+all==",
            signedHeaders: "content-type;host;x-amz-date;x-amz-security-token;x-amz-target",
            signature: "c7ecf3c22492b73c9a12d7615abb650b105219c2b02728e203aaaeffa8528f4f"),
        Vector(
            testDescription: "GetEvaluationJob", uri: arnPath, service: "bedrock", signedHeaders: "host;x-amz-date",
            signature: "d57eb600dde2e765962d3c082ff0126149c35422b57bf6afc3d83bda490ef034"),
        Vector(
            testDescription: "GetEvaluationJob with a token", uri: arnPath, service: "bedrock",
            region: "us-gov-west-1", token: "token/with+all==",
            signedHeaders: "host;x-amz-date;x-amz-security-token",
            signature: "dd80fe2af97114d4be4efd7af76cafdaebd6a38a537d675e3cd094958db19d03"),
    ]

    @Test("A valid signature is accepted", arguments: vectors)
    func accepts(vector: Vector) throws {
        try vector.verify(vector.request())
    }

    @Test("No signed part can be changed", arguments: vectors)
    func noticesChanges(vector: Vector) {
        let request = vector.request()
        let changed = [
            ReceivedRequest(
                method: "PATCH", uri: request.uri, headers: request.headers, body: request.body, time: request.time),
            ReceivedRequest(
                method: request.method, uri: request.uri.replacing("/", with: "/x", maxReplacements: 1),
                headers: request.headers, body: request.body, time: request.time),
            ReceivedRequest(
                method: request.method, uri: request.uri, headers: request.headers, body: request.body + [0x20],
                time: request.time),
            vector.request { $0[0] = Header("Host", "other.amazonaws.com") },
        ]
        for request in changed {
            #expect {
                try vector.verify(request)
            } throws: {
                if case SignatureError.mismatch? = $0 as? SignatureError { true } else { false }
            }
        }
    }

    @Test("A request may be at most five minutes old or early", arguments: [-301.0, -299, 299, 301])
    func boundsAge(age: Double) {
        let vector = Self.vectors[0]
        let isAccepted = (try? vector.verify(vector.request(), at: Self.signing.addingTimeInterval(age))) != nil
        #expect(isAccepted == (abs(age) < 300))
    }

    @Test("The token that belongs to the keys is required, and no other is accepted")
    func needsToken() {
        let bare = SignatureVerifier(credentials: [.example])
        let vector = Self.vectors[8]
        #expect(throws: SignatureError.unrecognized) {
            try bare.verify(vector.request(), signingName: "service", now: Self.signing)
        }
        #expect(throws: SignatureError.unrecognized) {
            try vector.verify(vector.request { $0.removeAll { $0.name == "X-Amz-Security-Token" } })
        }
    }

    @Test("A request without a signature is refused as such")
    func needsAuthorization() {
        #expect(throws: SignatureError.missing) {
            try Self.vectors[0].verify(Self.vectors[0].request { $0.removeLast() })
        }
    }

    @Test("A payload hash must match the payload")
    func checksPayloadHash() {
        let vector = Self.vectors[0]
        #expect(throws: SignatureError.self) {
            try vector.verify(vector.request { $0.append(Header("x-amz-content-sha256", "UNSIGNED-PAYLOAD")) })
        }
    }

    @Test(
        "A malformed Authorization header is refused",
        arguments: [
            "", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 ", "Bearer x", "AWS4-HMAC-SHA256 ,,,=", "AWS4-HMAC-SHA256 a=b",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=;, Signature=x",
            "AWS4-HMAC-SHA256 Credential=////aws4_request, SignedHeaders=host, Signature=x",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/e/aws4_request, SignedHeaders=host, Signature=x",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host;host, Signature=x",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=Host, Signature=x",
        ])
    func refuses(header: String) {
        let vector = Self.vectors[0]
        #expect(throws: SignatureError.self) {
            try vector.verify(vector.request { $0[$0.count - 1] = Header("Authorization", header) })
        }
    }
}
