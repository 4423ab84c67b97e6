// SPDX-License-Identifier: Apache-2.0

import Testing
import awaitd

/// What the facts about units mean, and the commands that mend them.
@Suite struct UnitFindingsTests {
    private static let system = Installation(
        socket: "/run/awaitd/io.awaitd", runtimeFolder: "/run/user/1000", config: "own.yaml", stateFolders: ["own"])

    /// `systemctl show`'s output of the service and its helpers, with some properties changed.
    private static func shown(_ changes: [String: [String: String]] = [:]) -> [String: UnitFacts] {
        let names = ["awaitd.service", "awaitd-watches.path", "awaitd-dispatch.path", "awaitd-dispatch.service"]
        let blocks = names.map { name -> String in
            var properties = [
                "Id": name, "LoadState": "loaded",
                "ActiveState": name == "awaitd-dispatch.service" ? "inactive" : "active",
                "SubState": "running", "Result": "success", "ExecMainStatus": "0", "NeedDaemonReload": "no",
                "UnitFileState": "enabled",
            ]
            for (key, value) in changes[name] ?? [:] { properties[key] = value }
            return properties.map { "\($0)=\($1)" }.sorted().joined(separator: "\n")
        }
        return UnitFacts.read(blocks.joined(separator: "\n\n") + "\n")
    }

    private static func findings(
        _ changes: [String: [String: String]] = [:], complaints: [String] = [], isRoot: Bool = false
    ) -> [Finding] {
        UnitFindings(system, shown(changes), complaints: complaints, isRoot: isRoot).findings
    }

    @Test func whatTheUnitSetsIsReadAsSystemctlQuotesIt() {
        let line = #"Environment=A=1 "B=two \"words\" \\" C=x=y "" D"#
        let facts = UnitFacts.read("Id=awaitd.service\n\(line)\n")["awaitd.service"]
        #expect(facts?.environment == ["A": "1", "B": #"two "words" \"#, "C": "x=y"])
        #expect(UnitFacts.read("Id=awaitd.service\n")["awaitd.service"]?.environment == [:])
    }

    @Test func allIsWell() {
        let findings = Self.findings()
        #expect(findings.map(\.subject) == ["unit", "path unit", "dispatcher"])
        #expect(findings.allSatisfy { $0.verdict == .well && $0.fix == nil })
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let unit: String
        let properties: [String: String]
        let subject: String
        let text: String
        let fix: String

        var testDescription: String { "\(unit) \(properties)" }
    }

    @Test(arguments: [
        Case(
            unit: "awaitd.service", properties: ["ActiveState": "inactive"], subject: "unit", text: "is not running",
            fix: "sudo systemctl start awaitd.service"),
        Case(
            unit: "awaitd.service", properties: ["LoadState": "masked"], subject: "unit", text: "masked",
            fix: "sudo systemctl unmask awaitd.service && sudo systemctl start awaitd.service"),
        Case(
            unit: "awaitd.service", properties: ["NeedDaemonReload": "yes"], subject: "unit",
            text: "has not read them",
            fix: "sudo systemctl daemon-reload && sudo systemctl restart awaitd.service"),
        Case(
            unit: "awaitd.service",
            properties: ["ActiveState": "failed", "Result": "exit-code", "ExecMainStatus": "78"], subject: "unit",
            text: "its watch list is refused",
            fix: "sudo systemctl reset-failed awaitd.service && sudo systemctl restart awaitd.service"),
        Case(
            unit: "awaitd.service",
            properties: [
                "ActiveState": "failed", "Result": "exit-code", "ExecMainStatus": "217",
                "DropInPaths":
                    "/usr/lib/systemd/system/awaitd.service.d/a.conf /etc/systemd/system/awaitd.service.d/b.conf",
            ], subject: "unit", text: "systemd could not set it up: exit status 217",
            fix: "sudo mv /etc/systemd/system/awaitd.service.d/b.conf /etc/systemd/system/awaitd.service.d/b.conf.off "
                + "&& sudo systemctl daemon-reload && sudo systemctl restart awaitd.service"),
        Case(
            unit: "awaitd.service",
            properties: ["ActiveState": "activating", "SubState": "auto-restart", "Result": "watchdog"],
            subject: "unit", text: "again and again (watchdog)",
            fix: "sudo systemctl reset-failed awaitd.service && sudo systemctl restart awaitd.service"),
        Case(
            unit: "awaitd-watches.path", properties: ["LoadState": "masked", "ActiveState": "inactive"],
            subject: "path unit", text: "awaitd-watches.path is masked",
            fix: "sudo systemctl unmask awaitd-watches.path && sudo systemctl start awaitd-watches.path"),
        Case(
            unit: "awaitd-watches.path", properties: ["ActiveState": "inactive"], subject: "path unit",
            text: "awaitd-watches.path is inactive", fix: "sudo systemctl start awaitd-watches.path"),
        Case(
            unit: "awaitd-dispatch.path", properties: ["ActiveState": "inactive", "UnitFileState": "disabled"],
            subject: "dispatcher", text: "is inactive", fix: "sudo systemctl enable --now awaitd-dispatch.path"),
        Case(
            unit: "awaitd-dispatch.service", properties: ["ActiveState": "failed"], subject: "dispatcher",
            text: "awaitd-dispatch.service has failed",
            fix: "sudo systemctl reset-failed awaitd-dispatch.service && sudo systemctl start awaitd-dispatch.service"),
    ])
    func whatIsWrongIsNamed(_ example: Case) throws {
        let findings = Self.findings([example.unit: example.properties])
        let wrong = try #require(findings.first { $0.verdict == .wrong })
        #expect(wrong.subject == example.subject)
        #expect(wrong.text.contains(example.text))
        #expect(wrong.fix == example.fix)
        #expect(findings.count { $0.verdict == .wrong } == 1)
    }

    @Test func whatTheDaemonSaysOfItsRecordCounts() throws {
        let findings = Self.findings([
            "awaitd.service": [
                "StatusText": "Watching 2: 2 pending; record: the disk is full, 12 notices wait in memory"
            ]
        ])
        let first = try #require(findings.first)
        #expect(first.verdict == .wrong && first.text.contains("record: the disk is full, 12 notices wait in memory"))
    }

    @Test func rootNeedsNoSudoAndAUserHasManagersOfTheirOwn() {
        let stopped = ["awaitd.service": ["ActiveState": "inactive"]]
        #expect(Self.findings(stopped, isRoot: true).first?.fix == "systemctl start awaitd.service")
        let own = Installation(
            socket: "/run/user/1000/awaitd/io.awaitd", runtimeFolder: "/run/user/1000", config: "own.yaml",
            stateFolders: ["own"])
        let findings = UnitFindings(own, Self.shown(stopped), complaints: [], isRoot: false).findings
        #expect(findings.first?.fix == "systemctl --user start awaitd.service")
        #expect(own.config == "own.yaml" && own.stateFolders == ["own"])
    }

    @Test func aDropInThatSystemdComplainsOfIsPutAside() throws {
        let complaint =
            "/etc/systemd/system/awaitd.service.d/x.conf:2: Unknown key name 'Foo' in section 'Service', ignoring."
        let findings = Self.findings(complaints: ["/usr/lib/systemd/system/other.service:3: odd", complaint])
        let wrong = try #require(findings.first { $0.verdict == .wrong })
        #expect(wrong.subject == "drop-in" && wrong.text == complaint)
        #expect(
            wrong.fix?.hasPrefix(
                "sudo mv /etc/systemd/system/awaitd.service.d/x.conf "
                    + "/etc/systemd/system/awaitd.service.d/x.conf.off && ")
                == true)
    }

    @Test func whatIsNotInstalledIsNoFault() {
        let findings = UnitFindings(Self.system, [:], complaints: [], isRoot: false).findings
        #expect(findings.map(\.verdict) == [.off])
    }

    @Test(arguments: [
        ("/run/awaitd/io.awaitd", "", "/etc/awaitd/watches.yaml", "/var/lib/awaitd"),
        (
            "/run/awaitd@research/io.awaitd", "@research", "/etc/awaitd/research/watches.yaml",
            "/var/lib/awaitd@research"
        ),
        ("/run/user/1000/awaitd/io.awaitd", "", "own.yaml", "own"),
        ("/tmp/run/io.awaitd", "", "own.yaml", "own"),
        ("/run/other/io.awaitd", "", "own.yaml", "own"),
    ])
    func filesGoWithTheSocket(_ socket: String, _ instance: String, _ config: String, _ state: String) {
        let installation = Installation(
            socket: socket, runtimeFolder: "/run/user/1000", config: "own.yaml", stateFolders: ["own"])
        #expect(installation.instance == instance)
        #expect(installation.config == config)
        #expect(installation.stateFolders == [state])
        if instance == "@research" {
            #expect(installation.unit("awaitd-watches.path") == "awaitd-watches@research.path")
        }
    }
}
