// SPDX-License-Identifier: Apache-2.0

import Core
import Testing
import WatchFile

/// Valid `kinds:` of a watch file.
@Suite struct OwnKindTests {
    private static let glue = """
        kinds:
          - name: glue-job-run
            service: glue
            protocol: json-1.1
            operation: GetJobRun
            target: AWSGlue
            id: JobName/RunId
            status: JobRun.JobRunState
            reason: JobRun.ErrorMessage
            started: JobRun.StartedOn
            statuses: {RUNNING: in-progress, SUCCEEDED: completed, PARTLY: completed-with-warning, FAILED: failed}

        """

    @Test func aKindIsAllThatItsEntrySays() throws {
        let reading = Reading(
            Self.glue + "watches: [{kind: glue-job-run, id: load/jr_1, region: us-east-1}]\n"
        )
        #expect(reading.text.isEmpty)
        let watch = try #require(reading.watches.first)
        let kind = watch.kind
        #expect(kind.service.signingName == "glue")
        #expect(kind.service.endpointPrefix == "glue")
        #expect(kind.service.environmentSuffix == "GLUE")
        #expect(kind.service.transport == .json(.oneOne, targetPrefix: "AWSGlue"))
        #expect(kind.operation == "GetJobRun")
        #expect(kind.id.parts.map(\.member) == ["JobName", "RunId"])
        #expect(kind.id.values(of: watch.resourceID) == ["load", "jr_1"])
        #expect(kind.response.status == "JobRun.JobRunState")
        #expect(kind.response.reasons.first == "JobRun.ErrorMessage")
        #expect(kind.response.started == "JobRun.StartedOn")
        #expect(kind.response.finished == nil)
        #expect(kind.statuses.state(of: "SUCCEEDED", after: .unseen) == .completed)
        #expect(kind.statuses.state(of: "PARTLY", after: .unseen) == .completed)
        #expect(kind.statuses.isWarning("PARTLY"))
        #expect(kind.statuses.state(of: "OTHER", after: .unseen) == .unknown)
        #expect(!kind.statuses.leavesFinalStates)
        #expect(watch.lane.service == "glue")
        #expect(watch.name == "load/jr_1")
    }

    @Test(arguments: [
        ("states", "stepfunctions", ["SFN", "STATES"]),
        ("glue", "glue", ["GLUE"]),
        ("api.sagemaker", "sagemaker", ["SAGEMAKER", "API_SAGEMAKER"]),
        ("email", "email", ["PINPOINT_EMAIL", "SESV2", "EMAIL"]),
        ("runtime-v2-lex", "runtime-v2-lex", ["LEX_RUNTIME_V2", "RUNTIME_V2_LEX"]),
    ])
    func aServiceGoesByTheSDKsNames(label: String, lane: String, suffixes: [String]) throws {
        let text = Self.glue.replacing("service: glue", with: "service: \(label)")
        let watch = try #require(
            Reading(text + "watches: [{kind: glue-job-run, id: load/jr_1, region: us-east-1}]\n").watches.first)
        #expect(watch.kind.service.environmentSuffixes == suffixes)
        #expect(watch.lane.service == lane)
    }

    @Test func aPathsBracesAreTheID() throws {
        let reading = Reading(
            """
            kinds:
              - name: omics-run
                title: Omics run
                service: workflows-omics
                signing_name: omics
                protocol: rest-json
                operation: GetRun
                path: /run/{id}/of/{batchId}
                status: status
                statuses: {COMPLETED: completed}
                leaves_final_states: true
            watches:
              - {kind: GetRun, id: 'arn:aws:omics:eu-west-1:123456789012:run/1/7'}

            """
        )
        #expect(reading.text.isEmpty)
        let watch = try #require(reading.watches.first)
        #expect(watch.kind.request == .path("/run/{id}/of/{batchId}"))
        #expect(watch.kind.id.values(of: watch.resourceID) == ["arn:aws:omics:eu-west-1:123456789012:run/1", "7"])
        #expect(watch.region == "eu-west-1")
        #expect(watch.account == "123456789012")
        #expect(watch.kind.service.signingName == "omics")
        #expect(watch.kind.service.endpointPrefix == "workflows-omics")
        #expect(watch.kind.title == "Omics run")
        #expect(watch.kind.statuses.leavesFinalStates)
    }

    @Test func theSameEntryIsTheSameKind() throws {
        let text = Self.glue + "watches: [{kind: glue-job-run, id: load/jr_1, region: us-east-1}]\n"
        let one = try #require(Reading(text).watches.first)
        let other = try #require(Reading(text).watches.first)
        let changed = try #require(Reading(text.replacing("FAILED: failed", with: "FAILED: stopped")).watches.first)
        #expect(WatchListDiff(from: [one], to: [other]).isEmpty)
        #expect(WatchListDiff(from: [one], to: [changed]).changed == [changed])
        let lists = [one, other, changed].map { WatchList(watches: [$0]) }
        #expect(lists[0] == lists[1])
        #expect(lists[0] != lists[2])
        #expect(lists[0] != WatchList(watches: [one], limits: Limits(concurrency: 1)))
    }

    @Test(arguments: [
        ("", "is wrong"), ("load", "must be JobName/RunId, joined by '/'"), ("/jr_1", "is empty"),
        ("load/a b", "only letters, digits and punctuation"), ("load/é", "only letters, digits and punctuation"),
    ])
    func idsAreCheckedAsFarAsPossible(id: String, fault: String) {
        let reading = Reading(Self.glue + "watches: [{kind: glue-job-run, id: '\(id)', region: us-east-1}]\n")
        #expect(reading.text.contains(id.isEmpty ? "'id' is empty" : fault))
    }

    @Test(arguments: [
        "GetJobRun", "DescribeX", "ListThings", "BatchGetThings",
    ])
    func operationsThatReadCanBeDeclared(operation: String) {
        let text = Self.glue.replacing("GetJobRun", with: operation) + "watches: []\n"
        #expect(Reading(text).text.isEmpty)
    }

    @Test(arguments: [
        "StopJobRun", "getJobRun", "Get", "Getaway", "DeleteJobRun", "PutGet", "GetJobRun.StopJobRun", "Get-Run", "",
        "BatchDeleteThings", "Describes", "GetJob Run", "GetÄ", "CreateThing", "StartGet", "InvokeModel",
    ])
    func otherOperationsCannot(operation: String) {
        let text = Self.glue.replacing("operation: GetJobRun", with: "operation: '\(operation)'") + "watches: []\n"
        #expect(Reading(text).loaded == nil)
    }

    @Test(arguments: [
        "GetSecretValue", "BatchGetSecretValue", "GetSECRETx", "ListSecrets", "GetRandomPassword", "GetRoleCredentials",
        "DescribeChapCredentials", "GetAuthorizationToken", "GetComputeAuthToken", "GetFederationToken",
        "GetSessionToken",
        "GetParameter", "GetParameters", "GetParametersByPath", "GetPARAMETERHistory", "GetFunction", "GetFUNCTION",
        "GetInstanceAccessDetails", "GetOpenIdToken", "GetApiKey", "GetStreamKey", "GetConnections",
    ])
    func operationsThatReadSecretsCannotWhateverTheService(operation: String) {
        for service in ["glue", "ssm", "anything"] {
            let text = Self.glue.replacing("operation: GetJobRun", with: "operation: \(operation)")
                .replacing("service: glue", with: "service: \(service)")
            let message = Reading(text).diagnostics.first?.message
            #expect(message?.hasPrefix("'operation' is '\(operation)', wh") == true)
        }
    }

    @Test(arguments: [
        "GetJobRun", "GetRun", "GetFunctionConfiguration", "GetJob", "DescribeJob", "GetBatchJob", "DescribeExecution",
        "GetQueryExecution", "GetWorkflowRun", "DescribeSecurityGroups", "ListTokens", "GetKeyspace",
    ])
    func operationsThatMerelySoundLikeItCan(operation: String) {
        #expect(Reading(Self.glue.replacing("GetJobRun", with: operation)).text.isEmpty)
    }

    @Test(arguments: ["com.amazonaws.codeconnections.CodeConnections_20231201", "AmazonML_20141212", "A-b_1"])
    func targetsAsAWSHasThem(target: String) {
        #expect(Reading(Self.glue.replacing("AWSGlue", with: target)).text.isEmpty)
    }

    @Test(arguments: [
        "AWSGlue.GetJobRun", "AWSGlue.getjobrun", "A.B", ".A", "com.amazonaws..A", "com.amazonaws.ssm.GetParameter",
        "GetSecretValue", "com.amazonaws.listSecrets.A",
    ])
    func targetsThatNameAnotherOperation(target: String) {
        let reading = Reading(Self.glue.replacing("target: AWSGlue", with: "target: \(target)"))
        #expect(reading.diagnostics.map(\.message).allSatisfy { $0.hasPrefix("'target' has ") })
        #expect(reading.loaded == nil)
    }

    @Test(arguments: [
        ("Configuration.Environment.Variables.STATE", true), ("Credentials.Status.Word", true), ("authToken", true),
        ("db_password", true), ("Run.EnvironmentVariables.A", true), ("passwordStatus", false),
        ("Environment.Status", false),
        ("tokenCount", false), ("JobRun.JobRunState", false), ("secretState", false),
    ])
    func membersThatAreSecretsByTheirNames(member: String, isSecret: Bool) {
        for key in ["status: JobRun.JobRunState", "reason: JobRun.ErrorMessage", "started: JobRun.StartedOn"] {
            let name = key.prefix { $0 != ":" }
            let reading = Reading(Self.glue.replacing(key, with: "\(name): \(member)"))
            #expect((reading.loaded == nil) == isSecret)
            if isSecret { #expect(reading.text.contains("'\(name)' is '\(member)', which is a secret by its name")) }
        }
    }

    @Test(arguments: [
        "/{a}/../{b}", "/a?b={c}", "/{a}#", "//{a", "//{a}", "{a}", "/a b/{c}", "/{}", "/{a}/{a}", "/%2e/{a}", "",
    ])
    func ambiguousPathsAreRefused(path: String) {
        let text = """
            kinds:
              - {name: x, service: s, protocol: rest-json, operation: GetX, path: '\(path)', status: s, statuses: {A: failed}}
            watches: []

            """
        #expect(Reading(text).loaded == nil)
    }

    @Test func aBuiltInKindGivesItsPlaceToOneOfTheSameName() throws {
        let text =
            Self.glue.replacing("name: glue-job-run", with: "name: evaluation")
            + "watches: [{kind: evaluation, id: load/jr_1, region: us-east-1}]\n"
        let loaded = try #require(Reading(text).loaded)
        #expect(loaded.list.watches.first?.kind.operation == "GetJobRun")
        #expect(loaded.kinds.kinds.count(where: { $0.name == "evaluation" }) == 1)
        #expect(loaded.kinds.kind(named: "GetEvaluation") == nil)
        #expect(loaded.notes == ["w.yaml:2:11: note: the kind 'evaluation' takes the place of the built-in one"])
    }

    @Test func anOwnKindsOperationIsItsOwn() throws {
        let text = Self.glue.replacing("operation: GetJobRun", with: "operation: GetEvaluation")
        let kinds = try #require(Reading(text).loaded?.kinds)
        #expect(kinds.kind(named: "GetEvaluation")?.name == "glue-job-run")
        #expect(kinds.kind(named: "evaluation")?.isUserDefined == false)
    }

    @Test func anOperationOfSeveralKindsIsNone() {
        let text = Self.glue + Self.glue.replacing("kinds:\n", with: "").replacing("glue-job-run", with: "other-run")
        let reading = Reading(text + "watches: [{kind: GetJobRun, id: a/b, region: us-east-1}]\n")
        #expect(reading.text.contains("'GetJobRun' is the operation of several kinds"))
        #expect(reading.text.contains("name one of them: glue-job-run, other-run"))
    }

    @Test(arguments: [
        ("sagemaker", "json-1.1", "SageMaker", true), ("api.sagemaker", "json-1.1", "SageMaker", true),
        ("sagemaker", "json-1.0", "SageMaker", false), ("sagemaker", "json-1.1", "Other", false),
    ])
    func aServiceThatBuiltInKindsHaveIsTheirs(name: String, wire: String, target: String, isKnown: Bool) throws {
        let text = Self.glue.replacing("service: glue", with: "service: \(name)")
            .replacing("json-1.1", with: wire).replacing("AWSGlue", with: target)
        let watches = Reading(text + "watches: [{kind: glue-job-run, id: a/b, region: us-east-1}]\n").watches
        let watch = try #require(watches.first)
        #expect((watch.kind.service == .sageMaker) == isKnown)
        #expect(watch.lane.service == (isKnown ? "sagemaker" : name))
    }

    @Test func itsSigningNameTellsServicesApart() throws {
        let text = Self.glue.replacing(
            "service: glue", with: "service: sagemaker\n    signing_name: other\n    regions: eu-west-1"
        ).replacing("AWSGlue", with: "SageMaker")
        let reading = Reading(text + "watches: [{kind: glue-job-run, id: a/b, region: us-east-1}]\n")
        #expect(reading.text.contains("us-east-1"))
        #expect(reading.loaded == nil)
    }

    @Test(arguments: [
        ("0", true), ("-1.5e+3", true), ("1.", false), ("01", false), ("+1", false), (".5", false), ("1e", false),
        ("1e999", false), ("0x1", false), ("1_000", false), ("--1", false), ("1 2", false),
    ])
    func numbersOfCaveatsAreJSONs(number: String, isRight: Bool) {
        let reading = Reading(Self.glue + "    caveats: {a: \"> \(number)\"}\n")
        #expect((reading.loaded != nil) == isRight)
        #expect(isRight || reading.text.contains("'\(number)' begins like a number and is none"))
    }

    @Test(arguments: [
        ("batch", "/v1/describejobs", true), ("batch", "/v1/describejobs/", true), ("batch", "/v1/submitjob", false),
        ("glue", "/v1/describejobs", false), ("lambda", "/2015-03-31/functions/{F}/invocations", false),
        ("batch", "/V1/describejobs", false), ("batch", "/v1/describejobs/{a}", false), ("batch", "/v1/{a}", false),
    ])
    func aPostGoesOnlyWhereOneReads(service: String, path: String, isAllowed: Bool) {
        let entry = "name: x, service: \(service), protocol: rest-json, operation: GetX, method: POST, path: '\(path)'"
        let text =
            "kinds: [{\(entry), id: '\(path.contains("{F}") ? "F" : "a[]")', status: s, statuses: {A: failed}}]\n"
        let reading = Reading(text)
        #expect((reading.loaded != nil) == isAllowed, "\(reading.text)")
    }

    @Test func aKindThatIsNotFoundByARNsTakesThemWhereItIsNamed() throws {
        let arn = "arn:aws:glue:eu-west-1:123456789012:job/load/jr_1"
        let text = Self.glue + "    arn: arn:aws:glue:REGION:ACCOUNT:job/NAME/RUN\n    found_by_arn: false\n"
        let watch = try #require(Reading(text + "watches: [{kind: glue-job-run, arn: '\(arn)'}]\n").watches.first)
        #expect(watch.resourceID == "load/jr_1")
        #expect(Reading(text + "watches: [{arn: '\(arn)'}]\n").loaded == nil)
        let found = text.replacing("found_by_arn: false", with: "found_by_arn: true")
        #expect(Reading(found + "watches: [{arn: '\(arn)'}]\n").watches.first?.kind.name == "glue-job-run")
    }

    @Test func aPostIsNotSentBeneathAPath() {
        let text = """
            kinds:
              - {name: x, service: batch, protocol: rest-json, operation: DescribeX, method: POST, path: /v1/describejobs,
                 id: 'jobs[]', status: 'jobs[0].status', statuses: {A: failed}}
            watches:
              - {kind: x, id: a, region: us-east-1, endpoint: 'http://127.0.0.1:9/PATH'}

            """
        #expect(
            Reading(text).text.contains("'endpoint' has a path, with which this kind's POST could do more than read"))
        #expect(Reading(text.replacing("PATH", with: "")).watches.count == 1)
    }

    /// What lists of the first release call their kinds still means the same.
    @Test func operationsOfTheFirstReleaseMeanWhatTheyDid() {
        #expect(Kind.builtIn(named: "GetMLModel")?.name == "ml-model")
        #expect(Kind.builtIn(named: "GetDataSource")?.name == "data-source")
    }
}
