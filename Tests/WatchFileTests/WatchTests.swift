// SPDX-License-Identifier: Apache-2.0

import Core
import Testing
import WatchFile

/// What a valid file becomes.
@Suite struct WatchTests {
    static let job = "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl"

    @Test func theContractsExample() throws {
        let loaded = try #require(
            Reading(
                """
                defaults:
                  region: us-east-1
                  profile: ml-prod                    # a comment
                  poll: {initial: 15s, max: 5m}
                limits:
                  rate: 2/s
                  concurrency: 16
                watches:
                  - arn: \(Self.job)
                  - name: churn-nightly
                    kind: evaluation
                    id: ev-2014-09-12-15-14-04-924
                    region: eu-west-1
                    overdue_after: 6h
                """
            ).loaded
        )
        let evaluation = try #require(Kind.builtIn(named: "evaluation"))
        let evaluationJob = try #require(Kind.builtIn(named: "evaluation-job"))
        #expect(
            loaded.list
                == WatchList(watches: [
                    Watch(
                        name: "abcdefghijkl",
                        kind: evaluationJob,
                        resourceID: Self.job,
                        region: "us-east-1",
                        account: "123456789012",
                        credentials: .profile("ml-prod")
                    ),
                    Watch(
                        name: "churn-nightly",
                        kind: evaluation,
                        resourceID: "ev-2014-09-12-15-14-04-924",
                        region: "eu-west-1",
                        credentials: .profile("ml-prod"),
                        overdueAfter: .seconds(21_600)
                    ),
                ])
        )
        #expect(loaded.origins["abcdefghijkl"]?.text == "w.yaml:9:10")
        #expect(loaded.origins["churn-nightly"]?.text == "w.yaml:10:11")
        #expect(loaded.defaults.region == "us-east-1")
        #expect(loaded.defaults.credentials == .profile("ml-prod"))
        #expect(loaded.warnings.rendered().isEmpty)
    }

    @Test func anEmptyListIsValid() throws {
        for yaml in ["watches: []", "---\nwatches: []\n...\n", "%YAML 1.1\n---\nwatches: []\n", "{\"watches\": []}"] {
            #expect(Reading(yaml).loaded?.list == WatchList(watches: []))
        }
    }

    @Test func jsonIsYAMLToo() {
        let yaml = #"{"watches":[{"kind":"evaluation","id":"ev-1","region":"us-east-1","poll":{"initial":"1s"}}]}"#
        #expect(Reading(yaml).watches.map(\.name) == ["ev-1"])
    }

    @Test(arguments: [
        ("evaluation/ev-1", "evaluation"), ("mlmodel/ml-1", "ml-model"), ("batchprediction/bp-1", "batch-prediction"),
        ("datasource/ds-1", "data-source"),
    ])
    func anARNSaysKindIdRegionAndAccount(_ resource: String, _ kind: String) throws {
        let arn = "arn:aws:machinelearning:eu-west-1:123456789012:\(resource)"
        let watch = try #require(Reading("defaults: {region: us-east-1}\nwatches: [{arn: '\(arn)'}]").watches.first)
        let id = String(try #require(resource.split(separator: "/").last))
        #expect(watch.kind.name == kind)
        #expect(watch.resourceID == id)
        #expect(watch.name == id)
        #expect(watch.region == "eu-west-1")
        #expect(watch.account == "123456789012")
    }

    @Test func aModelsARNMayNameItsEndpoint() throws {
        let arn = "arn:aws:machinelearning:us-east-1:123456789012:mlmodel/ml-1"
        let watch = try #require(Reading("watches: [{arn: '\(arn)', kind: ml-model-endpoint}]").watches.first)
        #expect(watch.kind.name == "ml-model-endpoint")
        #expect(watch.resourceID == "ml-1")
    }

    @Test func keysMayRepeatWhatTheARNSays() {
        let arn = "arn:aws:machinelearning:us-east-1:123456789012:evaluation/ev-1"
        let yaml = "watches: [{arn: '\(arn)', kind: GetEvaluation, id: ev-1, region: us-east-1}]"
        #expect(Reading(yaml).watches.first?.resourceID == "ev-1")
        #expect(Reading("watches: [{arn: '\(Self.job)', id: '\(Self.job)'}]").watches.count == 1)
        #expect(Reading("watches: [{arn: '\(Self.job)', id: abcdefghijkl}]").watches.count == 1)
    }

    @Test func anARNAsIdSaysTheRegionAndIsNotContradicted() {
        let yaml = "watches: [{kind: evaluation-job, id: '\(Self.job)'}]"
        #expect(Reading(yaml).watches.first?.region == "us-east-1")
        #expect(Reading(yaml).watches.first?.account == "123456789012")
        let other = Reading("watches: [{kind: evaluation-job, id: '\(Self.job)', region: eu-west-1}]")
        #expect(other.text.contains("'region' contradicts the ARN"))
    }

    @Test(arguments: [
        ("watches: [{arn: ARN, region: us-east-1}]", "us-east-1"),
        ("defaults: {region: eu-west-1}\nwatches: [{arn: ARN}]", "us-east-1"),
        ("defaults: {region: eu-west-1}\nwatches: [{kind: evaluation, id: a, region: us-east-1}]", "us-east-1"),
        ("defaults: {region: eu-west-1}\nwatches: [{kind: evaluation, id: a}]", "eu-west-1"),
        ("watches: [{kind: evaluation, id: a}]", "us-east-1"),
    ])
    func regionsComeInOrder(_ yaml: String, _ expected: String) {
        let yaml = yaml.split(separator: "ARN", omittingEmptySubsequences: false).joined(separator: "'\(Self.job)'")
        let fallback = yaml.hasPrefix("watches: [{kind") ? "us-east-1" : "eu-west-1"
        #expect(Reading(yaml, region: fallback).watches.map(\.region) == [expected])
    }

    @Test func theFallbackIsAskedForTheWatchesProfile() throws {
        let loader = WatchListLoader(fallback: RegionFallback { $0 == "there" ? "eu-west-1" : "us-east-1" })
        let yaml = "watches:\n- {kind: evaluation, id: a}\n- {kind: evaluation, id: b, profile: there}\n"
        let loaded = try loader.parse(Array(yaml.utf8), file: "w.yaml")
        #expect(loaded.list.watches.map(\.region) == ["us-east-1", "eu-west-1"])
    }

    @Test func aWrongFallbackIsReportedAsSuch() {
        let yaml = "watches:\n- {kind: evaluation, id: a}\n"
        #expect(
            Reading(yaml, region: "us-west-2").text.contains(": the region of the environment or the profile: Amazon"))
        let unknown = Reading(yaml, region: "us-est-1")
        #expect(unknown.text.contains("warning: the region of the environment or the profile: us-est-1 is none of"))
        #expect(unknown.watches.map(\.region) == ["us-est-1"])
        #expect(Reading(yaml, region: "over there").text.contains("'over there' is not a region"))
        #expect(Reading(yaml, region: "").text.contains("this watch has no region"))
    }

    @Test func aWrongFallbackIsNamed() {
        let fallback = RegionFallback(
            lookUp: { $0 == nil ? nil : .init(region: "us_east_1", origin: "AWS_REGION") },
            unreadable: { ["/root/.aws/config may not be read", "b is not looked for"] }
        )
        let loader = WatchListLoader(fallback: fallback)
        func text(_ yaml: String) -> String {
            Reading.from { () throws(WatchListError) in try loader.parse(Array(yaml.utf8), file: "w.yaml") }.text
        }
        #expect(
            text("watches: [{kind: evaluation, id: a, profile: p}]").contains("AWS_REGION: 'us_east_1' is not a region")
        )
        #expect(
            text("watches: [{kind: evaluation, id: a}]")
                .contains("the default profile (/root/.aws/config may not be read; b is not looked for)"))
    }

    @Test func anEndpointMakesAnyRegionRight() {
        let yaml = "watches: [{kind: evaluation, id: a, region: us-west-2, endpoint: 'http://127.0.0.1:9000'}]"
        #expect(Reading(yaml).watches.first?.region == "us-west-2")
        let inherited =
            "defaults: {endpoint: 'http://127.0.0.1:9000', region: here-1}\nwatches: [{kind: evaluation, id: a}]"
        #expect(Reading(inherited).watches.first?.region == "here-1")
        let malformed = "watches: [{kind: evaluation, id: a, region: 'a/b', endpoint: 'http://127.0.0.1:9000'}]"
        #expect(Reading(malformed).text.contains("'a/b' is not a region"))
    }

    @Test func watchesInheritAndOverride() throws {
        let watches = Reading(
            """
            defaults:
              region: us-east-1
              profile: one
              endpoint: http://127.0.0.1:1
              poll: {initial: 1s, max: 10s}
              overdue_after: 1h
              verbose: true
            watches:
              - {kind: ml-model, id: a}
              - {kind: evaluation, id: b}
              - kind: ml-model
                id: c
                region: eu-west-1
                profile: two
                endpoint: http://127.0.0.1:2
                poll: {max: 20s}
                overdue_after: 2h
                verbose: false
              - {kind: ml-model, id: d, poll: {initial: 1m}}
            """
        ).watches
        try #require(watches.count == 4)
        #expect(watches[0].credentials == .profile("one"))
        #expect(watches[0].endpoint == "http://127.0.0.1:1")
        #expect(watches[0].poll == PollPace(initial: .seconds(1), max: .seconds(10)))
        #expect(watches[0].overdueAfter == .seconds(3_600))
        #expect(watches[0].verbose)
        #expect(!watches[1].verbose, "verbose is not inherited where it has no meaning")
        #expect(watches[2].region == "eu-west-1")
        #expect(watches[2].credentials == .profile("two"))
        #expect(watches[2].endpoint == "http://127.0.0.1:2")
        #expect(watches[2].poll == PollPace(initial: .seconds(1), max: .seconds(20)))
        #expect(watches[2].overdueAfter == .seconds(7_200))
        #expect(!watches[2].verbose)
        #expect(watches[3].poll == PollPace(initial: .seconds(60), max: .seconds(60)), "an inherited max is raised")
    }

    @Test func twoWatchesMayFollowOneResource() {
        let yaml =
            "watches:\n- {kind: evaluation, id: a, region: us-east-1}\n- {name: b, kind: evaluation, id: a, region: us-east-1}"
        #expect(Reading(yaml).watches.map(\.name) == ["a", "b"])
    }

    @Test func aHundredThousandWatchesAndNotOneMore() throws {
        func yaml(_ count: Int) -> String {
            "watches:\n" + (0..<count).map { "- {kind: evaluation, id: e\($0)}\n" }.joined()
        }
        #expect(Reading(yaml(100_000), region: "us-east-1").watches.count == 100_000)
        let reading = Reading(yaml(100_001), region: "us-east-1")
        #expect(reading.diagnostics.map(\.location) == ["w.yaml:100002:3"])
        #expect(reading.text.contains("there are 100001 watches in all, and at most 100000 are allowed"))
    }
}
