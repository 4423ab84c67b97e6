// SPDX-License-Identifier: Apache-2.0

import Core
import Logging
import Systemd
import Testing

struct JournalLogHandlerTests {
    private let box = FieldsBox()

    private func logger(level: Logger.Level = .trace) -> Logger {
        let box = box
        return Logger(label: "polling") { label in JournalLogHandler(label: label, level: level) { box.send($0) } }
    }

    private func value(_ name: String) -> String? { box.fields.first { $0.name == name }?.value }

    @Test
    func `A line has its message, priority, place and metadata as fields`() {
        logger().warning("Slow answer", metadata: ["watch.id": "churn", "tookMs": "812"])
        #expect(value("MESSAGE") == "Slow answer (tookMs: 812, watch.id: churn)")
        #expect(value("PRIORITY") == "4")
        #expect(value("SYSLOG_IDENTIFIER") == "awaitd")
        #expect(value("AWAITD_LOGGER") == "polling")
        #expect(value("AWAITD_WATCH_ID") == "churn")
        #expect(value("AWAITD_TOOK_MS") == "812")
        #expect(value("CODE_FILE")?.hasSuffix("JournalLogHandlerTests.swift") == true)
        #expect(value("CODE_LINE").flatMap(Int.init) != nil)
        #expect(value("CODE_FUNC") != nil)
    }

    @Test(
        arguments: [
            (.trace, "7"), (.debug, "7"), (.info, "6"), (.notice, "5"), (.warning, "4"), (.error, "3"),
            (.critical, "2"),
        ] as [(Logger.Level, String)]
    )
    func `Each level has its syslog priority`(level: Logger.Level, priority: String) {
        logger().log(level: level, "x")
        #expect(value("PRIORITY") == priority)
    }

    @Test
    func `Metadata cannot pose as a field of the journal's own`() {
        logger().info("real", metadata: ["MESSAGE": "forged", "PRIORITY": "0", "9": "nine", "": "nothing"])
        #expect(box.fields.filter { $0.name == "MESSAGE" }.count == 1)
        #expect(value("PRIORITY") == "6")
        #expect(value("AWAITD_MESSAGE") == "forged")
        #expect(value("AWAITD_9") == "nine")
        #expect(box.fields.allSatisfy { JournalFieldRules.isValid(name: $0.name) })
    }

    @Test
    func `Control characters reach neither the message nor the fields`() {
        logger().info("a\nb\u{1B}[31m", metadata: ["key": "c\nPRIORITY=0"])
        #expect(value("MESSAGE") == "a b [31m (key: c PRIORITY=0)")
        #expect(value("AWAITD_KEY") == "c PRIORITY=0")
    }

    @Test
    func `The line's own metadata wins over the logger's, and an error is named`() {
        struct Broken: Error, CustomStringConvertible { let description = "it broke" }
        var logger = logger()
        logger[metadataKey: "lane"] = "a"
        logger.error("Failed", error: Broken(), metadata: ["lane": "b"])
        #expect(value("AWAITD_LANE") == "b")
        #expect(value("AWAITD_ERROR") == "it broke")
    }

    @Test
    func `What is below the level is not sent`() {
        logger(level: .info).debug("quiet")
        #expect(box.fields.isEmpty)
    }
}
