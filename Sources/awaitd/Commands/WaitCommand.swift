// SPDX-License-Identifier: Apache-2.0

import AWSClient
import ArgumentParser
import Core
import WatchFile

/// `awaitd wait`: waits for jobs here and now.
struct WaitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Wait for jobs to end, without a daemon.",
        discussion: """
            A target is an ARN, KIND:ID (see awaitd kinds), or the name of a watch in the watch file. The name of a \
            matcher, or KIND:PATTERN with * and ?, stands for all jobs whose names match now: they are listed once, those \
            created within newer_than (a day) as far as AWS can tell them apart. The first poll is made at once; outages and expired credentials are waited out. A job that is not found, or not allowed to be \
            read, is asked for again for 30 seconds at first, and for a minute once it was seen.

              awaitd wait evaluation:ev-2014-09-12-15-14-04-924 --region us-east-1
              awaitd wait --timeout 6h churn-nightly && ./deploy
              awaitd wait 'training-job:churn-*'
              awaitd wait --expect 'BinaryAUC >= 0.85' churn-nightly && ./deploy
              awaitd wait --any --quiet nightly-a nightly-b
              awaitd wait --until in-progress training-job:churn-7

            Exit status: 0 all completed, or got to the state of --until; 1 one failed, was stopped or deleted, ended \
            without that state, or isn't there, or \
            nothing matches; 2 all completed, one not as expected; 64 wrong usage; \
            71 too few file descriptors; 77 not allowed to read or list, or no usable credentials; 78 wrong watch file; 124 time-out; \
            130 interrupted.
            """
    )

    @OptionGroup var config: ConfigOption
    @OptionGroup var log: LogOptions

    @Option(
        help: ArgumentHelp("Give up after this time: 90s, 15m, 1h30m, 2d.", valueName: "duration"),
        transform: DurationArgument.positive
    )
    var timeout: Duration?

    @Flag(
        name: .customLong("any"),
        help: "End with the first target that ends, or gets to the state of --until; the others are left.")
    var isAny = false

    @Option(
        help: ArgumentHelp(
            "Wait until the targets are in this state: \(Self.states.joined(separator: ", ")).",
            discussion: "A target that ends otherwise makes the exit status 1. Default: completed.",
            valueName: "state"),
        completion: .list(Self.states),
        transform: Self.state
    )
    var until: JobState?

    @Flag(help: "Print notices as JSON on standard output, a line each, with the journal's field names; as --log json.")
    var json = false

    @Flag(help: "Print nothing on standard error but errors.")
    var quiet = false

    @Flag(name: .customLong("no-grace"), help: "End at once if a job is not found or not allowed to be read at first.")
    var hasNoGrace = false

    @Option(
        name: .customLong("expect"),
        help: ArgumentHelp(
            "What every target's details must say when it completes, besides what the watch file expects; may be repeated.",
            valueName: "expectation"),
        transform: ExpectationArgument.expectation
    )
    var expectations: [Expectation] = []

    @Option(help: ArgumentHelp("The region of targets that do not name one.", valueName: "region"))
    var region: String?

    @Option(
        help: ArgumentHelp("The AWS profile for targets that are not in the watch file.", valueName: "name"),
        completion: .profiles
    )
    var profile: String?

    @Argument(
        help: ArgumentHelp("ARNs, KIND:IDs, KIND:PATTERNs, or names from the watch file.", valueName: "target"),
        completion: .targets
    )
    var targets: [String]

    func validate() throws {
        guard json, let target = log.log, target != .json else { return }
        let both = "--json prints notices on standard output, and --log \(target.rawValue) elseboth"
        throw ValidationError("\(both); leave one out")
    }

    func run() async throws {
        let environment = ProcessContext.current.environment
        let style = Style(for: .error, environment)
        let loaded = try loadConfig(environment)
        let resolved: [Target]
        do throws(TargetError) {
            let resolver = TargetResolver(loaded, region: region, profile: profile, environment)
            resolved = try resolver.targets(targets).map { $0.expecting(expectations) }
        } catch {
            Self.output.printError(error.message)
            throw ExitCode.usage
        }
        let goal = WaitGoal(state: until, isAny: isAny)
        let warnings = TargetResolver.warnings(about: resolved) + TargetResolver.doubts(about: resolved)
        for warning in quiet ? [] : warnings + goal.doubts(about: resolved) {
            Self.output.printError("warning: \(warning)")
        }
        let limits = loaded?.list.limits ?? Limits()
        try DescriptorLimit.require(for: Self.output, concurrency: limits.concurrency)
        let console = WaitConsole(.error, style: style, isQuiet: quiet, environment)
        let target = json ? .json : log.target(environment)
        let output = log.output(environment, to: target, error: console.writer, isQuiet: quiet)
        if output.stream === StandardStream.output, !StandardStream.output.isOpen {
            Self.output.printError("standard output is closed, and notices go there; see --log")
            throw ExitCode.outputFailed
        }
        let code = try await WaitSession(
            targets: resolved,
            goal: goal,
            limits: limits,
            timeout: timeout,
            grace: hasNoGrace ? .zero : WaitLedger.grace,
            output: output,
            console: console,
            environment: environment,
            experience: .recorded(
                of: resolved.compactMap(\.watch), in: RecordDirectoryOption.standardFolders(environment))
        ).run()
        await output.close()
        throw code
    }

    /// The words of the states that can be waited for.
    private static let states = WaitGoal.states.map(\.rawValue)

    private static func state(_ text: String) throws -> JobState {
        if let state = WaitGoal.states.first(where: { $0.rawValue == text }) { return state }
        let meant = Suggestion.nearest(to: text, among: states).map { "did you mean '\($0)'?" }
        throw ValidationError(
            "it is no state; \(text.invisibleAdvice ?? meant ?? "valid values: \(states.joined(separator: ", "))")")
    }

    /// The watch file, if there is one: only a file named on the command line has to exist.
    private func loadConfig(_ environment: [String: String]) throws -> LoadedWatchList? {
        let path = config.resolved(environment)
        if config.path == nil, !FileCheck.exists(path) { return nil }
        do throws(WatchListError) {
            return try WatchListLoader(environment: environment).load(path)
        } catch {
            throw Self.output.printRejection(error, environment)
        }
    }
}
