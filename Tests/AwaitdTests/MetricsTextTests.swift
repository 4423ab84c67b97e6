// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import Testing
import awaitd

@Suite struct MetricsTextTests {
    private static func metrics(
        lanes: [PollMetrics.LaneRates] = [], undelivered: Int? = 0, credentialsEnd: Timestamp? = nil,
        daemon: DaemonMeters.Counts = DaemonMeters.Counts()
    ) -> [String] {
        let polling = PollMetrics(
            states: [.inProgress: 2, .completed: 1], notVisible: [.notFound: 1], matchers: 1, lanes: lanes,
            counts: PollMeters.Counts())
        return DaemonMetrics(
            polling: polling, daemon: daemon, version: "1.2.3",
            startedAt: Timestamp(microseconds: 1_795_255_200_123_000), undelivered: undelivered,
            isRecordWritable: true, credentialsEnd: credentialsEnd
        ).text.split(separator: "\n").map(String.init)
    }

    private static let lanes = [
        PollMetrics.LaneRates(place: .init(service: "bedrock", region: "eu-west-1"), limit: 2, current: 0.5),
        PollMetrics.LaneRates(
            place: .init(service: "x\"\\\ny", region: "eu-west-1"), limit: .infinity, current: .infinity),
    ]

    @Test func everyStateIsThereAndEveryCounterAtZero() {
        let lines = Self.metrics(lanes: Self.lanes)
        let watches = lines.filter { $0.hasPrefix("awaitd_watches{") }
        #expect(
            watches == [
                #"awaitd_watches{state="unseen"} 0"#, #"awaitd_watches{state="pending"} 0"#,
                #"awaitd_watches{state="in-progress"} 2"#, #"awaitd_watches{state="stopping"} 0"#,
                #"awaitd_watches{state="completed"} 1"#, #"awaitd_watches{state="failed"} 0"#,
                #"awaitd_watches{state="stopped"} 0"#, #"awaitd_watches{state="deleted"} 0"#,
                #"awaitd_watches{state="unknown"} 0"#,
            ])
        #expect(lines.contains(#"awaitd_watches_by_visibility{visibility="visible"} 2"#))
        #expect(lines.contains(#"awaitd_watches_by_visibility{visibility="not-found"} 1"#))
        let polls = lines.filter { $0.hasPrefix(#"awaitd_polls_total{service="bedrock","#) }
        #expect(polls.count == RequestOutcome.allCases.count && polls.allSatisfy { $0.hasSuffix(" 0") })
        #expect(lines.contains(#"awaitd_throttles_total{service="bedrock",region="eu-west-1"} 0"#))
        #expect(lines.contains(#"awaitd_credentials_lost_total{service="bedrock",region="eu-west-1"} 0"#))
        #expect(lines.contains(#"awaitd_reloads_total{outcome="rejected"} 0"#))
        #expect(lines.contains(#"awaitd_commits_total{outcome="failure"} 0"#))
        #expect(lines.contains(#"awaitd_transitions_total{state="failed"} 0"#))
        #expect(lines.contains(#"awaitd_notices_recorded_total{event="overdue"} 0"#))
        for counter in [
            "expectations_unmet", "notices_delivered", "unit_starts_requested",
        ] { #expect(lines.contains("awaitd_\(counter)_total 0"), "\(counter)") }
    }

    @Test func aMetricIsDescribedOnceAndItsSamplesFollow() {
        let lines = Self.metrics(lanes: Self.lanes, credentialsEnd: Timestamp(microseconds: 1_795_258_800_000_000))
        var described: [String] = []
        for line in lines {
            if line.hasPrefix("# HELP ") {
                described.append(String(line.split(separator: " ")[2]))
            } else if !line.hasPrefix("# TYPE ") {
                #expect(line.hasPrefix(described.last ?? "none"), "\(line)")
            }
        }
        #expect(Set(described).count == described.count)
        #expect(described.allSatisfy { $0.hasPrefix("awaitd_") })
        let counters = lines.filter { $0.hasPrefix("# TYPE ") && $0.hasSuffix(" counter") }
        #expect(counters.allSatisfy { $0.hasSuffix("_total counter") })
    }

    static let samples = [
        #"awaitd_build_info{version="1.2.3"} 1"#, "awaitd_start_time_seconds 1795255200.123", "awaitd_matchers 1",
        "awaitd_credentials_expiration_timestamp_seconds 1795258800", "awaitd_last_reload_successful 0",
        "awaitd_record_writable 1", "awaitd_notices_undelivered 7",
        #"awaitd_lane_requests_per_second{service="bedrock",region="eu-west-1"} 0.5"#,
        #"awaitd_lane_limit_requests_per_second{service="x\"\\\ny",region="eu-west-1"} +Inf"#,
        #"awaitd_request_duration_seconds_bucket{service="bedrock",le="0.025"} 0"#,
        #"awaitd_request_duration_seconds_bucket{service="bedrock",le="20"} 0"#,
        #"awaitd_request_duration_seconds_bucket{service="bedrock",le="+Inf"} 0"#,
        #"awaitd_request_duration_seconds_sum{service="bedrock"} 0"#,
        #"awaitd_request_duration_seconds_count{service="bedrock"} 0"#,
    ]

    @Test(arguments: samples)
    func valuesAndLabelsAreInTheFormat(sample: String) {
        var daemon = DaemonMeters.Counts()
        daemon.lastReload = .rejected
        let lines = Self.metrics(
            lanes: Self.lanes, undelivered: 7, credentialsEnd: Timestamp(microseconds: 1_795_258_800_000_000),
            daemon: daemon)
        #expect(lines.contains(sample))
    }

    @Test func whatIsNotKnownIsLeftOut() {
        let lines = Self.metrics(undelivered: nil)
        let unknown = [
            "awaitd_notices_undelivered", "awaitd_credentials_expiration_timestamp_seconds", "awaitd_polls_total",
        ]
        for name in unknown {
            #expect(!lines.contains { $0.contains(name) }, "\(name)")
        }
    }

    static let numbers: [(Double, String)] = [
        (0, "0"), (-1, "-1"), (0.25, "0.25"), (1e17, "1e+17"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
    ]

    @Test(arguments: numbers)
    func numbersAreWrittenAsPrometheusReadsThem(number: Double, text: String) {
        #expect(MetricsText.number(number) == text)
    }
}

@Suite struct ScrapeTests {
    static let requests: [(head: String, refusal: ScrapeRefusal?)] = [
        ("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", nil), ("GET /metrics?x=y HTTP/1.0\n\n", nil),
        ("\r\nGET http://host:9736/metrics HTTP/1.1\r\n\r\n", nil), ("HEAD /metrics HTTP/1.1\r\n\r\n", nil),
        ("GET / HTTP/1.1\r\n\r\n", .path), ("POST /x HTTP/1.1\r\n\r\n", .path), ("HEAD / HTTP/1.1\r\n\r\n", .path),
        ("GET /metrics/ HTTP/1.1\r\n\r\n", .path), ("GET http://host HTTP/1.1\r\n\r\n", .path),
        ("POST /metrics HTTP/1.1\r\n\r\n", .method), ("get /metrics HTTP/1.1\r\n\r\n", .method),
        ("PRI * HTTP/2.0\r\n\r\n", .version), ("GET /metrics HTTP/1.2\r\n\r\n", .version),
        ("GET /metrics\r\n\r\n", .malformed), ("GET  /metrics HTTP/1.1\r\n\r\n", .malformed),
        ("\r\n\r\n", .malformed), ("\u{16}\u{3}\u{1}\r\n\r\n", .malformed), ("", .malformed),
    ]

    @Test(arguments: requests)
    func aHeadIsUnderstoodOrRefused(head: String, refusal: ScrapeRefusal?) {
        let request = ScrapeRequest(Array(head.utf8))
        #expect(request.refusal == refusal)
        #expect(request.isHeadOnly == head.hasPrefix("HEAD "))
    }

    @Test func whateverIsSentIsAtMostRefused() {
        var random = SplitMix64(seed: 1)
        let head = Array("GET http://host/metrics HTTP/1.1\r\n\r\n".utf8)
        for _ in 0..<10_000 {
            var mutated = head
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                mutated[Int.random(in: 0..<mutated.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            _ = ScrapeRequest(Array(mutated.prefix(Int.random(in: 0...mutated.count, using: &random))))
        }
    }

    @Test func aResponseSaysHowLongItIsAndThatItIsTheLast() {
        let metrics = ScrapeResponse.metrics("a 1\nü 2\n")
        let head =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: 9\r\n"
            + "Connection: close\r\n\r\n"
        #expect(metrics.text() == head + "a 1\nü 2\n")
        #expect(metrics.text(isHeadOnly: true) == head)
        #expect(
            ScrapeResponse.unavailable("no daemon").text()
                == "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 10\r\n"
                + "Connection: close\r\n\r\nno daemon\n")
    }

    static let refusals: [(ScrapeRefusal, String)] = [
        (.malformed, "400"), (.path, "404"), (.method, "405"), (.late, "408"), (.tooLong, "431"), (.version, "505"),
    ]

    @Test(arguments: refusals)
    func aRefusalSaysWhy(refusal: ScrapeRefusal, status: String) {
        let text = refusal.response.text()
        #expect(text.hasPrefix("HTTP/1.1 \(status) "))
        #expect(text.contains("\r\nAllow: GET, HEAD\r\n") == (refusal == .method))
    }
}
