// SPDX-License-Identifier: Apache-2.0

import AWSClient
import ArgumentParser
import Control
import Core
import Platform
import WatchFile

/// `awaitd add`: adds a watch to the list, and has the daemon read it.
struct AddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a watch to the watch list.",
        discussion: """
            The resource is read once, with the credentials that this command finds, and what it is doing is printed. Then \
            the watch is written to watches.d/added.yaml beside the watch file, and the daemon reads the list again. The \
            whole list is checked before that; comments, order and all other files stay as they are.

              awaitd add evaluation:ev-2014-09-12-15-14-04-924 --name churn-nightly
              awaitd add training-job:churn-42 --overdue-after 6h --on failed=page@.service

            Exit status: 0 it is watched; 1 AWS has no such resource, and nothing was added; 64 wrong usage; 69 it is in \
            place, but there is no daemon; 71 too few file descriptors; 73 the file cannot be written; 78 it is watched \
            already, or the watch list is wrong.
            """
    )

    @OptionGroup var config: ConfigOption
    @OptionGroup var daemon: DaemonSocketOption

    @Option(
        help: ArgumentHelp("The watch's name; default: the id, or the ARN's last part.", valueName: "name"),
        transform: WatchNameArgument.name
    )
    var name: String?

    @Option(
        help: ArgumentHelp("Tell once if it has not ended after this time: 90m, 6h, 2d.", valueName: "duration"),
        transform: DurationArgument.positive
    )
    var overdueAfter: Duration?

    @Option(
        name: .customLong("expect"),
        help: ArgumentHelp(
            "What its details must say when it completes: 'BinaryAUC >= 0.85'; may be repeated.",
            valueName: "expectation"),
        transform: ExpectationArgument.expectation
    )
    var expectations: [Expectation] = []

    @Option(
        name: .customLong("on"),
        help: ArgumentHelp(
            "Start a unit when it enters a state: failed=page@.service; may be repeated.", valueName: "state=unit"),
        transform: StartArgument.init
    )
    var starts: [StartArgument] = []

    @Option(help: ArgumentHelp("Its region; default: the ARN's, or the watch file's.", valueName: "region"))
    var region: String?

    @Option(
        help: ArgumentHelp("Its AWS profile; default: the watch file's.", valueName: "name"), completion: .profiles)
    var profile: String?

    @Flag(help: "Add it even if AWS has no such resource, or not yet.")
    var anyway = false

    @Argument(help: ArgumentHelp("An ARN or KIND:ID.", valueName: "target"), completion: .newTargets)
    var target: String

    func run() async throws {
        let environment = ProcessContext.current.environment
        try DescriptorLimit.require(for: Self.output)
        let edit = ListEdit(config, daemon, Self.output, environment)
        let (entry, identity) = try entry(in: try edit.load(), environment)
        let watch = try edit.checked { file throws(WatchListEditError) in try file.adding(entry, identity).watch }
        try edit.checkAccess()
        try await look(at: watch, environment)
        try edit.replace { file throws(WatchListEditError) in try file.adding(entry, identity).bytes }
        try Self.output.show("added \(watch.name.revealed(limit: 255)) to \(edit.path)\n")
        try await edit.reload(expecting: watch.name)
    }

    /// What is to be written, and what it has to be read as.
    private func entry(
        in loaded: LoadedWatchList,
        _ environment: [String: String]
    ) throws -> (WatchEntry, WatchIdentity) {
        let resolved: Target?
        do throws(TargetError) {
            let resolver = TargetResolver(loaded, region: region, profile: profile, environment)
            resolved = try resolver.targets([target]).first
        } catch {
            Self.output.printError(error.message)
            throw ExitCode.usage
        }
        if let origin = loaded.origins[target] {
            throw ListEdit.refusal(of: .watched(name: target, origin, isSame: true), Self.output, environment)
        }
        guard let watch = resolved?.watch else {
            Self.output.printError("'\(target.revealed())' is a pattern: write it into the watch file, as `match:`")
            throw ExitCode.usage
        }
        let isARN = target.hasPrefix("arn:")
        var entry = WatchEntry(isARN ? .arn(target) : .id(kind: watch.kind.name, id: watch.resourceID))
        entry.name = name
        // What the environment of this command says, the daemon need not know.
        if !isARN || ARN(target)?.region.isEmpty == true { entry.region = watch.region }
        (entry.profile, entry.overdueAfter, entry.expectations) = (profile, overdueAfter, expectations)
        for start in starts {
            if let index = entry.starts.firstIndex(where: { $0.state == start.state }) {
                entry.starts[index].units.append(start.unit)
            } else {
                entry.starts.append((start.state, [start.unit]))
            }
        }
        let identity = WatchIdentity(
            name: name ?? watch.name, kind: watch.kind.name, resourceID: watch.resourceID, region: watch.region)
        return (entry, identity)
    }

    /// Reads the resource and says what was seen; ends the command if it is not to be added.
    private func look(at watch: Watch, _ environment: [String: String]) async throws {
        let outcome = try await withAWSReader(
            environment: environment, concurrency: 1, userAgent: "awaitd/\(Version.current)", quotesPrograms: true,
            now: WallClock.now
        ) { reader, _ in await reader.read(watch) }
        let what = "\(watch.kind.name) \(watch.resourceID.revealed()) in \(watch.region)"
        switch outcome {
        case .observed(let seen):
            var machine = WatchMachine(rules: watch.kind.statuses)
            _ = machine.observe(seen, at: Moment(wall: WallClock.now(), steady: .zero))
            let state = machine.state.spoken
            let isPlain = seen.status.lowercased().filter(\.isLetter) == state.filter(\.isLetter)
            let reason = seen.reason.map { ": \($0)" } ?? ""
            try Self.output.show("\(what): \(seen.status)\(isPlain ? "" : " (\(state))")\(reason)\n")
        case .failed(let failure):
            let isMissing = failure.cause == .notFound || failure.cause == .rejected && failure.httpStatus != nil
            if isMissing, !anyway {
                Self.output.printError("\(what): \(failure.line); not added (see --anyway)")
                throw ExitCode.jobFailed
            }
            Self.output.printError("warning: \(what) cannot be read now: \(failure.line)")
        }
    }
}

/// `awaitd remove`: removes a watch that `awaitd add` has added, and has the daemon read the list.
struct RemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a watch that awaitd add has added.",
        discussion: """
            Takes the watch, and the comments directly above it, out of watches.d/added.yaml beside the watch file, and has \
            the daemon read the list again. A watch that stands in another file is yours to remove: where, is said.

            Exit status: 0 it is watched no more; 1 no watch of this name; 64 wrong usage; 69 it is removed, but there is no \
            daemon; 73 the file cannot be written; 78 it stands in another file, or the watch list is wrong.
            """
    )

    @OptionGroup var config: ConfigOption
    @OptionGroup var daemon: DaemonSocketOption

    @Argument(help: ArgumentHelp("The watch's name.", valueName: "name"), completion: WatchNameArgument.completion)
    var name: String

    func run() async throws {
        let environment = ProcessContext.current.environment
        let edit = ListEdit(config, daemon, Self.output, environment)
        try edit.replace { [name] file throws(WatchListEditError) in try file.removing(name) }
        try Self.output.show("removed \(name.revealed(limit: 255)) from \(edit.path)\n")
        try await edit.reload()
    }
}

/// A change of `watches.d/added.yaml` by a command.
private struct ListEdit {
    /// The path of the file.
    var path: String { file.path.cleaned(limit: 4_096) }

    private let file: AddedWatches
    private let main: String
    private let loader: WatchListLoader
    private let socket: String
    private let output: CommandOutput
    private let environment: [String: String]

    init(
        _ config: ConfigOption, _ daemon: DaemonSocketOption, _ output: CommandOutput, _ environment: [String: String]
    ) {
        loader = WatchListLoader(environment: environment)
        main = config.resolved(environment)
        file = AddedWatches(main: main, loader: loader)
        socket = daemon.socket(environment)
        (self.output, self.environment) = (output, environment)
    }

    /// The list as it is.
    func load() throws -> LoadedWatchList {
        do throws(WatchListError) {
            return try loader.load(main)
        } catch {
            throw output.printRejection(error, environment)
        }
    }

    /// What is made of the file; ends the command if nothing can be.
    func checked<Value>(_ make: (AddedWatches) throws(WatchListEditError) -> Value) throws -> Value {
        do throws(WatchListEditError) {
            return try make(file)
        } catch {
            throw Self.refusal(of: error, output, environment)
        }
    }

    /// Ends the command if this user may not write the file: before anything else takes time.
    func checkAccess() throws {
        guard FileCheck.exists(file.folder) else { return }
        try access { () throws(FileReplacementError) in _ = try ReplaceableFile(file.path) }
    }

    /// Puts what is made of the file in its place; others that do so wait meanwhile.
    func replace(_ make: (AddedWatches) throws(WatchListEditError) -> [UInt8]) throws {
        // Without a list there is nothing to add to, and no folder to make.
        _ = try checked(make)
        _ = try access { () throws(FileReplacementError) in
            let lock = try LockedFolder(file.folder)
            let target = try ReplaceableFile(file.path)
            let result = Result { try checked(make) }
            if case .success(let bytes) = result { try target.replace(with: bytes) }
            _ = consume lock
            return result
        }.get()
    }

    private func access<Value>(_ work: () throws(FileReplacementError) -> Value) throws -> Value {
        do throws(FileReplacementError) {
            return try work()
        } catch {
            output.printError(error.reason)
            throw ExitCode.cannotCreate
        }
    }

    /// Has the daemon read the list, which has a watch of this name then.
    func reload(expecting name: String? = nil) async throws {
        let client = ControlClient(path: socket)
        do throws(ControlError) {
            try await client.reload()
            guard let name, try await !client.status().watches.contains(where: { $0.name == name }) else { return }
            throw .unavailable("the daemon at \(socket.cleaned(limit: 300)) reads another watch file")
        } catch {
            guard case .rejected(let diagnostics) = error else {
                output.printError("in place, but \(error.description)")
                throw ExitCode.unavailable
            }
            for diagnostic in diagnostics { StandardStream.error.write(diagnostic.keepingLines + "\n") }
            output.printError("in place, but refused by the daemon, which goes on with the list that it has")
            throw ExitCode.config
        }
    }

    /// Says why the file is not changed; returns the exit code.
    static func refusal(
        of error: WatchListEditError, _ output: CommandOutput, _ environment: [String: String]
    ) -> ExitCode {
        switch error {
        case .rejected(let list): return output.printRejection(list, environment)
        case .unknown(let name):
            let help = name.invisibleAdvice ?? "`awaitd check` counts what it has"
            output.printError("the watch list has no '\(name.revealed(limit: 255))'; \(help)")
            return .unknownName
        case .elsewhere(let name, let origin):
            output.printError("\(name.revealed(limit: 255)) stands at \(origin.text.cleaned()): remove it there")
        case .watched(let name, let origin, true):
            output.printError("it is watched already, as \(name.revealed(limit: 255)) at \(origin.text.cleaned())")
        case .watched(let name, let origin, false):
            let place = origin.text.cleaned()
            output.printError("the name '\(name.revealed(limit: 255))' is used at \(place); give another with --name")
        case .impossible(let reason): output.printError(reason)
        }
        return .config
    }
}

/// Names of watches as options and arguments take them.
enum WatchNameArgument {
    /// A name that a watch may have.
    static func name(_ text: String) throws -> String {
        guard (1...255).contains(text.unicodeScalars.count), !text.unicodeScalars.contains(where: \.isUnsafeInText)
        else {
            throw ValidationError("a name has 1 to 255 characters, none of them a control character")
        }
        return text
    }

    /// How shells complete a name.
    static var completion: CompletionKind { .watchNames }
}

/// Expectations as options take them.
enum ExpectationArgument {
    /// What is expected of a detail: `BinaryAUC >= 0.85`.
    static func expectation(_ text: String) throws -> Expectation {
        do throws(DetailCondition.ParseError) {
            return try Expectation(parsing: text)
        } catch {
            throw ValidationError("\(error.sentence); \(text.invisibleAdvice ?? error.help)")
        }
    }
}

/// A unit to start in a state, as `--on` takes it: `failed=page@.service`.
struct StartArgument {
    /// The key under `on`.
    let state: String
    /// The unit.
    let unit: String

    /// Takes a text apart.
    init(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw ValidationError("write a state and a unit, as failed=page@.service") }
        guard KeySet.on.keys.contains(parts[0]) else {
            throw ValidationError("valid states: \(KeySet.on.keys.joined(separator: ", "))")
        }
        (state, unit) = (parts[0], parts[1])
    }
}
