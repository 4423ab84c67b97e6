// SPDX-License-Identifier: Apache-2.0

import Core

/// What a webhook's receiver understands: how the JSON body that it gets is written.
package enum WebhookFormat: String, Sendable, Hashable, CaseIterable {
    /// awaitd's own: subject, text, and all fields by the journal's names.
    case json
    /// Slack's incoming webhooks.
    case slack
    /// Discord's webhooks.
    case discord
    /// A workflow of Microsoft Teams that takes adaptive cards.
    case teams
    /// ntfy, whose topic is the last part of the address.
    case ntfy

    /// The body for a message; `topic` is ntfy's.
    package func body(_ message: Message, topic: String) -> String {
        let subject = message.subject.jsonQuoted
        switch self {
        case .json:
            let fields = message.fields.map { "\($0.name.jsonQuoted):\($0.value.jsonQuoted)" }.joined(separator: ",")
            return """
                {"event_id":"\(message.eventID)","subject":\(subject),"text":\(message.text().jsonQuoted),\
                "priority":\(message.priority.rawValue),"fields":{\(fields)}}
                """
        case .slack:
            // Without these it looks for markup, names to call, and pages to show.
            return """
                {"text":\(message.text(.slack).jsonQuoted),"mrkdwn":false,"parse":"none","link_names":false,\
                "unfurl_links":false,"unfurl_media":false}
                """
        case .discord:
            return #"{"content":\#(message.text(.markdown).jsonQuoted),"allowed_mentions":{"parse":[]}}"#
        case .teams:
            // Of an adaptive card's elements, text runs alone have no markup.
            let lines = message.text().split(separator: "\n").map { line in
                """
                {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":\(String(line).jsonQuoted)}]}
                """
            }
            return """
                {"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":\
                {"$schema":"http://adaptivecards.io/schemas/adaptive-card.json","type":"AdaptiveCard","version":"1.2",\
                "fallbackText":\(subject),"body":[\(lines.joined(separator: ","))]}}]}
                """
        case .ntfy:
            return """
                {"topic":\(topic.jsonQuoted),"title":\(subject),"message":\(message.text().jsonQuoted),\
                "priority":\(message.priority <= .error ? 4 : 3)}
                """
        }
    }
}

/// One receiver of `webhook.conf`, whose address and headers are secrets: nothing here is ever shown.
package struct Webhook: Sendable, Hashable {
    /// The address: `https` or `http`.
    let url: String
    /// Further headers: `Authorization: Bearer …`.
    var headers: [String] = []
    /// What it understands.
    var format = WebhookFormat.json

    /// What curl reads by `--config` to send a message (curl(1)).
    ///
    /// Its output begins with the response's headers.
    package func curlConfiguration(_ message: Message) -> String {
        var (address, topic) = (url, "")
        if format == .ntfy {
            // ntfy takes JSON at its root only.
            let end = url.firstIndex { $0 == "?" || $0 == "#" } ?? url.endIndex
            let path = url[..<end]
            if let slash = path.lastIndex(of: "/") {
                topic = String(path[path.index(after: slash)...])
                address = String(path[...slash]) + url[end...]
            }
        }
        let headers =
            ["Content-Type: application/json", "Idempotency-Key: \(message.eventID)", "Expect:"] + headers
        let options: [(String, String)] =
            [
                ("url", address), ("proto", "=http,https"), ("user-agent", "awaitd/\(Version.current)"),
                ("connect-timeout", "10"), ("max-time", "\(Self.patience)"),
                // More than a response's headers is none of our business.
                ("dump-header", "-"), ("output", "/dev/null"), ("max-filesize", "1048576"),
            ] + headers.map { ("header", $0) } + [("data-raw", format.body(message, topic: topic))]
        return "silent\ngloboff\nsuppress-connect-headers\n" + options.map { "\($0) = \(Self.quoted($1))\n" }.joined()
    }

    /// How long a try may take, in seconds.
    static let patience = 30

    private static func quoted(_ text: String) -> String {
        "\"\(text.map { $0 == "\\" || $0 == "\"" ? "\\\($0)" : String($0) }.joined())\""
    }
}

extension String {
    /// The text as a string of JSON, in quotes (RFC 8259, section 7), without anything that a terminal could take for a
    /// command.
    package var jsonQuoted: String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\u{0}"..."\u{1F}":
                result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result.escapingUnsafeJSON + "\""
    }
}
