// SPDX-License-Identifier: Apache-2.0

import Core
import Testing
import awaitd

/// Mails as RFC 5322, 2045 and 2047 have them.
@Suite struct MailMessageTests {
    private static let now = Timestamp(microseconds: 1_796_127_600_000_000)

    private static func mail(_ more: [String: String] = [:], at now: Timestamp = now) throws -> String {
        let message = try #require(Message(environment: .notice(more)))
        return MailMessage(message, from: "awaitd@example.com", to: ["a@example.com", "root"], at: now).text
    }

    private static func headers(_ mail: String) -> [String] {
        mail.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }.map(String.init)
    }

    @Test func itHasTheHeadersOfAMail() throws {
        #expect(
            Self.headers(try Self.mail()) == [
                "From: awaitd <awaitd@example.com>", "To: a@example.com, root", "Subject: churn-nightly: failed",
                "Date: Tue, 01 Dec 2026 12:20:00 +0000",
                "Message-ID: <0123456789abcdef0123456789abcdef@awaitd.invalid>", "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable",
            ])
    }

    @Test(arguments: [
        ("2026-11-21T10:05:52Z", "Sat, 21 Nov 2026 10:05:52 +0000"),
        ("1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 +0000"),
        ("2024-02-29T23:59:59Z", "Thu, 29 Feb 2024 23:59:59 +0000"),
    ])
    func theDateHasItsDayOfTheWeek(time: String, date: String) throws {
        let time = try #require(Timestamp(rfc3339: time))
        #expect(Self.headers(try Self.mail(at: time)).contains("Date: \(date)"))
    }

    @Test(arguments: [
        "x\r\nBcc: evil@example.com", "x\nSubject: other", "x\u{85}Bcc: a", "x\u{2028}Bcc: a", "x\u{0B}y",
        "\r\n\r\nbody",
        "é\r\nBcc: evil@example.com", "=?utf-8?Q?a=0D=0ABcc:_b?=",
    ])
    func nothingInAFieldBeginsAnotherHeader(name: String) throws {
        let mail = try Self.mail(["AWAITD_WATCH": name, "AWAITD_MESSAGE": name, "AWAITD_STATE": name])
        let names = Self.headers(mail).map { $0.prefix { $0 != ":" } }
        #expect(
            names == [
                "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
                "Content-Transfer-Encoding",
            ])
        #expect(mail.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    }

    @Test(arguments: [
        ("plain name", "plain name: failed"), ("größe", "=?utf-8?B?Z3LDtsOfZTogZmFpbGVk?="),
        ("a", "a: failed"), ("=?x", "=?utf-8?B?PT94OiBmYWlsZWQ=?="),
        (
            String(repeating: "ü", count: 30),
            "=?utf-8?B?w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7w=?= =?utf-8?B?w7zDvMO8w7zDvMO8w7zDvDogZmFpbGVk?="
        ),
    ])
    func subjectsBeyondASCIIAreEncodedWords(name: String, subject: String) throws {
        let found = try #require(Self.headers(try Self.mail(["AWAITD_WATCH": name])).first { $0.hasPrefix("Subject") })
        #expect(found == "Subject: \(subject)")
        #expect(found.split(separator: " ").allSatisfy { $0.utf8.count <= 75 })
    }

    @Test(arguments: [
        (".", "=2E"), ("From here", "=46rom here"), ("a=b", "a=3Db"), ("é", "=C3=A9"),
        (
            String(repeating: "x", count: 80),
            String(repeating: "x", count: 75) + "=\n" + String(repeating: "x", count: 5)
        ),
        (
            String(repeating: "é", count: 20),
            String(repeating: "=C3=A9", count: 12) + "=C3=\n=A9" + String(repeating: "=C3=A9", count: 7)
        ),
    ])
    func linesSurviveEveryMailSystem(sentence: String, encoded: String) throws {
        let mail = try Self.mail(["AWAITD_MESSAGE": sentence])
        let body = mail.dropFirst(Self.headers(mail).joined(separator: "\n").count + 2)
        #expect(body.hasPrefix(encoded + "\n\nevaluation ev-1"))
        #expect(mail.split(separator: "\n").allSatisfy { $0.utf8.count <= 76 })
    }

    @Test(arguments: ["ops@example.com", "root", "a.b+c@x-y.example", "x@localhost"])
    func theseAreAddresses(text: String) { #expect(MailMessage.isAddress(text)) }

    @Test(arguments: [
        "", "@", "a@", "@b", "-oQ/tmp", "a@-b", "a b@c", "a@b,c@d", "a@b\n", "<a@b>", "\"a\"@b", "ü@b", "a@b@c", "a;b",
        "a|b(",
        String(repeating: "a", count: 255),
    ])
    func theseAreNone(text: String) { #expect(!MailMessage.isAddress(text)) }
}
