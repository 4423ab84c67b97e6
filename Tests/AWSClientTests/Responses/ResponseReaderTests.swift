// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

/// A response to a kind's operation, and everything that must be read from it.
struct ResponseCase: Sendable, CustomTestStringConvertible {
    let kind: String
    let body: String
    let status: String
    let reason: String?
    let created: String?
    let started: String?
    let finished: String?
    let details: [String: String]

    var testDescription: String { kind }
}

@Suite("Responses")
struct ResponseReaderTests {
    static let common = [
        "COMPUTE_TIME": "1", "CREATED_AT": "2014-09-15T15:08:20.000Z", "CREATED_BY_IAM_USER": "u",
        "FINISHED_AT": "2014-09-15T15:13:40.000Z", "LAST_UPDATED_AT": "2014-09-15T15:13:40.000Z",
        "LOG_URI": "https://l/x",
        "STARTED_AT": "2014-09-15T15:10:01.000Z",
    ]

    static let model = common.merging(
        [
            "COMPUTE_TIME": "185310", "CREATED_BY_IAM_USER": "arn:aws:iam::123456789012:root",
            "ENDPOINT_STATUS": "READY",
            "ENDPOINT_INFO_CREATED_AT": "2014-09-15T16:53:20.250Z", "ENDPOINT_URL": "https://realtime.example.com",
            "PEAK_REQUESTS_PER_SECOND": "200", "INPUT_DATA_LOCATION_S3": "s3://b/p", "ML_MODEL_TYPE": "BINARY",
            "NAME": "model",
            "RECIPE": #"{ "groups" : {} }"#, "SCHEMA": "{\n \"version\": \"1.0\" }", "SCORE_THRESHOLD": "0.5",
            "SCORE_THRESHOLD_LAST_UPDATED_AT": "2014-09-15T15:13:40.000Z", "SIZE_IN_BYTES": "9007199254740993",
            "TRAINING_DATA_SOURCE_ID": "ds-1", "TRAINING_PARAMETERS": #"{"algorithm":"sgd","sgd.maxPasses":"10"}"#,
        ]
    ) { $1 }

    static let cases = [
        ResponseCase(
            kind: "evaluation", body: SampleResponses.evaluation, status: "COMPLETED", reason: "Evaluation completed",
            created: "2014-09-15T15:08:20.124Z", started: "2014-09-15T15:10:01.500Z",
            finished: "2014-09-15T15:13:40.000Z",
            details: common.merging(
                [
                    "COMPUTE_TIME": "185310", "CREATED_AT": "2014-09-15T15:08:20.124Z",
                    "STARTED_AT": "2014-09-15T15:10:01.500Z",
                    "CREATED_BY_IAM_USER": "arn:aws:iam::123456789012:user/ml", "EVALUATION_DATA_SOURCE_ID": "ds-1",
                    "INPUT_DATA_LOCATION_S3": "s3://b/p/data.csv", "LOG_URI": "https://b.s3.amazonaws.com/log",
                    "ML_MODEL_ID": "ml-1",
                    "NAME": "churn", "BINARY_AUC": "0.93",
                ]
            ) { $1 }
        ),
        ResponseCase(
            kind: "ml-model", body: SampleResponses.model, status: "COMPLETED", reason: nil,
            created: "2014-09-15T15:08:20.000Z",
            started: "2014-09-15T15:10:01.000Z", finished: "2014-09-15T15:13:40.000Z", details: model
        ),
        ResponseCase(
            kind: "ml-model-endpoint", body: SampleResponses.model, status: "READY", reason: nil,
            created: "2014-09-15T16:53:20.250Z", started: nil, finished: nil,
            details: model.merging(["STATUS": "COMPLETED"]) { $1 }.filter { $0.key != "ENDPOINT_STATUS" }
        ),
        ResponseCase(
            kind: "batch-prediction", body: SampleResponses.batchPrediction, status: "FAILED",
            reason: "Row 18 has 11 columns",
            created: "2014-09-15T15:08:20.000Z", started: "2014-09-15T15:10:01.000Z",
            finished: "2014-09-15T15:13:40.000Z",
            details: common.merging(
                [
                    "BATCH_PREDICTION_DATA_SOURCE_ID": "ds-2", "INPUT_DATA_LOCATION_S3": "s3://b/p",
                    "INVALID_RECORD_COUNT": "3",
                    "ML_MODEL_ID": "ml-1", "NAME": "batch", "OUTPUT_URI": "s3://b/out/", "TOTAL_RECORD_COUNT": "100000",
                ]
            ) { $1 }
        ),
        ResponseCase(
            kind: "data-source", body: SampleResponses.dataSource, status: "INPROGRESS", reason: "ok",
            created: "2014-09-15T15:08:20.000Z", started: "2014-09-15T15:10:01.000Z",
            finished: "2014-09-15T15:13:40.000Z",
            details: common.merging(
                [
                    "COMPUTE_STATISTICS": "true", "DATA_LOCATION_S3": "s3://b/p",
                    "DATA_REARRANGEMENT": #"{"splitting":{"percentBegin":10}}"#, "DATA_SIZE_IN_BYTES": "1048576",
                    "NAME": "data",
                    "NUMBER_OF_FILES": "2", "ROLE_ARN": "arn:aws:iam::123456789012:role/x",
                    "DATABASE": #"{"DatabaseName":"d","InstanceIdentifier":"i"}"#, "DATABASE_USER_NAME": "u",
                    "DATA_PIPELINE_ID": "p",
                    "RESOURCE_ROLE": "r", "SELECT_SQL_QUERY": "select 1", "SERVICE_ROLE": "s",
                    "REDSHIFT_METADATA_DATABASE_USER_NAME": "v", "REDSHIFT_METADATA_SELECT_SQL_QUERY": "select 2",
                    "REDSHIFT_DATABASE": #"{"ClusterIdentifier":"c","DatabaseName":"d"}"#,
                ]
            ) { $1 }
        ),
        ResponseCase(
            kind: "evaluation-job", body: SampleResponses.evaluationJob, status: "Failed",
            reason: "The role cannot read s3://b.; No prompt was evaluated.", created: "2026-11-20T10:00:00.123Z",
            started: nil,
            finished: nil,
            details: [
                "CREATION_TIME": "2026-11-20T10:00:00.123Z", "LAST_MODIFIED_TIME": "2026-11-20T11:00:00.000Z",
                "CUSTOMER_ENCRYPTION_KEY_ID": "arn:aws:kms:us-east-1:123456789012:key/k",
                "JOB_NAME": "summaries", "JOB_TYPE": "Automated", "OUTPUT_DATA_CONFIG": #"{"s3Uri":"s3://b/out"}"#,
                "ROLE_ARN": "arn:aws:iam::123456789012:role/x",
                "EVALUATION_CONFIG": """
                {"automated":{"datasetMetricConfigs":[{"dataset":{"datasetLocation":{"s3Uri":"s3://b/q.jsonl"}},\
                "taskType":"Summarization"}]}}
                """,
                "INFERENCE_CONFIG": """
                {"models":[{"bedrockModel":{"modelIdentifier":"m"}}]}
                """,
            ]
        ),
    ]

    @Test("Every member of a response is understood, kept as a detail, or sensitive", arguments: cases)
    func reads(_ expected: ResponseCase) throws {
        let kind = try #require(Kind.builtIn(named: expected.kind))
        let response = HTTPResponse(200, expected.body, headers: [HTTPField("x-amzn-RequestId", "r-1")])
        let observation = try ResponseReader(kind).observation(of: response)
        #expect(observation.status == expected.status)
        #expect(observation.reason == expected.reason)
        #expect(observation.createdAt?.rfc3339 == expected.created)
        #expect(observation.startedAt?.rfc3339 == expected.started)
        #expect(observation.finishedAt?.rfc3339 == expected.finished)
        #expect(observation.requestID == "r-1")
        let details = Dictionary(observation.details.map { ($0.key, $0.value) }) { first, _ in first + " twice" }
        for (key, value) in expected.details { #expect(details[key] == value, "\(key)") }
        #expect(Set(details.keys) == Set(expected.details.keys))
    }

    @Test(
        "A response without a well-formed status cannot be read",
        arguments: [
            "", "null", "[]", "7", #""Status""#, "{}", #"{"Status":null}"#, #"{"Status":7}"#,
            #"{"Status":["COMPLETED"]}"#,
            #"{"Status":{}}"#, #"{"status":"COMPLETED"}"#, #"{"Status":""}"#, #"{"Status":"a\nb"}"#,
            #"{"Status":"COMPLETED""#,
            "{\"Status\":\"\(String(repeating: "x", count: 129))\"}",
        ]
    )
    func unreadable(body: String) throws {
        let kind = try #require(Kind.builtIn(named: "evaluation"))
        #expect(throws: PollFailure.self) { try ResponseReader(kind).observation(of: HTTPResponse(200, body)) }
    }

    @Test(
        "A model without EndpointInfo has the endpoint status NONE; one with a broken EndpointInfo cannot be read",
        arguments: [
            (#"{"Status":"COMPLETED"}"#, "NONE"), (#"{"EndpointInfo":null}"#, "NONE"), (#"{"EndpointInfo":{}}"#, nil),
            (#"{"EndpointInfo":{"EndpointStatus":null}}"#, nil), (#"{"EndpointInfo":"x"}"#, nil),
            (#"{"EndpointInfo":{"EndpointStatus":"UPDATING"}}"#, "UPDATING"),
        ] as [(String, String?)]
    )
    func absentEndpoint(body: String, status: String?) throws {
        let kind = try #require(Kind.builtIn(named: "ml-model-endpoint"))
        #expect((try? ResponseReader(kind).observation(of: HTTPResponse(200, body)))?.status == status)
    }

    /// A kind as a watch file declares it.
    private static let own = Kind(
        name: "job-run",
        title: "Job run",
        service: AWSService(name: "glue", title: "glue", transport: .json(.oneOne, targetPrefix: "AWSGlue")),
        operation: "GetJobRun",
        request: .body(),
        id: IDRule([IDRule.Part("RunId", .anything)], arns: []),
        response: Kind.Response(
            status: "Run.State", reason: "Run.Error", started: "Run.StartedOn", finished: "Run.EndedOn",
            keepsOthers: false),
        statuses: StatusRules(completed: ["DONE", "done: all (of it)"]),
        isUserDefined: true
    )

    @Test("Of a user-defined kind's response, only what the kind names is kept")
    func ownKind() throws {
        let body = """
            {"Run":{"State":"DONE","Error":"none","StartedOn":1.7e9,"Secret":"hunter2","EndedOn":1.7e9},"SecretString":"hunter2"}
            """
        let observation = try ResponseReader(Self.own).observation(of: HTTPResponse(200, body))
        #expect(observation.status == "DONE" && observation.reason == "none")
        #expect(observation.startedAt?.rfc3339 == "2023-11-14T22:13:20.000Z")
        #expect(observation.details.map(\.key) == ["ENDED_ON", "STARTED_ON"])
    }

    @Test(
        "A status that a user-defined kind does not list is read only if it looks like a word",
        arguments: [
            ("DONE", true), ("done: all (of it)", true), ("SOME_new-word 2", true), ("x", true),
            (String(repeating: "x", count: 64), true), (String(repeating: "x", count: 65), false),
            ("hunter2!", false), ("a.b", false), ("a/b", false), ("{\\\"a\\\":1}", false), ("wörd", false),
            ("a=b", false),
        ]
    )
    func ownStatus(status: String, isRead: Bool) throws {
        let response = HTTPResponse(200, #"{"Run":{"State":"\#(status)"}}"#)
        guard !isRead else {
            #expect(throws: Never.self) { try ResponseReader(Self.own).observation(of: response) }
            return
        }
        let error = #expect(throws: PollFailure.self) { try ResponseReader(Self.own).observation(of: response) }
        #expect(error?.code == "UnreadableAnswer" && error?.message.contains("hunter2") == false)
        let builtIn = try #require(Kind.builtIn(named: "evaluation"))
        #expect(throws: Never.self) {
            try ResponseReader(builtIn).observation(of: HTTPResponse(200, #"{"Status":"\#(status)"}"#))
        }
    }

    @Test(
        "A job is seen to end however much else its response says",
        arguments: ["evaluation", "evaluation-job", "ml-model-endpoint", "training-job"]
    )
    func largeResponses(name: String) throws {
        let kind = try #require(Kind.builtIn(named: name))
        let path = kind.response.status.split(separator: ".")
        let word = try #require(kind.statuses.meanings.last?.status)
        var status = #""\#(path.last ?? "")":"\#(word)""#
        for parent in path.dropLast().reversed() { status = #""\#(parent)":{\#(status)}"# }
        let large = [
            String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000),
            "[" + String(repeating: "null,", count: 100_000) + "null]",
            "\"" + String(repeating: "ab\\n", count: 100_000) + "\"",
            "{" + (0..<50_000).map { "\"k\($0)\":{}" }.joined(separator: ",") + "}",
        ]
        for (value, omitted) in large.flatMap({ value in
            (kind.response.omitted.prefix(1) + ["unknown"]).map { (value, $0) }
        }) {
            for body in ["{\"\(omitted)\":\(value),\(status)}", "{\(status),\"\(omitted)\":\(value)}"] {
                let observation = try ResponseReader(kind).observation(of: HTTPResponse(200, body))
                #expect(observation.status == word)
                #expect(observation.details.reduce(0) { $0 + $1.value.utf8.count } <= 20_000)
            }
        }
    }

    @Test(
        "Times are read in each of AWS's formats",
        arguments: [
            (.integer(0), "1970-01-01T00:00:00.000Z"), (.number(1.4354E9), "2015-06-27T10:13:20.000Z"),
            (.string("1.4354E9"), "2015-06-27T10:13:20.000Z"),
            (.string("1435353600"), "2015-06-26T21:20:00.000Z"),
            (.string("2015-06-26T21:20:00Z"), "2015-06-26T21:20:00.000Z"),
            (.string("2015-06-26T21:20:00.1234567+01:00"), "2015-06-26T20:20:00.123Z"), (.string(""), nil),
            (.string("soon"), nil),
            (.string("nan"), nil), (.string("inf"), nil), (.string("0x10"), nil), (.number(1e300), nil), (.null, nil),
            (.bool(true), nil),
            (.array([]), nil), (.string("2015-02-30T00:00:00Z"), nil),
            (.integer(1_435_353_600_123), "2015-06-26T21:20:00.123Z"),
            (.number(1.4353536001235e12), "2015-06-26T21:20:00.123Z"),
            (.string("1435353600123"), "2015-06-26T21:20:00.123Z"),
            (.integer(99_999_999_999), "5138-11-16T09:46:39.000Z"),
            (.integer(100_000_000_000), "1973-03-03T09:46:40.000Z"), (.integer(.max), nil),
            (.integer(-1), "1969-12-31T23:59:59.000Z"),
        ] as [(JSONValue, String?)]
    )
    func times(value: JSONValue, expected: String?) {
        #expect(ResponseTime.timestamp(value)?.rfc3339 == expected)
    }

    /// A kind whose resource is the first element of a list, as AWS Batch's and ECS's are.
    private static func listed(_ response: Kind.Response, caveats: [Caveat] = []) -> Kind {
        Kind(
            name: "batch-job",
            title: "Batch job",
            service: AWSService(name: "batch", title: "Batch", transport: .restJSON),
            operation: "DescribeJobs",
            request: .path("/v1/describejobs", method: .post),
            id: IDRule([IDRule.Part("jobs", .anything, shape: .list)], arns: []),
            response: response,
            statuses: StatusRules(completed: ["SUCCEEDED"], failed: ["FAILED"], caveats: caveats)
        )
    }

    private static func job(keepsOthers: Bool) -> Kind.Response {
        Kind.Response(
            status: "jobs[0].status", reason: "jobs[0].statusReason",
            moreReasons: ["jobs[0].attempts[].container.reason"], name: "jobs[0].jobName",
            created: "jobs[0].createdAt", started: "jobs[0].startedAt", finished: "jobs[0].stoppedAt",
            opened: ["jobs[0]", "jobs[0].container"], causes: ["exitCode"],
            details: ["jobs[0].jobQueue", "jobs[0].container.logStreamName"], keepsOthers: keepsOthers,
            omitted: ["jobs[0].jobId"])
    }

    private static let response = """
        {"jobs":[{"jobId":"j","jobName":"n","jobQueue":"q","status":"FAILED","statusReason":"Essential container exited",
        "createdAt":1795255200123,"startedAt":1795255260000,"stoppedAt":1795255320000,"isCancelled":false,
        "container":{"exitCode":1,"logStreamName":"l","environment":[{"name":"TOKEN","value":"hunter2"}],"stoppedAt":5},
        "attempts":[{"container":{"reason":"OOM"}},{"container":{}},{"container":{"reason":"OOM again"}}]},
        {"jobId":"k","status":"SUCCEEDED","secret":"hunter2"}],"more":"hunter3"}
        """

    @Test("The resource is the first element of a list", arguments: [true, false])
    func firstElement(keepsOthers: Bool) throws {
        let kind = Self.listed(Self.job(keepsOthers: keepsOthers))
        let observation = try ResponseReader(kind).observation(of: HTTPResponse(200, Self.response))
        #expect(observation.status == "FAILED")
        #expect(observation.reason == "Essential container exited; OOM; OOM again")
        #expect(observation.createdAt?.rfc3339 == "2026-11-21T10:00:00.123Z")
        #expect(observation.startedAt?.rfc3339 == "2026-11-21T10:01:00.000Z")
        #expect(observation.finishedAt?.rfc3339 == "2026-11-21T10:02:00.000Z")
        let named = [
            "JOB_NAME": "n", "JOB_QUEUE": "q", "CREATED_AT": "2026-11-21T10:00:00.123Z",
            "STARTED_AT": "2026-11-21T10:01:00.000Z", "STOPPED_AT": "2026-11-21T10:02:00.000Z", "EXIT_CODE": "1",
            "LOG_STREAM_NAME": "l",
        ]
        let others = [
            "IS_CANCELLED": "false", "JOBS_CONTAINER_STOPPED_AT": "1970-01-01T00:00:05.000Z", "MORE": "hunter3",
            "ATTEMPTS": #"[{"container":{"reason":"OOM"}},{"container":{}},{"container":{"reason":"OOM again"}}]"#,
        ]
        let details = Dictionary(observation.details.map { ($0.key, $0.value) }) { first, _ in first + " twice" }
        #expect(details == (keepsOthers ? named.merging(others) { $1 } : named))
    }

    @Test(
        "An empty list says that there is no such resource; no list, that the response cannot be read",
        arguments: [
            (#"{"jobs":[]}"#, .notFound), (#"{"jobs":[],"failures":[{"arn":"a","reason":"MISSING"}]}"#, .notFound),
            ("{}", .transient), (#"{"jobs":null}"#, .transient), (#"{"jobs":[null]}"#, .transient),
            (#"{"jobs":[{}]}"#, .transient), (#"{"jobs":{}}"#, .transient), (#"{"jobs":[[]]}"#, .transient),
        ] as [(String, PollFailure.Cause)]
    )
    func emptyList(body: String, cause: PollFailure.Cause) {
        let kind = Self.listed(Kind.Response(status: "jobs[0].status"))
        let failure = #expect(throws: PollFailure.self) {
            try ResponseReader(kind).observation(of: HTTPResponse(200, body))
        }
        #expect(failure?.cause == cause)
        guard cause == .notFound else { return }
        #expect(failure?.code == "NotListed")
        #expect(failure?.message == "the response to DescribeJobs lists no such resource")
    }

    @Test("Details are made when they are asked for, of small responses and of large ones the same, once")
    func deferred() throws {
        let kind = try #require(Kind.builtIn(named: "evaluation"))
        let id = HTTPField("x-amzn-RequestId", "AKIDEXAMPLE-1")
        for filling in [0, LargeResponses.threshold] {
            let body = SampleResponses.evaluation + String(repeating: " ", count: filling)
            let reader = ResponseReader(kind, text: MessageRedactor(secrets: ["KIDEXAMPL"]))
            let observation = try reader.observation(of: HTTPResponse(200, body, headers: [id]))
            #expect(observation.details == observation.details)
            let uri = observation.details.first { $0.member == "LogUri" }
            #expect(uri?.value == "https://b.s3.amazonaws.com/log")
            #expect(observation.requestID == "A<redacted>E-1")
            var dumped = ""
            dump(observation, to: &dumped)
            #expect(dumped.contains("https://b.s3.amazonaws.com/log") && dumped.contains("A<redacted>E-1"))
        }
    }

    @Test("What a caveat is about is a detail, even if nothing else is kept")
    func caveats() throws {
        let response = Kind.Response(
            status: "jobs[0].status", opened: ["jobs[0]", "jobs[0].counts"], keepsOthers: false)
        let kind = Self.listed(
            response, caveats: [Caveat("failed", .number(.greater, 0)), Caveat("warning", .present)])
        let body = #"{"jobs":[{"status":"SUCCEEDED","warning":"w","counts":{"failed":3,"other":4},"more":5}]}"#
        let details = try ResponseReader(kind).observation(of: HTTPResponse(200, body)).details
        #expect(
            Dictionary(uniqueKeysWithValues: details.map { ($0.member, $0.value) }) == ["failed": "3", "warning": "w"])
    }

    @Test("An object that is opened and named has all its members as details")
    func openedAndNamed() throws {
        let response = Kind.Response(
            status: "status", opened: ["a", "list[0]"], details: ["a", "list[0]", "parts[].name"], keepsOthers: false)
        let body = """
            {"status":"FAILED","a":{"x":1,"atDate":1795255200000,"y":{"z":2}},"list":[{"w":3},{"w":4}],"b":5,
            "parts":[{"name":"p","size":1},{"size":2},{"name":"q"}]}
            """
        let details = try ResponseReader(Self.listed(response)).observation(of: HTTPResponse(200, body)).details
        #expect(
            Dictionary(uniqueKeysWithValues: details.map { ($0.key, $0.value) }) == [
                "X": "1", "AT_DATE": "2026-11-21T10:00:00.000Z", "Y": #"{"z":2}"#, "W": "3", "NAME": #"["p","q"]"#,
            ])
    }

    @Test(
        "Reasons in lists of objects are joined, within bounds",
        arguments: [
            (#"[{"FailureReason":"a"},{"Name":"x"},{"FailureReason":"b"}]"#, "a; b"), ("[]", nil), ("null", nil),
            (#"{"FailureReason":"a"}"#, nil), (#"[{"FailureReason":["a",{"message":"b"}]}]"#, "a; b"),
            (#"[{"FailureReason":"Signature=x"}]"#, "Signature=<redacted>"),
        ] as [(String, String?)]
    )
    func reasonsInLists(json: String, expected: String?) throws {
        let response = Kind.Response(status: "status", reason: "details.ValidationStatuses[].FailureReason")
        let body = #"{"details":{"ValidationStatuses":\#(json)},"status":"FAILED"}"#
        #expect(try ResponseReader(Self.listed(response)).observation(of: HTTPResponse(200, body)).reason == expected)
        let many = "[\(Array(repeating: #"{"FailureReason":"ä"}"#, count: 50_000).joined(separator: ","))]"
        let long = try ResponseReader(Self.listed(response))
            .observation(of: HTTPResponse(200, body.replacing(json, with: many)))
        #expect((1...4_000).contains(long.reason?.utf8.count ?? 0))
    }

    @Test(
        "Reasons are strings or lists of them, one line, without secrets",
        arguments: [
            (#""a""#, "a"), (#"["a","b"]"#, "a; b"), ("[]", nil), (#"[""]"#, nil), (#"["a",7,null,"b"]"#, "a; b"),
            ("null", nil), ("7", nil),
            (#""\u001b[31ma\n b""#, "[31ma b"),
            (#""see https://b/x?X-Amz-Signature=ff""#, "see https://b/x?X-Amz-Signature=<redacted>"),
        ] as [(String, String?)]
    )
    func reasons(json: String, expected: String?) throws {
        let kind = try #require(Kind.builtIn(named: "evaluation-job"))
        let response = HTTPResponse(200, #"{"status":"Failed","failureMessages":\#(json)}"#)
        #expect(try ResponseReader(kind).observation(of: response).reason == expected)
    }
}

/// Responses in the form of AWS's API references, with every member that they list.
private enum SampleResponses {
    static let evaluation = #"""
        {"ComputeTime":"185310","CreatedAt":1.410793700124E9,"CreatedByIamUser":"arn:aws:iam::123456789012:user/ml",
        "EvaluationDataSourceId":"ds-1","EvaluationId":"ev-1","FinishedAt":1410794020,"InputDataLocationS3":"s3://b/p/data.csv",
        "LastUpdatedAt":1.41079402E9,"LogUri":"https://b.s3.amazonaws.com/log?X-Amz-Signature=abc#f","MLModelId":"ml-1",
        "Message":"Evaluation completed","Name":"churn","PerformanceMetrics":{"Properties":{"BinaryAUC":"0.93"}},
        "StartedAt":"1410793801.5","Status":"COMPLETED"}
        """#

    static let model = #"""
        {"ComputeTime":185310,"CreatedAt":1410793700,"CreatedByIamUser":"arn:aws:iam::123456789012:root",
        "EndpointInfo":{"CreatedAt":1410800000.25,"EndpointStatus":"READY","EndpointUrl":"https://realtime.example.com",
        "PeakRequestsPerSecond":200},"FinishedAt":1410794020,"InputDataLocationS3":"s3://b/p","LastUpdatedAt":1410794020,
        "LogUri":"https://l/x","MLModelId":"ml-1","MLModelType":"BINARY","Message":null,"Name":"model","Recipe":"{ \"groups\" : {} }",
        "Schema":"{\n \"version\": \"1.0\" }","ScoreThreshold":0.5,"ScoreThresholdLastUpdatedAt":1410794020,"SizeInBytes":9007199254740993,
        "StartedAt":1410793801,"Status":"COMPLETED","TrainingDataSourceId":"ds-1",
        "TrainingParameters":{"sgd.maxPasses":"10","algorithm":"sgd"}}
        """#

    static let batchPrediction = #"""
        {"BatchPredictionDataSourceId":"ds-2","BatchPredictionId":"bp-1","ComputeTime":1,"CreatedAt":1410793700,
        "CreatedByIamUser":"u","FinishedAt":1410794020,"InputDataLocationS3":"s3://b/p","InvalidRecordCount":3,
        "LastUpdatedAt":1410794020,"LogUri":"https://l/x?y","MLModelId":"ml-1","Message":"Row 18\nhas 11 columns","Name":"batch",
        "OutputUri":"s3://b/out/","StartedAt":1410793801,"Status":"FAILED","TotalRecordCount":100000}
        """#

    static let dataSource = #"""
        {"ComputeStatistics":true,"ComputeTime":1,"CreatedAt":1410793700,"CreatedByIamUser":"u","DataLocationS3":"s3://b/p",
        "DataRearrangement":"{\"splitting\":{\"percentBegin\":10}}","DataSizeInBytes":1048576,"DataSourceId":"ds-1",
        "FinishedAt":1410794020,"LastUpdatedAt":1410794020,"LogUri":"https://l/x?y","Message":"ok","Name":"data","NumberOfFiles":2,
        "RDSMetadata":{"Database":{"DatabaseName":"d","InstanceIdentifier":"i"},"DatabaseUserName":"u","DataPipelineId":"p",
        "ResourceRole":"r","SelectSqlQuery":"select 1","ServiceRole":"s"},
        "RedshiftMetadata":{"DatabaseUserName":"v","RedshiftDatabase":{"ClusterIdentifier":"c","DatabaseName":"d"},
        "SelectSqlQuery":"select 2"},"RoleARN":"arn:aws:iam::123456789012:role/x","StartedAt":1410793801,"Status":"INPROGRESS"}
        """#

    static let evaluationJob = #"""
        {"creationTime":"2026-11-20T10:00:00.123456789Z","customerEncryptionKeyId":"arn:aws:kms:us-east-1:123456789012:key/k",
        "evaluationConfig":{"automated":{"datasetMetricConfigs":[{"taskType":"Summarization","metricNames":["Builtin.Accuracy"],
        "dataset":{"name":"Builtin.Bold","datasetLocation":{"s3Uri":"s3://b/q.jsonl"}}}]}},
        "failureMessages":["The role cannot read s3://b.","","No prompt was evaluated."],
        "inferenceConfig":{"models":[{"bedrockModel":{"modelIdentifier":"m","inferenceParams":"{\"temperature\":0.1}"}}]},
        "jobArn":"arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl","jobDescription":"nightly","jobName":"summaries",
        "jobType":"Automated","lastModifiedTime":"2026-11-20T12:00:00+01:00","outputDataConfig":{"s3Uri":"s3://b/out"},
        "roleArn":"arn:aws:iam::123456789012:role/x","status":"Failed"}
        """#
}
