// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

/// One item of a page, and what is read of it.
struct ItemCase: Sendable, CustomTestStringConvertible {
    let kind: String
    let json: String
    var parent: String?
    let read: ListItem

    init(_ kind: String, _ json: String, in parent: String? = nil, _ read: ListItem) {
        (self.kind, self.json, self.parent, self.read) = (kind, json, parent, read)
    }

    var testDescription: String { "\(kind) \(json)" }
}

@Suite("Pages of lists")
struct PageReaderTests {
    private static let noon = Timestamp(rfc3339: "2026-11-30T12:00:00Z")
    private static let bedrock = "arn:aws:bedrock:us-east-1:123456789012"
    private static let sageMaker = "arn:aws:sagemaker:us-east-1:123456789012"
    private static let jobARN = "\(sageMaker):training-job/t-1"
    private static let evaluationARN = "\(bedrock):evaluation-job/abcdefghijkl"
    private static let invocationARN = "\(bedrock):model-invocation-job/abcdefghijkl"
    private static let customARN = "\(bedrock):model-customization-job/m.v1/abcdefghijkl"
    private static let modelARN = "\(bedrock):custom-model/m.v1/abcdefghijkl"
    private static let endpointARN = "\(sageMaker):endpoint/e"
    private static let flow = "\(bedrock):flow/ABCDEFGHIJ"

    private static func page(_ kind: String, _ body: String, in parent: String? = nil) throws -> ListPage {
        try PageReader(try #require(Kind.builtIn(named: kind))).page(of: HTTPResponse(200, body), in: parent)
    }

    // MARK: Items

    static let readable: [ItemCase] = [
        ItemCase(
            "training-job",
            #"""
            {"TrainingJobName":"t-1","TrainingJobArn":"\#(jobARN)","TrainingJobStatus":"InProgress",
            "CreationTime":1796040000,"LastModifiedTime":1796040000.5,"TrainingEndTime":null,"More":{"a":[1]}}
            """#,
            ListItem(
                ids: ["t-1"], status: "InProgress", createdAt: noon, modifiedAt: noon.map { $0 + .milliseconds(500) })),
        ItemCase(
            "processing-job",
            #"{"ProcessingJobName":"p","ProcessingJobStatus":"Failed","FailureReason":"a\tb\u001b[0m"}"#,
            ListItem(ids: ["p"], status: "Failed", reason: "a b [0m")),
        // Without times, as what is just being made has none.
        ItemCase(
            "training-job", #"{"TrainingJobName":"t-1","TrainingJobStatus":"InProgress","CreationTime":null}"#,
            ListItem(ids: ["t-1"], status: "InProgress")),
        // Only the ARN is an id of this kind.
        ItemCase(
            "evaluation-job",
            #"{"jobArn":"\#(evaluationARN)","jobName":"nightly","status":"InProgress","creationTime":"2026-11-30T12:00:00Z"}"#,
            ListItem(ids: [evaluationARN], name: "nightly", status: "InProgress", createdAt: noon)),
        // An id is at the end of the ARN, and a name may look like one.
        ItemCase(
            "model-invocation-job", #"{"jobArn":"\#(invocationARN)","jobName":"lkjihgfedcba","status":"Submitted"}"#,
            ListItem(ids: [invocationARN, "abcdefghijkl"], name: "lkjihgfedcba", status: "Submitted")),
        // The operation takes the name too.
        ItemCase(
            "model-customization-job", #"{"jobArn":"\#(customARN)","jobName":"tune-1","status":"InProgress"}"#,
            ListItem(ids: [customARN, "tune-1"], name: "tune-1", status: "InProgress")),
        ItemCase(
            "ingestion-job", #"{"ingestionJobId":"JOB0000001","status":"STARTING"}"#, in: "KB00000001/DS00000001",
            ListItem(ids: ["KB00000001/DS00000001/JOB0000001"], status: "STARTING")),
        ItemCase(
            "sagemaker-job", #"{"JobName":"j-1","JobStatus":"InProgress"}"#, in: "TRAINING",
            ListItem(ids: ["j-1/TRAINING"], status: "InProgress")),
        // The ARN has the parent's id, the watch its ARN.
        ItemCase(
            "flow-execution", #"{"executionArn":"\#(flow)/alias/ALIAS00001/execution/run-1","status":"Running"}"#,
            in: "\(flow)/ALIAS00001",
            ListItem(ids: ["ABCDEFGHIJ/ALIAS00001/run-1", "\(flow)/ALIAS00001/run-1"], status: "Running")),
        ItemCase(
            "sagemaker-image-version", #"{"Version":7,"ImageVersionStatus":"CREATED"}"#, in: "image",
            ListItem(ids: ["image/7"], status: "CREATED")),
        ItemCase(
            "training-session",
            #"{"TrainingSessionArn":"\#(sageMaker):training-session/s-1","TrainingSessionStatus":"Ready"}"#,
            ListItem(ids: ["s-1"], status: "Ready")),
        // What has no endpoint has this status.
        ItemCase(
            "ml-model-endpoint", #"{"MLModelId":"m","Name":"a model","Status":"COMPLETED"}"#,
            ListItem(ids: ["m"], name: "a model", status: "NONE")),
        ItemCase(
            "ml-model-endpoint", #"{"MLModelId":"m","EndpointInfo":null}"#, ListItem(ids: ["m"], status: "NONE")),
        ItemCase(
            "ml-model-endpoint", #"{"MLModelId":"m","EndpointInfo":{"EndpointStatus":"READY","CreatedAt":1796040000}}"#,
            ListItem(ids: ["m"], status: "READY", createdAt: noon)),
        ItemCase(
            "custom-model", #"{"modelArn":"\#(modelARN)","modelName":"m"}"#,
            ListItem(ids: [modelARN, "m"], name: "m", status: "Active")),
        // A status that no list of ours has is one all the same.
        ItemCase(
            "training-job", #"{"TrainingJobName":"t-1","TrainingJobStatus":"Brand New"}"#,
            ListItem(ids: ["t-1"], status: "Brand New")),
        ItemCase(
            "agentcore-policy",
            #"{"policyId":"policy-0123456789","status":"CREATE_FAILED","statusReasons":["a","","b"]}"#,
            in: "engine-0123456789",
            ListItem(ids: ["engine-0123456789/policy-0123456789"], status: "CREATE_FAILED", reason: "a; b")),
        // Of a member that is there twice, the first counts.
        ItemCase(
            "training-job", #"{"TrainingJobName":"t-1","TrainingJobName":"t-2","TrainingJobStatus":"Completed"}"#,
            ListItem(ids: ["t-1"], status: "Completed")),
    ]

    static let names: [ItemCase] = [
        ("Ωmega 日本語 😀", "Ωmega 日本語 😀"), (#"a\u0007b\nc  d "#, "a b c d"), (#"\u202e"#, nil), ("", nil),
        ("AKIAIOSFODNN7EXAMPLE", "<redacted>"),
        (String(repeating: "ä", count: 600), String(repeating: "ä", count: 498) + "…"),
    ].map { (raw: String, name: String?) in
        ItemCase(
            "evaluation", #"{"EvaluationId":"ev-1","Name":"\#(raw)","Status":"PENDING"}"#,
            ListItem(ids: ["ev-1"], name: name, status: "PENDING"))
    }

    static let unreadable: [ItemCase] = [
        #""t-1""#, "null", "7", "true", "[]", "{}", #"["TrainingJobName","t-1"]"#,
        #"{"TrainingJobStatus":"Completed"}"#,
        named("null"), named(#""""#), named(#"{"a":1}"#), named(#""ä""#), named(#""a\nb""#), named(#""a/b""#),
    ].map { ItemCase("training-job", $0, ListItem(ids: [], status: nil)) }

    private static func named(_ name: String) -> String {
        #"{"TrainingJobName":\#(name),"TrainingJobStatus":"Completed"}"#
    }

    /// What has an id, and a status or a time that is none.
    static let spoiled: [ItemCase] = [
        "", #","TrainingJobStatus":null"#, #","TrainingJobStatus":7"#, #","TrainingJobStatus":["Completed"]"#,
        #","TrainingJobStatus":"""#, #","TrainingJobStatus":"a\nb""#,
        #","TrainingJobStatus":"\#(String(repeating: "x", count: 129))""#,
        #","TrainingJobStatus":"Completed","CreationTime":"yesterday""#,
        #","TrainingJobStatus":"Completed","CreationTime":true"#,
        #","TrainingJobStatus":"Completed","CreationTime":1e300"#,
        #","TrainingJobStatus":"Completed","LastModifiedTime":{}"#,
        #","TrainingJobStatus":"Completed","LastModifiedTime":"2026-13-01T00:00:00Z""#,
    ].map { ItemCase("training-job", #"{"TrainingJobName":"t-1"\#($0)}"#, ListItem(ids: ["t-1"], status: nil)) }

    /// Items of lists that show no status.
    static let withoutStatus: [ItemCase] = [
        ItemCase(
            "marketplace-model-endpoint",
            #"{"endpointArn":"\#(endpointARN)","status":"REGISTERED","statusMessage":"m"}"#,
            ListItem(ids: [endpointARN], status: nil, reason: "m")),
        ItemCase("athena-query", #""q-1""#, ListItem(ids: ["q-1"], status: nil)),
        ItemCase(
            "ecs-task", #""arn:aws:ecs:us-east-1:123456789012:task/c/0123456789abcdef0123456789abcdef""#, in: "c",
            ListItem(ids: ["c/0123456789abcdef0123456789abcdef"], status: nil)),
    ]

    @Test("Items are read", arguments: readable + names)
    func item(_ expected: ItemCase) throws {
        try check(expected)
    }

    @Test("An item that cannot be read spoils only itself", arguments: unreadable + spoiled + withoutStatus)
    func unreadableItem(_ expected: ItemCase) throws {
        try check(expected)
    }

    /// Reads the item between two others, of which it spoils none.
    private func check(_ expected: ItemCase) throws {
        let kind = try #require(Kind.builtIn(named: expected.kind))
        let path = try #require(kind.listing?.items)
        let body = #"{"\#(path)":[{"x":1},\#(expected.json),\#(expected.json)],"ResponseMetadata":[[]]}"#
        let page = try Self.page(expected.kind, body, in: expected.parent)
        #expect(page.items == [ListItem(ids: [], status: nil), expected.read, expected.read])
        for id in expected.read.ids { #expect(kind.problem(inID: id) == nil) }
    }

    @Test("Secrets of the request are in no id")
    func secretID() throws {
        let credentials = Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "k", sessionToken: nil)
        let reader = PageReader(
            try #require(Kind.builtIn(named: "evaluation")), text: MessageRedactor(credentials: credentials))
        let body = #"{"Results":[{"EvaluationId":"AKIAIOSFODNN7EXAMPLE","Status":"PENDING"}]}"#
        #expect(try reader.page(of: HTTPResponse(200, body)).items == [ListItem(ids: [], status: nil)])
    }

    // MARK: Tokens and lists

    @Test(
        "A missing, null or empty token is the end, whatever the number of items",
        arguments: ["[]", #"[{"TrainingJobName":"a"}]"#], ["", #","NextToken":null"#, #","NextToken":"""#])
    func lastPage(items: String, token: String) throws {
        let page = try Self.page("training-job", #"{"TrainingJobSummaries":\#(items)\#(token)}"#)
        #expect(page.nextToken == nil)
    }

    @Test(
        "A token goes back as it came, also from an empty page",
        arguments: [#"a"\ b"#, "Bearer=AKIAIOSFODNN7EXAMPLE", "ä\u{202e}\n", " ", String(repeating: "t", count: 8_192)])
    func token(token: String) throws {
        let body = JSONWriter.compact(.object(["TrainingJobSummaries": .array([]), "NextToken": .string(token)]))
        let page = try Self.page("training-job", body)
        #expect(page.items.isEmpty && page.nextToken == token)
    }

    @Test(
        "A page without its list, or with a token that is none, fails as a whole",
        arguments: [
            "", "[]", "null", "{", "<html>", #"{"TrainingJobSummaries":[}"#, "{}", #"{"TrainingJobSummaries":null}"#,
            #"{"TrainingJobSummaries":{}}"#, #"{"TrainingJobSummaries":"x"}"#, #"{"trainingJobSummaries":[]}"#,
            #"{"NextToken":"a"}"#, #"{"TrainingJobSummaries":[],"NextToken":7}"#,
            #"{"TrainingJobSummaries":[],"NextToken":["a"]}"#,
            #"{"TrainingJobSummaries":[],"NextToken":"\#(String(repeating: "t", count: 32_769))"}"#,
            #"{"TrainingJobSummaries":[\#(String(repeating: "{},", count: 100_000)){}]}"#,
        ])
    func unreadablePage(body: String) throws {
        let failure = #expect(throws: PollFailure.self) { try Self.page("training-job", body) }
        #expect(failure?.cause == .transient && failure?.code == "UnreadableAnswer")
        #expect(failure?.message.hasPrefix("the response to ListTrainingJobs ") == true)
    }

    @Test("The time of a page is AWS's", arguments: [("Mon, 30 Nov 2026 12:00:00 GMT", noon), ("today", nil)])
    func date(header: String, time: Timestamp?) throws {
        let reader = PageReader(try #require(Kind.builtIn(named: "training-job")))
        let response = HTTPResponse(200, #"{"TrainingJobSummaries":[]}"#, headers: [HTTPField("date", header)])
        #expect(try reader.page(of: response).date == time)
    }

    @Test("Kinds of one's own have token and items at any depth")
    func own() throws {
        let listing = Listing(
            "ListOwn", items: "page.jobs[0].list",
            item: .init(id: "meta.id", status: "now.state", reason: "notes[].text", created: "meta.at"),
            token: .init(sent: "next", received: "page.next"))
        let kind = Kind(
            name: "own", title: "own", service: RequestCase.restService, operation: "GetOwn", request: .path("/{id}"),
            id: IDRule([.init("id", .anything)], arns: []), response: Kind.Response(status: "state"),
            statuses: StatusRules(completed: ["ALL DONE, THANKS"]), listing: listing, isUserDefined: true)
        let body = #"""
            {"page":{"next":"n","jobs":[{"list":[
                {"meta":{"id":"a","at":"1796040000"},"now":{"state":"ALL DONE, THANKS"},"notes":[{"text":"x"},{"text":"y"}]},
                {"meta":{"id":"b"},"now":{"state":"a sentence, not a word"}},
                {"meta":{"id":"c"},"now":{"state":"SOME_WORD"}}
            ]},{"list":[{"meta":{"id":"d"}}]}]}}
            """#
        let page = try PageReader(kind).page(of: HTTPResponse(200, body))
        #expect(page.nextToken == "n")
        #expect(
            page.items == [
                ListItem(ids: ["a"], status: "ALL DONE, THANKS", createdAt: Self.noon, reason: "x; y"),
                ListItem(ids: ["b"], status: nil), ListItem(ids: ["c"], status: "SOME_WORD"),
            ])
    }

    @Test("The largest page is read whole")
    func largest() throws {
        let reason = String(repeating: "reason ", count: 300)
        let items = (0..<1_000).map { number in
            #"""
            {"jobArn":"arn:aws:bedrock:us-east-1:123456789012:model-invocation-job/\#(String(100_000_000_000 + number))",
            "jobName":"nightly-\#(number)","status":"Failed","message":"\#(reason)","submitTime":"2026-11-30T12:00:00Z",
            "lastModifiedTime":"2026-11-30T12:00:00Z","inputDataConfig":{"s3InputDataConfig":{"s3Uri":"s3://bucket/key"}}}
            """#
        }
        let body = #"{"invocationJobSummaries":[\#(items.joined(separator: ","))],"nextToken":"t"}"#
        #expect(body.utf8.count > 2_000_000)
        let page = try Self.page("model-invocation-job", body)
        #expect(page.items.count == 1_000 && page.nextToken == "t")
        #expect(page.items.allSatisfy { $0.ids.count == 2 && $0.status == "Failed" && $0.modifiedAt == Self.noon })
        #expect(page.items.last?.reason?.hasPrefix("reason reason") == true)
    }
}
