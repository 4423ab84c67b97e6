// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import WatchFile

/// `awaitd kinds`: the kinds of resources that can be watched.
struct KindsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kinds",
        abstract: "List the kinds of resources that can be watched.",
        discussion: """
            A watch names its kind, or the operation that reads it, or gives an ARN that implies the kind.
            Each status is listed with the state that it means: status=state. --verbose explains the rule.

              awaitd kinds training-job GetIngestionJob
              awaitd kinds --json | jq -r '.kinds[].name'
              awaitd kinds --yaml training-job

            With --config, also lists the kinds that the watch file declares under `kinds:`.

            Exit status: 0; 1 no kind of this name; 64 wrong usage; 74 it cannot be written; 78 the watch file is wrong.
            """
    )

    @OptionGroup var config: ConfigOption

    @Flag(help: "Print JSON: {\"kinds\": […]}, with all that awaitd knows of each.")
    var json = false

    @Flag(help: "Print entries for `kinds:` of a watch file, to copy and adapt.")
    var yaml = false

    @Flag(help: "Also print the rule for statuses, the ARNs, and which members of a response are kept.")
    var verbose = false

    @Argument(help: ArgumentHelp("Kinds or operations; default: all.", valueName: "kind"), completion: .kinds)
    var names: [String] = []

    func validate() throws {
        if yaml, json || verbose { throw ValidationError("--yaml goes with neither --json nor --verbose") }
    }

    func run() async throws {
        let environment = ProcessContext.current.environment
        let style = Style(for: .output, environment)
        let table = try declared(environment)
        var kinds = names.isEmpty ? table.kinds : []
        for name in names {
            let named = table.kinds(named: name)
            guard !named.isEmpty else {
                Self.output.printError(
                    "there is no kind '\(name.revealed(limit: 100))'; "
                        + (name.invisibleAdvice ?? TargetResolver.help(for: name, among: table))
                )
                throw ExitCode.unknownName
            }
            kinds += named
        }
        if yaml {
            try Self.output.show(kinds.map { KindYAML($0).text }.joined(separator: "\n"))
        } else if json {
            try Self.output.show(KindDocument.json(of: kinds) + "\n")
        } else {
            let output = StandardStream.output
            let width = output.isTerminal ? output.columns : KindText.widest
            let rule = verbose ? [KindText.rule(style, width: width)] : []
            let blocks = rule + kinds.map { KindText(kind: $0, style: style, width: width).block(verbose: verbose) }
            try Self.output.show(blocks.joined(separator: "\n\n") + "\n")
        }
    }

    /// The built-in kinds, and those of the watch file if `--config` names one.
    private func declared(_ environment: [String: String]) throws -> KindTable {
        guard let path = config.path else { return .builtIn }
        do throws(WatchListError) {
            return try WatchListLoader(environment: environment).load(path).kinds
        } catch {
            throw Self.output.printRejection(error, environment)
        }
    }
}
