// SPDX-License-Identifier: Apache-2.0

import Core
import FoundationEssentials
import Platform
import Testing
import awaitd

/// What webhooks get, how curl is told, and what its end means.
@Suite struct WebhookTests {
    private struct Body: Decodable {
        var text, content, message, title, topic, subject, eventID: String?
        var mrkdwn, linkNames: Bool?
        var parse: String?
        var priority: Int?
        var fields: [String: String]?
        var allowedMentions: [String: [String]]?

        enum CodingKeys: String, CodingKey {
            case text, content, message, title, topic, subject, mrkdwn, parse, priority, fields
            case linkNames = "link_names", eventID = "event_id", allowedMentions = "allowed_mentions"
        }
    }

    private static let hostile = #"<!channel> @here *b* <a> "q" \ {"x":1}"#

    private static func body(_ format: WebhookFormat, _ more: [String: String] = ["AWAITD_MESSAGE": hostile]) throws
        -> Body
    {
        let message = try #require(Message(environment: .notice(more)))
        return try JSONDecoder().decode(Body.self, from: Data(format.body(message, topic: "jobs").utf8))
    }

    @Test func awaitdsOwnFormatHasEverything() throws {
        let body = try Self.body(.json)
        #expect(body.eventID == "0123456789abcdef0123456789abcdef")
        #expect(body.subject == "churn-nightly: failed")
        #expect(body.text?.hasPrefix(Self.hostile + "\n\n") == true)
        #expect(body.priority == 3)
        #expect(body.fields?["AWAITD_RESOURCE_ID"] == "ev-1")
        #expect(body.fields?["PATH"] == nil)
    }

    @Test func slackFormatsAndCallsNobody() throws {
        let body = try Self.body(.slack)
        #expect(body.text?.hasPrefix(#"&lt;!channel&gt; @here *b* &lt;a&gt; "q" \ {"x":1}"#) == true)
        #expect(body.mrkdwn == false && body.parse == "none" && body.linkNames == false)
    }

    @Test func discordFormatsAndCallsNobody() throws {
        let body = try Self.body(.discord)
        #expect(body.content?.hasPrefix(#"\<\!channel\> \@here \*b\* \<a\> "q" \\ \{"x"\:1\}"#) == true)
        #expect(body.allowedMentions == ["parse": []])
    }

    @Test func teamsGetsRunsOfText() throws {
        let message = try #require(Message(environment: .notice(["AWAITD_MESSAGE": Self.hostile])))
        let body = WebhookFormat.teams.body(message, topic: "")
        #expect(throws: Never.self) { try JSONDecoder().decode(Body.self, from: Data(body.utf8)) }
        #expect(body.contains(#""type":"TextRun","text":"<!channel> @here *b* <a> \"q\" \\ {\"x\":1}""#))
        #expect(!body.contains("TextBlock\",\"text"))
    }

    @Test func ntfyGetsItsTopic() throws {
        let body = try Self.body(.ntfy)
        #expect(body.topic == "jobs" && body.title == "churn-nightly: failed" && body.priority == 4)
        #expect(body.message?.hasPrefix(Self.hostile) == true)
    }

    @Test(arguments: [
        ("https://ntfy.sh/jobs", "https://ntfy.sh/", "jobs"),
        ("https://x.example/base/jobs?auth=k/v", "https://x.example/base/?auth=k/v", "jobs"),
    ])
    func ntfyIsAskedAtItsRoot(url: String, root: String, topic: String) throws {
        let webhook = try WebhookSettings("url = \(url)\nformat = ntfy").webhooks[0]
        let text = webhook.curlConfiguration(try #require(Message(environment: .notice())))
        #expect(text.contains("\nurl = \"\(root)\"\n"))
        #expect(text.contains(#"{\"topic\":\"\#(topic)\","#))
    }

    @Test func curlIsToldInOneLineEach() throws {
        let webhook = try WebhookSettings("url = https://x.example/a\\b\"c\nheader = Authorization: Bearer \"t\\")
            .webhooks[0]
        let text = webhook.curlConfiguration(
            try #require(Message(environment: .notice(["AWAITD_MESSAGE": Self.hostile]))))
        let lines = text.split(separator: "\n")
        #expect(lines.contains(#"url = "https://x.example/a\\b\"c""#))
        #expect(lines.contains(#"header = "Authorization: Bearer \"t\\""#))
        #expect(lines.contains(#"header = "Idempotency-Key: 0123456789abcdef0123456789abcdef""#))
        #expect(lines.count { $0.hasPrefix("data-raw = ") } == 1)
        let options = Set(lines.map { $0.prefix { $0 != " " } })
        #expect(
            options == [
                "silent", "globoff", "url", "proto", "user-agent", "connect-timeout", "max-time", "dump-header",
                "output",
                "max-filesize", "suppress-connect-headers", "header", "data-raw",
            ])
    }

    /// Escaped twice, it has to fit into a pipe, and into a line of curl's.
    @Test func theLongestNoticeFits() throws {
        var long = Dictionary(
            uniqueKeysWithValues: (0..<200).map { ("AWAITD_DETAIL_\($0)", String(repeating: "\"", count: 4_000)) })
        long["AWAITD_MESSAGE"] = String(repeating: "\"", count: 9_000)
        let message = try #require(Message(environment: .notice(long)))
        let webhook = try WebhookSettings("url = https://x.example").webhooks[0]
        #expect(webhook.curlConfiguration(message).utf8.count < ChildProcess.inputLimit)
        #expect(message.fields.contains { $0.name == "AWAITD_STATE" })
    }

    @Test(arguments: [
        (0, "HTTP/1.1 200 OK\r\n\r\n", TryResult.delivered()),
        (0, "HTTP/2 204 \r\n\r\n", .delivered()),
        (0, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n", .delivered()),
        // The answer counts, whatever becomes of its body.
        (28, "HTTP/1.1 200 OK\r\n\r\n", .delivered()),
        (
            0, "HTTP/1.1 302 Found\r\nLocation: /secret\r\n\r\n",
            .refused("it answered 302, a redirection; configure the address that it leads to")
        ),
        (0, "HTTP/1.1 400 Bad\r\nRetry-After: 5\r\n\r\n", .refused("it answered 400")),
        (0, "HTTP/1.1 404 No\r\n\r\n", .refused("it answered 404")),
        (0, "HTTP/1.1 408 Slow\r\n\r\n", .refused("it answered 408")),
        (0, "HTTP/1.1 429 Slow\r\nretry-after: 20\r\n\r\n", .failed("it answered 429", after: .seconds(20))),
        (
            0, "HTTP/1.1 503 No\r\nRetry-After: Tue, 01 Dec 2026 12:21:00 GMT\r\n\r\n",
            .failed("it answered 503", after: .seconds(60))
        ),
        (0, "HTTP/1.1 500 No\r\n\r\n", .failed("it answered 500")),
        (0, "HTTP/1.1 429 No\r\nRetry-After: soon\r\n\r\n", .failed("it answered 429")),
        (7, "", .failed("no connection")), (28, "", .failed("no answer in time")),
        (28, "HTTP/1.1 100 Continue\r\n\r\n", .failed("no answer in time")),
        (60, "", .failed("no TLS connection (curl's status 60)")), (6, "", .failed("its host was not found")),
        (3, "", .refused("curl cannot use its address (curl's status 3)")),
        (137, "", .failed("no answer (curl's status 137)")),
    ])
    func theAnswerDecides(status: Int, output: String, result: TryResult) throws {
        let now = try #require(Timestamp(rfc3339: "2026-12-01T12:20:00Z"))
        #expect(CurlResult.judged(.init(status: status, output: Array(output.utf8)), now: now) == result)
    }
}
