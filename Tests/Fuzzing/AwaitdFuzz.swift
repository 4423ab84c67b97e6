// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import Glibc

/// Feeds every parser of outside input with what almost is such input, from a seed that repeats it.
@main
struct AwaitdFuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "awaitd-fuzz",
        abstract: "Look for input that crashes a parser, hangs it, fills the memory, or gets past its bounds.",
        discussion: """
            Use Tests/fuzz, which keeps the input of a crash too. Inputs are numbered, and the same seed and number give \
            the same input.

            Exit status: 0 nothing found, 1 something found.
            """
    )

    @Option(help: "For how long.")
    var seconds = 60

    @Option(help: "Where the random numbers begin; by default anywhere.")
    var seed = UInt64.random(in: 0..<1_000_000_000)

    @Option(help: "One parser: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")). By default all in turn.")
    var target: FuzzTarget?

    @Option(help: "A file that says at any time which input is being tried.")
    var progress: String?

    @Option(help: "Try this one input only.")
    var only: UInt64?

    @Option(help: "Write the one input into this file instead of trying it.")
    var dump: String?

    @Argument(help: "Files of recorded answers, as in Tests/RecordedResponses.")
    var recorded: [String] = []

    func run() throws {
        let plan = FuzzPlan(
            seed: seed,
            targets: target.map { [$0] } ?? FuzzTarget.allCases,
            recorded: try RecordedAnswers(recorded)
        )
        if let only {
            let trial = plan.trial(only)
            if let dump {
                try OutputFile(dump).write(trial.input)
                print("input \(only) is for \(trial.target.rawValue): \(dump), \(trial.input.count) bytes")
            } else {
                try attempt(trial, Guard())
                print("input \(only) of \(trial.target.rawValue) is taken well")
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
            try bounds.watch(trial.number) { () throws(Finding) in
                try trial.target.run(trial.input, choice: trial.choice, kind: trial.kind)
            }
        } catch {
            print("found: \(trial.target.rawValue), seed \(seed), input \(trial.number): \(error.message)")
            throw ExitCode.failure
        }
    }
}

/// Something that must not be.
struct Finding: Error {
    let message: String
}

extension FuzzTarget: ExpressibleByArgument {}
