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
        #expect(kind.response.reason == "JobRun.ErrorMessage")
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

    @Test func everyBuiltInNameIsTaken() {
        for kind in Kind.all {
            let text = Self.glue.replacing("name: glue-job-run", with: "name: \(kind.name)") + "watches: []\n"
            #expect(Reading(text).text.contains("which is a built-in kind"))
        }
    }
}
