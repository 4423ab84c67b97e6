// SPDX-License-Identifier: Apache-2.0

import Control
import Core
import Testing

@Suite(.timeLimit(.minutes(3))) struct MethodTests {
    private static let status =
        #"{"parameters":{"listings":[],"matchers":[],"watches":[{"estimated_end":null,"estimated_from":null,"#
        + #""expectation":null,"kind":"evaluation","matcher":null,"name":"a","#
        + #""next_poll":null,"reason":"no \"such\" thing","#
        + #""region":"us-east-1","resource_id":"ev-1","since":"1970-01-01T00:00:01.000Z","state":"in-progress","#
        + #""status":"INPROGRESS","unmet":null,"visibility":"not-found"},"#
    private static let service = "org.varlink.service"

    /// Calls, and how their replies begin.
    static let exchanges: [(call: String, reply: String)] = [
        (#"{"method":"io.awaitd.GetStatus"}"#, status),
        (#"{"method":"io.awaitd.GetStatus","parameters":{},"more":true}"#, status),
        (#"{"method":"io.awaitd.GetStatus","parameters":null,"x":[1]}"#, status),
        (#"{"method":"io.awaitd.Reload"}"#, #"{"parameters":{}}"#),
        (#"{"method":"io.awaitd.PollNow","parameters":{"name":"a"}}"#, #"{"parameters":{}}"#),
        (
            #"{"method":"io.awaitd.PollNow","parameters":{"name":"z"}}"#,
            #"{"error":"io.awaitd.UnknownWatch","parameters":{"name":"z"}}"#
        ),
        (
            #"{"method":"io.awaitd.PollNow"}"#,
            #"{"error":"\#(service).InvalidParameter","parameters":{"parameter":"name"}}"#
        ),
        (
            #"{"method":"io.awaitd.PollNow","parameters":{"name":{"name":"a"}}}"#,
            #"{"error":"\#(service).InvalidParameter","parameters":{"parameter":"name"}}"#
        ),
        (
            #"{"method":"io.awaitd.Poll","parameters":{"names":["a"]}}"#,
            #"{"parameters":{"failures":{"a":"ThrottlingException"}}}"#
        ),
        (
            #"{"method":"io.awaitd.Poll","parameters":{"names":"a"}}"#,
            #"{"error":"\#(service).InvalidParameter","parameters":{"parameter":"names"}}"#
        ),
        (#"{"method":"io.awaitd.Record","parameters":{"name":"a"}}"#, #"{"parameters":{"recording":"{}"}}"#),
        (
            #"{"method":"io.awaitd.Record","parameters":{"name":"z"}}"#,
            #"{"error":"io.awaitd.UnknownWatch","parameters":{"name":"z"}}"#
        ),
        (#"{"method":"io.awaitd.GetHistory"}"#, #"{"parameters":{"notices":[{"AWAITD_EVENT":"transition","#),
        (
            #"{"method":"io.awaitd.GetHistory","parameters":{"name":"a","since":"2026-01-01T00:00:00Z"}}"#,
            #"{"parameters":{"notices":[]}}"#
        ),
        (
            #"{"method":"io.awaitd.GetHistory","parameters":{"last":1}}"#,
            #"{"parameters":{"notices":[{"AWAITD_EVENT":"transition","AWAITD_WATCH":"a","MESSAGE":"notice 1","#
        ),
        (
            #"{"method":"io.awaitd.GetHistory","parameters":{"last":10001}}"#,
            #"{"error":"\#(service).InvalidParameter","parameters":{"parameter":"last"}}"#
        ),
        (
            #"{"method":"io.awaitd.GetHistory","parameters":{"since":"last week"}}"#,
            #"{"error":"\#(service).InvalidParameter","parameters":{"parameter":"since"}}"#
        ),
        (
            #"{"method":"io.awaitd.GetHistory","parameters":{"name":"z"}}"#,
            #"{"error":"io.awaitd.UnknownWatch","parameters":{"name":"z"}}"#
        ),
        (
            #"{"method":"io.awaitd.GetCredentials"}"#,
            #"{"parameters":{"credentials":[{"bedrock_key":false,"bedrock_key_withheld":false,"failure":"none","#
                + #""skipped":["the environment: not [2J set"],"temporary":false,"title":"the default chain","watches":2}],"#
                + #""omitted":1,"viewpoint":{"home":"/h","user":"awaitd","variables":["AWS_PROFILE"]}}}"#
        ),
        (
            #"{"method":"io.awaitd.GetMetrics"}"#,
            ##"{"parameters":{"metrics":"# TYPE a counter\na{b=\"c\"} 1\n"}}"##
        ),
        (#"{"method":"io.awaitd.Monitor"}"#, #"{"error":"\#(service).ExpectedMore","parameters":{}}"#),
        (
            #"{"method":"io.awaitd.Stop"}"#,
            #"{"error":"\#(service).MethodNotFound","parameters":{"method":"io.awaitd.Stop"}}"#
        ),
        (
            #"{"method":"io.systemd.Manager.Stop"}"#,
            #"{"error":"\#(service).InterfaceNotFound","parameters":{"interface":"io.systemd.Manager"}}"#
        ),
        (#"{"method":""}"#, #"{"error":"\#(service).InterfaceNotFound","parameters":{"interface":""}}"#),
        (
            #"{"method":"\#(service).GetInfo"}"#,
            #"{"parameters":{"interfaces":["io.awaitd","\#(service)"],"product":"awaitd","#
        ),
        (
            #"{"method":"\#(service).GetInterfaceDescription","parameters":{"interface":"io.nobody"}}"#,
            #"{"error":"\#(service).InterfaceNotFound","parameters":{"interface":"io.nobody"}}"#
        ),
    ]

    @Test(arguments: exchanges)
    func aCallGetsItsReply(call: String, reply: String) async throws {
        try await withServer { path in
            let client = try await RawClient.open(path)
            client.send(call + "\0")
            let first = try #require(await client.messages(1).first)
            #expect(first.hasPrefix(reply), "\(first)")
            client.close()
        }
    }

    @Test func pipelinedCallsAreAnsweredInOrderHoweverTheyAreSplit() async throws {
        try await withServer { path in
            let client = try await RawClient.open(path)
            let text = (0..<50).map { #"{"method":"io.awaitd.PollNow","parameters":{"name":"x\#($0)"}}"# + "\0" }
                .joined()
            var rest = Substring(text)
            while !rest.isEmpty {
                client.send(String(rest.prefix(37)))
                rest = rest.dropFirst(37)
            }
            let answers = await client.messages(50)
            #expect(answers.count == 50)
            #expect(answers.enumerated().allSatisfy { $0.element.contains(#""name":"x\#($0.offset)""#) })
            client.close()
        }
    }

    @Test func aOnewayCallGetsNoReply() async throws {
        let handler = ScriptedHandler()
        try await withServer(handler) { path in
            let client = try await RawClient.open(path)
            client.send(#"{"method":"io.awaitd.PollNow","parameters":{"name":"a"},"oneway":true}"# + "\0")
            client.send(#"{"method":"io.awaitd.Nonsense","oneway":true}"# + "\0")
            client.send(#"{"method":"io.awaitd.Reload"}"# + "\0")
            let answers = await client.messages(1)
            #expect(answers == [#"{"parameters":{}}"#])
            client.close()
        }
        #expect(handler.polled == ["a"] && handler.reloads == 1)
    }

    @Test func aMonitorReceivesEveryNotice() async throws {
        try await withServer(ScriptedHandler(monitored: ScriptedHandler.notices)) { path in
            let client = try await RawClient.open(path)
            client.send(#"{"method":"io.awaitd.Monitor","more":true}"# + "\0")
            let received = await client.messages(2)
            #expect(received.count == 2)
            #expect(received.allSatisfy { $0.hasPrefix(#"{"continues":true,"parameters":{"notice":{"AWAITD_EVENT""#) })
            client.close()
        }
    }

    @Test func theClientUnderstandsTheServer() async throws {
        let errors: [ControlError] = [
            .rejected(diagnostics: ["a:1:1: error: x\n  y", "b"]), .unavailable("the daemon is stopping"),
        ]
        for error in errors {
            try await withServer(ScriptedHandler(reload: error)) { path in
                let client = ControlClient(path: path)
                let watches = try await client.status().watches
                #expect(watches == ScriptedHandler.watches)
                let findings = try await client.credentials()
                #expect(findings == ScriptedHandler.findings && !findings.areUsable)
                let metrics = try await client.metrics()
                #expect(metrics == ScriptedHandler.metrics)
                let failures = try await client.poll(["a"])
                #expect(failures == ["a": "ThrottlingException"])
                let response = try await client.record("a")
                #expect(response == RecordedResponse(recording: "{}", failure: nil))
                await #expect(throws: error) { try await client.reload() }
            }
        }
        try await withServer { path in try await ControlClient(path: path).reload() }
    }

    @Test func aClientWithoutADaemonSaysWhy() async throws {
        let words =
            "no daemon at /nowhere/io.awaitd: there is no socket\n"
            + "Start it with `systemctl start awaitd`, or see what it says with `journalctl -u awaitd -n 20`."
        await #expect(throws: ControlError.unavailable(words)) {
            _ = try await ControlClient(path: "/nowhere/io.awaitd").status()
        }
    }

    @Test func aSecondDaemonLeavesTheFirstOnesSocketAlone() async throws {
        try await withServer { path in
            await #expect(throws: ControlError.self) {
                _ = try await ControlServer.listen(at: path, version: "1", handler: ScriptedHandler())
            }
            let watches = try await ControlClient(path: path).status().watches
            #expect(watches.count == 3)
        }
    }

    @Test func aPathTooLongForASocketIsRejected() async {
        let path = "/tmp/" + String(repeating: "x", count: 200) + "/io.awaitd"
        await #expect(throws: ControlError.self) {
            _ = try await ControlServer.listen(at: path, version: "1", handler: ScriptedHandler())
        }
    }
}
