// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import Glibc

/// Feeds every parser of outside input with almost valid input, reproducibly from a seed.
@main
struct AwaitdFuzz: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "awaitd-fuzz",
        abstract: "Look for input that crashes a parser, hangs it, exhausts memory, or exceeds its bounds.",
        discussion: """
            Use Tests/fuzz, which also keeps the input of a crash. Inputs are numbered; the same seed and number give the \
            same input.

            Exit status: 0 nothing found, 1 something found.
            """
    )

    @Option(help: "How long to run.")
    var seconds = 60

    @Option(help: "The seed of the random numbers; random by default.")
    var seed = UInt64.random(in: 0..<1_000_000_000)

    @Option(help: "One parser: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")). All in turn by default.")
    var target: FuzzTarget?

    @Option(help: "A file that always holds the number of the input being tried.")
    var progress: String?

    @Option(help: "Try this input only.")
    var only: UInt64?

    @Option(help: "Write that input to this file instead of trying it.")
    var dump: String?

    @Flag(help: "Print how long the worst documents take to read, and look for nothing.")
    var worst = false

    @Flag(help: "Print what a poll costs inside the client, and look for nothing.")
    var poll = false

    @Argument(help: "Files of recorded responses, as in Tests/RecordedResponses.")
    var recorded: [String] = []

    func run() async throws {
        if worst { return WorstDocuments().measure() }
        if poll { return await PollCost().measure() }
        let plan = FuzzPlan(
            seed: seed,
            targets: target.map { [$0] } ?? FuzzTarget.allCases,
            recorded: try RecordedResponses(recorded)
        )
        if let only {
            let trial = plan.trial(only)
            if let dump {
                try OutputFile(dump).write(trial.input)
                print("input \(only) is for \(trial.target.rawValue): \(dump), \(trial.input.count) bytes")
            } else {
                try attempt(trial, Guard())
                print("input \(only) of \(trial.target.rawValue) passes")
            }
            return
        }
        print("seed \(seed)")
        let marker = try progress.map(OutputFile.init)
        let bounds = Guard()
        let start = ContinuousClock.now
        var number: UInt64 = 0
        var bytes = 0
        while ContinuousClock.now - start < .seconds(seconds) {
            let trial = plan.trial(number)
            try marker?.overwrite(number)
            try attempt(trial, bounds)
            number += 1
            bytes += trial.input.count
        }
        let took = (ContinuousClock.now - start) / .seconds(1)
        print(
            """
            \(number) inputs of \(bytes / Int(max(1, number))) bytes on average in \(Int(took)) s, \
            \(Int(Double(number) / took)) a second, at most \(DurationText.spoken(bounds.slowest)) for one (number \(bounds.slowestNumber)), \(bounds.peak / 1_048_576) MiB of memory: nothing found
            """
        )
    }

    private func attempt(_ trial: FuzzPlan.Trial, _ bounds: Guard) throws {
        do throws(Finding) {
            try bounds.watch(trial.number, limit: trial.target.timeLimit) { () throws(Finding) in
                try trial.target.run(trial.input, choice: trial.choice, kind: trial.kind)
            }
        } catch {
            print("found: \(trial.target.rawValue), seed \(seed), input \(trial.number): \(error.message)")
            throw ExitCode.failure
        }
    }
}

/// A property that an input breaks.
struct Finding: Error {
    let message: String
}

extension FuzzTarget: ExpressibleByArgument {}
