// SPDX-License-Identifier: Apache-2.0

import Testing
import awaitd

/// The files that configure the ways: what they may say, and that no mistake quotes a secret.
@Suite struct MessageSettingsTests {
    @Test func mailNamesItsRecipients() throws {
        let settings = try MailSettings("# who\n\nto = a@example.com\r\n to=root \nfrom = x@example.com\n")
        #expect(settings.recipients == ["a@example.com", "root"] && settings.sender == "x@example.com")
    }

    @Test(
        arguments: [
            ("", nil, "it names no recipient: to = ops@example.com"),
            ("to = a b", 1, "'to' takes one address, such as ops@example.com"),
            ("to = a@b\nto = c@d, e@f", 2, "'to' takes one address, such as ops@example.com"),
            ("to = -bs", 1, "'to' takes one address, such as ops@example.com"),
            ("a@b", 1, "write key = value; valid keys: to, from"), ("cc = a@b", 1, "unknown key; valid keys: to, from"),
            ("to =", 1, "'to' has no value"),
        ] as [(String, Int?, String)])
    func mistakesOfMailAreSaid(text: String, line: Int?, reason: String) {
        let error = #expect(throws: MessageSettingsError.self) { try MailSettings(text) }
        #expect(error?.line == line && error?.reason == reason)
    }

    @Test func webhooksAreSeveral() throws {
        let settings = try WebhookSettings(
            "url = https://a.example/x=y#z\nformat = slack\nheader = A: b=c\nheader = D: e\nurl = http://127.0.0.1:1/\n"
        )
        #expect(settings.webhooks.count == 2)
    }

    @Test(
        arguments: [
            ("", nil, "it names no receiver: url = https://…"),
            ("format = slack\nurl = https://SECRET", 1, "'format' has to follow a 'url'"),
            ("url = SECRET", 1, "'url' takes an address that begins with https://"),
            ("url = file:///SECRET", 1, "'url' takes an address that begins with https://"),
            ("url = https://", 1, "'url' takes an address that begins with https://"),
            ("url = https://SECRET x", 1, "'url' takes an address that begins with https://"),
            ("url = https://SECRET\u{1B}", 1, "'url' has characters that cannot be seen; remove them"),
            (
                "url = https://SECRET\nformat = SECRET", 2,
                "that is no format; valid formats: json, slack, discord, teams, ntfy"
            ),
            ("url = https://SECRET\nheader = SECRET", 2, "'header' takes a name and a value: Authorization: Bearer …"),
            (
                "url = https://SECRET\nheader = SE CRET: x", 2,
                "'header' takes a name and a value: Authorization: Bearer …"
            ),
            ("https://SECRET/?x=y", 1, "unknown key; valid keys: url, format, header"),
        ] as [(String, Int?, String)])
    func mistakesOfWebhooksAreSaidWithoutTheirSecrets(text: String, line: Int?, reason: String) {
        let error = #expect(throws: MessageSettingsError.self) { try WebhookSettings(text) }
        #expect(error?.line == line && error?.reason == reason)
        #expect(error.map { "\($0)".contains("SECRET") } == false)
    }

    @Test func appriseHasAnAddressALine() throws {
        let addresses = try AppriseSettings(
            "# c\n; d\n\nslack://a/b/c/#x\nops, dev = json://h/p?a=b\n=xml://h?format=html\nhttps://discord.com/api/webhooks/1/2\n"
        ).addresses
        #expect(addresses.map(\.tags) == [nil, "ops, dev", nil, nil])
        #expect(
            addresses.map(\.configuration) == [
                "slack://a/b/c/#x\n", "json://h/p?a=b\n", "xml://h?format=html\n",
                "https://discord.com/api/webhooks/1/2\n",
            ])
        #expect(addresses.map(\.markup) == [.plain, .plain, .plain, .markdown])
    }

    @Test(arguments: ["", "urls:\n  - json://SECRET", "include http://SECRET", "SECRET", "a=b"])
    func whatApprisesTextFormatIsNotIsSaid(text: String) {
        let error = #expect(throws: MessageSettingsError.self) { try AppriseSettings(text) }
        #expect(error.map { "\($0)".contains("SECRET") } == false)
    }
}
