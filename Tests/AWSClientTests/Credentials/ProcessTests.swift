// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Glibc
import Platform
import TestSupport
import Testing

@Suite("Programs that print credentials")
struct ProcessTests {
    /// What Python's `shlex.split` makes of commands.
    @Test(
        "A command is split as botocore splits it",
        arguments: [
            ("a b", ["a", "b"]), ("  a\t b\n", ["a", "b"]), ("a 'b c' d", ["a", "b c", "d"]),
            ("a \"b c\"", ["a", "b c"]),
            ("a'b'\"c\"d", ["abcd"]), ("a ''", ["a", ""]), ("a\\ b", ["a b"]), ("a '\\'", ["a", "\\"]),
            ("a \"\\\"\\\\\\n\"", ["a", "\"\\\\n"]), ("a #b", ["a", "#b"]), ("a $HOME *;|", ["a", "$HOME", "*;|"]),
            ("a \"it's\"", ["a", "it's"]), ("/opt/ü 'ü ü'", ["/opt/ü", "ü ü"]),
        ]
    )
    func splits(command: String, arguments: [String]) throws {
        #expect(try ArgumentSplitter.split(command) == arguments)
    }

    @Test("What is no command is refused", arguments: ["", "   ", "'", "a \"b", "a\\", "''", "a \u{0}"])
    func refuses(command: String) {
        #expect(throws: CredentialError.self) { try ArgumentSplitter.split(command) }
    }

    static let config = "[default]\ncredential_process = /opt/bin/give --token SECRETarg\n"

    @Test("A program's credentials are used until they expire, those without an end until they are refused")
    func used() async throws {
        let programs = ScriptedRunner { _, number throws(ChildProcessError) in
            TestResponses.process(key: "AKIA\(number)", life: number == 0 ? .seconds(3_600) : nil, at: BenchClock.start)
        }
        let environment = [
            "HOME": "/root", "NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "1", "PATH": "/bin",
        ]
        let bench = CredentialBench(environment, files: ["/root/.aws/config": Self.config], programs: programs)
        #expect(try await bench.key() == "AKIA0")
        #expect(try await bench.key() == "AKIA0")
        #expect(programs.runs.map(\.arguments) == [["/opt/bin/give", "--token", "SECRETarg"]])
        #expect(programs.runs[0].environment == ["HOME": "/root", "PATH": "/bin"])
        bench.clock.advance(.seconds(3_601))
        #expect(try await bench.key() == "AKIA1")
        bench.clock.advance(.seconds(1_000_000))
        let lease = try await bench.lease()
        #expect(lease.identity.keys?.accessKeyID == "AKIA1")
        #expect(try await bench.lease(refusing: lease).identity.keys?.accessKeyID == "AKIA2")
    }

    @Test(
        "A program's failure is reported, without its arguments and its output",
        arguments: [
            (
                ChildProcess.Result(
                    status: 3, output: [], errorText: Array("no\u{1B}[2J login AKIAIOSFODNN7EXAMPLE\n".utf8)),
                "credential_process give ended with exit status 3; `awaitd check --credentials`, run as the same user, shows"
            ),
            (ChildProcess.Result(status: 137, output: []), "ended with exit status 137 and said nothing"),
            (ChildProcess.Result(status: 0, output: Array("SECRET".utf8)), "gave no JSON object"),
            (ChildProcess.Result(status: 0, output: Array("{\"Version\": 2}".utf8)), "gave no \"Version\": 1"),
            (
                ChildProcess.Result(status: 0, output: Array("{\"AccessKeyId\": \"SECRET\"}".utf8)),
                "gave no \"Version\": 1"
            ),
            (
                ChildProcess.Result(status: 0, output: Array("{\"Version\": 1, \"AccessKeyId\": \"SECRET\"}".utf8)),
                "without a secret access key"
            ),
            (
                ChildProcess.Result(
                    status: 0,
                    output: Array(TestResponses.json(key: "SECRET", more: "\"Version\":1, \"Expiration\": \"x\",").utf8)
                ),
                "an Expiration that is not a time"
            ),
            (TestResponses.process(key: "SECRET", life: .seconds(-60)), "had expired at 2026-11-21T11:59"),
        ]
    )
    func failures(result: ChildProcess.Result, words: String) async {
        let programs = ScriptedRunner { _, _ throws(ChildProcessError) in result }
        let bench = CredentialBench(files: ["/root/.aws/config": Self.config], programs: programs)
        let failure = await bench.failure()
        #expect(failure?.cause == .credentials)
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
        #expect(failure?.message.contains("SECRET") == false)
    }

    @Test(
        "What a failing program says is shown to a person, without secrets, and to nobody else",
        arguments: [
            ("no\u{1B}[2J login AKIAIOSFODNN7EXAMPLE\n", "no [2J login <redacted>"),
            ("AWS_SECRET_ACCESS_KEY=abc\nbye", "AWS_SECRET_ACCESS_KEY=<redacted> bye"),
            ("--password=hunter2", "--password=<redacted>"), ("it is own-SECRET+token/1234", "it is <redacted>"),
            (String(repeating: "x ", count: 2_047) + "wJ", "x x"),
        ]
    )
    func words(output: String, shown: String) async {
        let result = ChildProcess.Result(status: 1, output: [], errorText: Array(output.utf8))
        for quotes in [true, false] {
            let bench = CredentialBench(
                ["HOME": "/root", "AWS_PROFILE": "default", "AWS_SESSION_TOKEN": "own-SECRET+token/1234"],
                files: ["/root/.aws/config": Self.config],
                programs: ScriptedRunner { _, _ throws(ChildProcessError) in result },
                quotesPrograms: quotes
            )
            let message = await bench.failure(.profile("default"))?.message ?? ""
            #expect(message.contains("ended with exit status 1"))
            #expect(message.contains(": \(shown)") == quotes, "\(message)")
            #expect(!message.contains("hunter2") && !message.contains("own-SECRET") && !message.contains("wJ"))
        }
    }

    @Test(
        "A program that does not end is reported",
        arguments: [
            (
                ChildProcessError.notStarted("No such file or directory"),
                "could not be started: No such file or directory"
            ),
            (.timedOut, "did not end in time"), (.outputTooLarge, "prints more"),
        ]
    )
    func faults(fault: ChildProcessError, words: String) async {
        let programs = ScriptedRunner { _, _ throws(ChildProcessError) in throw fault }
        let failure = await CredentialBench(files: ["/root/.aws/config": Self.config], programs: programs).failure()
        #expect(failure?.message.contains(words) == true)
    }

    // MARK: Real ones

    private func run(
        _ script: String,
        _ environment: [String: String] = [:],
        within limit: Duration = .seconds(20)
    ) async throws(ChildProcessError) -> ChildProcess.Result {
        try await LocalProcessRunner().run(
            ["/bin/sh", "-c", script], environment: environment, until: Deadline(in: limit))
    }

    @Test("A program is run with its environment alone, and heard to its end")
    func real() async throws {
        let result = try await run("echo out; echo \"$A$HOME\" >&2; cat; exit 7", ["A": "b"])
        #expect(result == ChildProcess.Result(status: 7, output: Array("out\n".utf8), errorText: Array("b\n".utf8)))
        #expect(try await run("kill -9 $$").status == 137)
    }

    @Test("A program is found in PATH, and no shell looks at its arguments")
    func noShell() async throws {
        let runner = LocalProcessRunner()
        let result = try await runner.run(
            ["echo", "$HOME;", "a  b"], environment: [:], until: Deadline(in: .seconds(20)))
        #expect(String(decoding: result.output, as: UTF8.self) == "$HOME; a  b\n")
        await #expect(throws: ChildProcessError.notStarted("No such file or directory")) {
            try await runner.run(["/nowhere/x"], environment: [:], until: Deadline(in: .seconds(20)))
        }
    }

    @Test("A program inherits no file of ours")
    func files() async throws {
        let ours = unsafe open("/dev/null", O_RDONLY)
        defer { close(ours) }
        let result = try await run("ls /proc/self/fd")
        // Its three and the folder that ls reads.
        #expect(String(decoding: result.output, as: UTF8.self) == "0\n1\n2\n3\n")
    }

    @Test("A program that does not end is ended with its children, one that says too much too")
    func ended() async throws {
        await #expect(throws: ChildProcessError.timedOut) {
            try await run("sleep 600 & sleep 600", within: .milliseconds(100))
        }
        await #expect(throws: ChildProcessError.outputTooLarge) { try await run("yes") }
        let noisy = try await run("yes | head -c 1000000 >&2; echo done")
        #expect(noisy.errorText.count == ChildProcess.errorLimit)
        #expect(noisy.output == Array("done\n".utf8))
    }

    @Test("All that a program printed is read, however soon it ends")
    func nothingIsLost() async throws {
        for length in [1, 4_096, 65_536] {
            for _ in 1...40 {
                let result = try await run("head -c \(length) /dev/zero")
                #expect(result.output.count == length && result.status == 0)
            }
        }
    }

    @Test("A child that stays behind with the program's output does not hold us")
    func leftBehind() async throws {
        #expect(try await run("sleep 5 & echo done").output == Array("done\n".utf8))
    }

    @Test("A cancelled task ends its program")
    func cancelled() async {
        await withTaskGroup(of: ChildProcessError?.self) { group in
            group.addTask {
                do throws(ChildProcessError) {
                    _ = try await LocalProcessRunner().run(
                        ["/bin/sleep", "600"], environment: [:], until: Deadline(in: .seconds(60)))
                    return nil
                } catch {
                    return error
                }
            }
            group.cancelAll()
            #expect(await group.next() == .cancelled)
        }
    }
}
