// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Testing

@Suite("Redaction")
struct RedactionTests {
    @Test(
        "The secrets of presigned URLs and signed headers are removed, the rest is kept",
        arguments: [
            ("", ""),
            ("nothing here", "nothing here"),
            ("invalid signature: expired", "invalid signature: expired"),
            ("a=b&c=d", "a=b&c=d"),
            ("https://b/k?X-Amz-Signature=abc123&x=1", "https://b/k?X-Amz-Signature=<redacted>&x=1"),
            ("https://b/k?x=1&Signature=a%2Fb%3D end", "https://b/k?x=1&Signature=<redacted> end"),
            ("AWSAccessKeyId=AKIDEXAMPLE&Expires=1", "AWSAccessKeyId=<redacted>&Expires=1"),
            ("x-amz-security-token=FwoG/+==,", "x-amz-security-token=<redacted>,"),
            ("X-AMZ-SECURITY-TOKEN: FwoG/+==", "X-AMZ-SECURITY-TOKEN: <redacted>"),
            (#"{"X-Amz-Security-Token":"FwoG"}"#, #"{"X-Amz-Security-Token":"<redacted>"}"#),
            ("X-Amz-Credential=AKID%2F2026%2Fx&", "X-Amz-Credential=<redacted>&"),
            ("Credential=AKID/20261121/r/s/aws4_request, Signature=ff", "Credential=<redacted>, Signature=<redacted>"),
            ("u=https%3A%2F%2Fb%3FX-Amz-Signature%3Dabc&v=1", "u=https%3A%2F%2Fb%3FX-Amz-Signature%3D<redacted>&v=1"),
            ("key AKIAIOSFODNN7EXAMPLE is inactive", "key <redacted> is inactive"),
            ("ASIAIOSFODNN7EXAMPLE", "<redacted>"),
            ("AKIAIOSFODNN7EXAMPL", "AKIAIOSFODNN7EXAMPL"),
            ("arn:aws:iam::123456789012:role/ASIA", "arn:aws:iam::123456789012:role/ASIA"),
            ("ends in Signature=", "ends in Signature="),
            ("Signature=a Signature=b", "Signature=<redacted> Signature=<redacted>"),
            ("ümlaut Signature=ä😀 ß", "ümlaut Signature=<redacted> ß"),
        ]
    )
    func presigned(text: String, expected: String) {
        #expect(Redaction.redacted(text) == expected)
        #expect(Redaction.redacted(expected) == expected)
    }

    @Test(
        "Nothing of our request is left in a message",
        arguments: [
            "key AKIDEXAMPLE is unknown", "the token tok/en+= has expired", "the token tok%2Fen%2B%3D has expired",
            "secret se/cret",
            "does not match.\n\nThe Canonical String for this request should have been\n'POST\n/\n\nhost:h\ntok/en+=",
            "does not match. The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20261121T100000Z'",
            "Authorization=AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/x, Signature=00ff00ff",
        ]
    )
    func quoted(message: String) {
        let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "se/cret", sessionToken: "tok/en+=")
        let redacted = MessageRedactor(credentials: credentials).message(message)
        for secret in ["AKIDEXAMPLE", "se/cret", "tok/en", "tok%2Fen", "00ff00ff", "host:h", "20261121T100000Z"] {
            #expect(!redacted.contains(secret), "\(redacted)")
        }
        #expect(redacted.contains(Redaction.mark))
    }

    @Test(
        "Nothing is left of a secret that contains another",
        arguments: [["TOKEN", "REFRESHTOKEN"], ["REFRESHTOKEN", "TOKEN"]])
    func nested(secrets: [String]) {
        #expect(MessageRedactor(secrets: secrets).message("REFRESHTOKEN, TOKEN") == "<redacted>, <redacted>")
    }

    @Test("A message is always one line and bounded")
    func bounded() {
        let text = MessageRedactor(credentials: nil)
        #expect(text.message("a\n\u{1B}[31mb\u{0}\tc\u{202E}") == "a [31mb c")
        let long = text.message(String(repeating: "ä", count: 200_000))
        #expect(long.utf8.count <= MessageRedactor.limit)
        #expect(long.hasSuffix("…"))
        #expect(text.message("").isEmpty)
    }

    @Test(
        "A URL loses its query and fragment",
        arguments: [
            ("https://a/b?c=d#e", "https://a/b"), ("https://a/b#e?c", "https://a/b"), ("https://a/b", "https://a/b"),
            ("?", ""),
        ]
    )
    func query(url: String, expected: String) {
        #expect(Redaction.withoutQuery(url) == expected)
    }
}
