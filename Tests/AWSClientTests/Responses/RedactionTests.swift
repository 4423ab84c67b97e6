// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Glibc
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
            ("http@://30ttp@://30ttp@://x", "http@://<redacted>@://30ttp@://x"),
            ("see <redacted>b:c@d", "see <redacted>b:c@d"),
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
        "Secrets are found by their names, however these are spelled and quoted",
        arguments: [
            ("AWS_SESSION_TOKEN=abc", "AWS_SESSION_TOKEN=<redacted>"),
            ("aws secret access key : abc, x", "aws secret access key : <redacted>, x"),
            ("awssecretaccesskey=abc", "awssecretaccesskey=<redacted>"),
            ("Api-Key => 'a b' c", "Api-Key => '<redacted>' c"),
            (#"{'db_passwd' : "it's"}"#, #"{'db_passwd' : "<redacted>"}"#), ("pwd=ab&x=1", "pwd=<redacted>&x=1"),
            (#"{\"clientSecret\": \"ab\"}"#, #"{\"clientSecret\": \"<redacted>\"}"#),
            ("<Password type='x'> ab </Password>", "<Password type='x'> <redacted> </Password>"),
            ("<token><![CDATA[ab]]></token>", "<token><![CDATA[<redacted>]]></token>"),
            ("private%5Fkey%3Dab%26x%3D1", "private%5Fkey%3D<redacted>%26x%3D1"),
            ("secret%2520key%253A%2520%2522a%2520b%2522", "secret%2520key%253A%2520%2522<redacted>%2522"),
            ("&quot;password&quot;:&quot;ab&quot;", "&quot;password&quot;:&quot;<redacted>&quot;"),
            (#"{"Name":"DB_PASSWORD","Value":"ab"}"#, #"{"Name":"DB_PASSWORD","Value":"<redacted>"}"#),
            ("run --password ab --x", "run --password <redacted> --x"), ("TOKEN_2=ab", "TOKEN_2=<redacted>"),
            ("Authorization: Bearer abc.d-e", "Authorization: Bearer <redacted>"),
            ("authorization = basic dTpw", "authorization = basic <redacted>"),
            ("sent Bearer k9abcdef.x and", "sent Bearer <redacted> and"), ("Basic dXNlcjpwdw==", "Basic <redacted>"),
            ("https://joe:p@ss@host/x", "https://<redacted>@host/x"),
            ("https://ghp_x1@host/x", "https://<redacted>@host/x"),
            ("redis://:p/w@host:1/0", "redis://<redacted>@host:1/0"),
            ("https%3A%2F%2Fa%3Ab%40h%2F", "https%3A%2F%2F<redacted>%40h%2F"),
            ("-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END", "-----BEGIN RSA PRIVATE KEY-----<redacted>-----END"),
            ("it is wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY.", "it is <redacted>."),
            ("eyJhbGciOi.eyJzdWIiOiIxMjM0NTY3ODkwIiwi.SflKxwRJSM-eKKF2", "<redacted>"),
        ]
    )
    func named(text: String, expected: String) {
        #expect(Redaction.redacted(text) == expected)
        #expect(Redaction.redacted(expected) == expected)
        #expect(Redaction.redacted("x \(text) y") == "x \(expected) y")
    }

    @Test(
        "What is no secret stays as it is",
        arguments: [
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db/password-AbCdEf",
            "User: arn:aws:sts::123456789012:assumed-role/AmazonSageMaker-ExecutionRole-20200101T000000/SageMaker is not "
                + "authorized to perform: bedrock:GetEvaluationJob on resource: "
                + "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl",
            "The security token included in the request is invalid.",
            "Signature expired: 20261121T100000Z is now earlier than 20261121T101000Z (20261121T101500Z - 5 min.)",
            "Credential should be scoped to a valid region, not 'us-east-1'.",
            "Authorization header requires 'Credential' parameter.", "Invalid token: expired",
            "error: ExpiredToken: The provided token has expired", "use --token or --profile", "token count 17",
            "An error occurred (ExpiredToken) when calling the GetEvaluation operation: The security token is expired",
            "Row 18 of s3://example-bucket/customers.csv has 11 columns, the schema has 12.",
            "s3://sagemaker-123456789012/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEf/output/model.tar.gz",
            "https://bedrock.us-east-1.amazonaws.com/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEf/x",
            "https://localhost:8080/path", "https://medium.com/@user/post", "s3://bucket/key@2x.png",
            "/opt/ml/input/data/Training/Channel1/Subfolder2/anotherfolder3/File", "AROAIOSFODNN7EXAMPLE",
            "a1b2c3d4-5678-90ab-cdef-EXAMPLE11111", "Basic tier is enough", "basic authentication required",
            "bearer token is invalid", "maxTokens: 4096, inputTokens=17", "BinaryAUC=0.93", "password: null",
            "repo@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            #"{"Key":"Name","Value":"prod"}"#, "time: 10:20:30", "secret: arn:aws:secretsmanager:us-east-1:1:secret:x",
        ]
    )
    func harmless(text: String) {
        #expect(Redaction.redacted(text) == text)
        #expect(MessageRedactor(secrets: ["wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"]).text(text) == text)
    }

    /// 100,000 with `AWAITD_REDACTION_CASES=100000`, which takes a minute without optimization.
    private static let cases =
        unsafe getenv("AWAITD_REDACTION_CASES").flatMap { unsafe Int(String(cString: $0)) } ?? 10_000

    @Test(
        "Nothing is left of a secret, whatever its spelling, its encoding and what stands around it",
        arguments: [11, 12])
    func spelled(seed: UInt64) {
        var spelled = SpelledSecrets(seed: seed)
        for _ in 0..<Self.cases / 2 {
            let (secret, text) = spelled.next()
            let redacted = Redaction.redacted(text)
            if SpelledSecrets.isLeft(secret, in: redacted) { Issue.record("\(text.debugDescription) → \(redacted)") }
        }
    }

    @Test("Any 16 characters of a request's secret are removed, plain or percent-encoded once or twice")
    func ownSecrets() {
        let secret = "FwoGZXIvYXdzEBYaDHqa0A+abc/defghijklmnopqrstuvwxyz0123456789ABCDEF"
        let redactor = MessageRedactor(secrets: [secret])
        for start in stride(from: 0, through: secret.count - 16, by: 7) {
            let part = String(secret.dropFirst(start).prefix(16))
            let once = PercentEncoding.encode(part)
            for form in [part, once, PercentEncoding.encode(once)] {
                #expect(redactor.text("it says '\(form)' now") == "it says '<redacted>' now")
                #expect(redactor.own("no \(form).") == "no <redacted>.")
            }
            #expect(redactor.own("no \(part.dropLast()).") == "no \(part.dropLast()).")
        }
    }

    @Test(
        "Text that is made to take long takes no longer",
        .timeLimit(.minutes(1)),
        arguments: [
            "a://", ":%2F%2F", "password=", "password='", "password=\"x\n", "\\", "%25", "&amp;", "<password>",
            "--password ",
            "-----BEGIN PRIVATE KEY-----", "basic:", "aB3/", "eyJ", "\"token\",", "http://a:b/", "token='\\'",
            "token=null ",
        ]
    )
    func hostile(part: String) {
        // Quadratic time would be hours for the longer one.
        _ = Redaction.redacted(String(repeating: part, count: 20_000 / part.utf8.count))
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
