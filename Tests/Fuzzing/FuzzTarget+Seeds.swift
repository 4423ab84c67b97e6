// SPDX-License-Identifier: Apache-2.0

extension FuzzTarget {
    /// Valid input, which inputs are made from.
    var seeds: [[UInt8]] {
        switch self {
        case .response, .json: Self.responses
        case .xml: Self.documents
        case .error: Self.errors
        case .config: Self.configs
        case .watches: Self.lists
        case .address: Self.addresses
        case .text: Self.texts
        case .varlink: Self.calls
        case .notice, .environment: Self.fields
        }
    }

    /// Fragments with a meaning to the parser.
    var fragments: [[UInt8]] {
        switch self {
        case .response, .error, .json, .varlink: Self.jsonFragments
        case .xml: Self.xmlFragments
        case .config: Self.configFragments
        case .watches: Self.yamlFragments
        case .address, .text: Self.textFragments
        case .notice, .environment: Self.fieldFragments
        }
    }

    private static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    private static let broken: [[UInt8]] = [[0xFF], [0xC3], [0xE2, 0x80], [0xF0, 0x9F], [0xED, 0xA0, 0x80], [0]]

    private static let responses = bytes([
        #"""
        {"ComputeTime":"185310","CreatedAt":1.410793700124E9,"CreatedByIamUser":"arn:aws:iam::123456789012:user/ml",
        "EvaluationDataSourceId":"ds-1","EvaluationId":"ev-1","FinishedAt":1410794020,"InputDataLocationS3":"s3://b/p",
        "LogUri":"https://b.s3.amazonaws.com/log?X-Amz-Signature=abc#f","Message":"Evaluation \u00e4 \ud83d\ude00 done",
        "PerformanceMetrics":{"Properties":{"BinaryAUC":"0.93","RegressionRMSE":null}},"Status":"COMPLETED"}
        """#,
        #"""
        {"EndpointInfo":{"CreatedAt":1410800000.25,"EndpointStatus":"READY","EndpointUrl":"https://r.example.com",
        "PeakRequestsPerSecond":200},"ScoreThreshold":0.5,"SizeInBytes":9007199254740993,"Status":"COMPLETED",
        "Recipe":"{ \"groups\" : {} }","TrainingParameters":{"sgd.maxPasses":"10","algorithm":"sgd"},"Message":null}
        """#,
        #"""
        {"creationTime":"2026-11-20T10:00:00.123456789Z","evaluationConfig":{"automated":{"datasetMetricConfigs":
        [{"taskType":"Summarization","metricNames":["Builtin.Accuracy"],"dataset":{"name":"Builtin.Bold"}}]}},
        "failureMessages":["The role cannot read s3://b.","","No prompt was evaluated."],"jobName":"summaries",
        "lastModifiedTime":"2026-11-20T12:00:00+01:00","status":"Failed","inferenceConfig":{"models":[[],[{}],true]}}
        """#,
        #"{"Status":"PENDING"}"#, #"{"status":"InProgress"}"#, #"{"jobs":[]}"#, #"{"c":[{"c":[{"c":1},{"c":2}]}]}"#,
        #"""
        {"jobs":[{"jobName":"n","status":"FAILED","createdAt":1795255200123,"a":[1,2],"container":{"exitCode":1},
        "attempts":[{"reason":"OOM","x":[]},{},{"reason":"OOM again"}],"b":[{"a":1},{"a":[2]}]},{"status":"SUCCEEDED"}]}
        """#,
    ])

    private static let errors = bytes([
        "x-amzn-errortype: ThrottlingException:http://internal.amazon.com/coral/\nRetry-After: 7\n\n{\"message\":\"Rate exceeded\"}",
        """
        Date: Sat, 21 Nov 2026 10:01:00 GMT
        x-amz-retry-after: 1500
        x-amzn-RequestId: 0f6b3c2e-0000-4000-8000-000000000000

        {"__type":"com.amazon.coral.service#ExpiredTokenException","Message":"The security token AQoDYXdzEPT is expired"}
        """,
        """
        Retry-After: Sat, 21 Nov 2026 10:01:00 GMT

        {"code":400,"message":"The Canonical String for this request should have been\\n'POST\\n/\\n\\nAKIDEXAMPLE"}
        """,
        "Location: https://elsewhere.example.com/a?X-Amz-Signature=abc\n\n<html><body>503</body></html>",
        "\n{\"__type\":\"a#SignatureDoesNotMatch\",\"message\":\"wJalrXUtnFEMI X-Amz-Security-Token=AQoDYXdzEPT&a=b\"}",
    ])

    private static let documents = bytes([
        """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <AssumeRoleResult><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
          <SessionToken>t&amp;u</SessionToken><Expiration>2026-11-20T10:00:00Z</Expiration></Credentials></AssumeRoleResult>
        </AssumeRoleResponse>
        """,
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message><![CDATA[no]]> &#65;</Message></Error></ErrorResponse>",
        "<?xml version='1.0'?><!-- c --><UnknownOperationException/>",
    ])

    private static let calls = bytes([
        #"{"method":"io.awaitd.GetStatus","parameters":{"name":"churn"}}"#,
        #"{"method":"io.awaitd.GetHistory","parameters":{"since":"2026-11-20T10:00:00Z","last":10},"more":true}"#,
        #"{"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":"io.awaitd"},"oneway":false}"#,
        #"{"error":"io.awaitd.Rejected","parameters":{"diagnostics":["a","b"]}}"#, #"{"method":"io.awaitd.Reload"}"#,
    ])

    private static let fields = bytes([
        """
        MESSAGE=churn: INPROGRESS → COMPLETED\u{0}PRIORITY=5\u{0}AWAITD_EVENT=transition\u{0}AWAITD_EVENT_ID=0123456789abcdef\u{0}\
        AWAITD_SEQ=7\u{0}AWAITD_OBSERVED_AT=2026-11-20T10:00:00.000Z\u{0}AWAITD_WATCH=churn\u{0}AWAITD_KIND=evaluation\u{0}\
        AWAITD_STATE=completed\u{0}AWAITD_PREVIOUS_STATE=pending\u{0}AWAITD_SKIPPED=in-progress\u{0}AWAITD_DURATION_USEC=90000000\u{0}\
        AWAITD_DETAIL_BINARY_AUC=0.93\u{0}AWAITD_STARTS=a@b.service c.service
        """,
        "MESSAGE=a \"b\" \\ $HOME `id`\u{0}PRIORITY=3\u{0}AWAITD_EVENT=visibility-lost\u{0}AWAITD_LANE=bedrock/us-east-1/default",
    ])

    private static let xmlFragments =
        bytes([
            "<", ">", "</", "/>", "<a>", "</a>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE a>", "&",
            ";", "&amp;",
            "&#", "&#x", "&#x110000;", "'", "\"", "=", ":", "<Code>", "</Code>", "\u{FEFF}",
        ]) + broken

    private static let fieldFragments =
        bytes([
            "\u{0}", "=", "\"", "\\", "$", "`", "\n", "\r", "\u{0}AWAITD_", "AWAITD_STARTS=", "\u{202E}",
            "\u{1B}", "é", "'", "#", ";", "%n", " ",
        ]) + broken

    private static let configs = bytes([
        """
        [default]
        region = us-east-1
        endpoint_url = https://default.example
        [profile prod]
        services = shared
        use_fips_endpoint = true
        # a comment
        s3 =
          addressing_style = path
        [services shared]
        sts =
          endpoint_url = https://sts.example
        """,
        "[profile \"prod\"]\nendpoint_url=http://127.0.0.1:9000\nca_bundle : /etc/pki/a.pem\r\n; note\n",
        "\u{FEFF}[profile prod]\nignore_configured_endpoint_urls = true\nuse_dualstack_endpoint = TRUE\n[profile prod]\nregion=x",
    ])

    private static let lists = bytes([
        """
        # \u{65E5}\u{672C} and \u{1F469}\u{200D}\u{1F52C}
        defaults:
          region: us-east-1
          profile: "ml-\\u0070rod"
          poll: {initial: 15s, max: 5m}
        limits: {rate: 2/s, concurrency: 16}
        watches:
          - arn: arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl
          - name: 'churn n\u{E4}chtlich'
            kind: evaluation
            id: ev-2014-09-12-15-14-04-924
            overdue_after: 6h
            expect: {BinaryAUC: ">= 0.85", 'validation:auc': '!= NaN'}
          - {kind: GetMLModel, id: ml-1, verbose: true, endpoint: "http://127.0.0.1:9000"}
          - kind: >-
              batch-prediction
            id: |-
              bp-1

        """,
        "watches: []\n", "watches: [{kind: evaluation, id: a}]\n",
    ])

    private static let addresses = bytes([
        "http://127.0.0.1:9000/a%20b",
        "https://bedrock.us-east-1.amazonaws.com\nhttp://me:s%3Acret@proxy:3128\n*.example.com,10.0.0.0/8",
        "https://[2001:db8::1]:8443\nproxy:80\n[2001:db8::1]:8443 ::/0 *", "http://10.0.0.1\nsocks5://p:1\n.a,b:80",
    ])

    private static let texts = bytes([
        "2026-11-20T10:00:00.123456789Z", "2026-11-20T12:00:00+01:00", "Sat, 21 Nov 2026 10:01:00 GMT",
        "1.410793700124E9",
        "1h30m", "200ms", "2d", "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl",
        "arn:aws:machinelearning:us-east-1:123456789012:evaluation/ev-1",
        "X-Amz-Signature=abc&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE",
        #""SessionToken":"abc","SecretAccessKey": "def""#,
    ])

    private static let jsonFragments =
        bytes([
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "\\ude00", "null", "true", "-", "1e999", "-0",
            "0.1e-400",
            "99999999999999999999", "\u{FEFF}", "\u{2028}", "\u{202E}", "\u{1B}[2J", "[[[[[[[[", "{\"a\":",
            "\"Status\":", "\"status\":", "\"jobs\":[{", "\"a\":[", "},{", "\"attempts\":[{\"reason\":",
            "\"Message\":", "\"__type\":\"", "#", "AKIAIOSFODNN7EXAMPLE", "X-Amz-Security-Token=", "/*", "\n", "\r\n",
        ]) + broken

    private static let configFragments =
        bytes([
            "[", "]", "=", ":", "#", ";", "\n", "\r\n", "\r", "\t", "  ", "[profile ", "[services ", "[profile prod]\n",
            "services = ",
            "endpoint_url = ", "endpoint_url = http://10.0.0.1\n", "\n  sts =\n    endpoint_url = ftp://x\n", "'", "\"",
            "\u{FEFF}", "\u{85}",
        ]) + broken

    private static let yamlFragments =
        bytes([
            "\t", "\n", "\r", ":", "-", "- ", "? ", "[", "]", "{", "}", ",", "#", "&a", "*a", "!t", "|", ">", "'", "\"",
            "%", "@", "`",
            "\n---\n", "\n...\n", "<<: ", "\\", "\u{FEFF}", "\u{2028}", "\u{85}", " ", "        ", "a: b\n",
            "%YAML 9.9\n", "[[[[[[[[[[",
            "{a: {a: {a: ", "- - - - ", "\u{1B}[2J", "endpoint: http://10.0.0.1\n",
        ]) + broken

    private static let textFragments =
        bytes([
            ":", "/", "//", "@", "?", "#", "[", "]", "%", "%00", "%zz", ".", "..", "-", "+", "\n", " ", "0", "9",
            "99999999999999999999",
            "1e308", "e", "E-", "Z", "T", "::", "::ffff:", "*", ",", "http://", "https://", "\u{E4}", "\u{202E}", "=",
            "&", "AKIA", "arn:",
        ]) + broken
}
