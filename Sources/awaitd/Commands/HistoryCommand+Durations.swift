// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import StateStore

/// `awaitd history --durations KIND`: how long past jobs took.
extension HistoryCommand {
    /// Shows how long the jobs of a kind on record took; `word` is its name, or the operation that reads it.
    func show(durations word: String, _ environment: [String: String]) throws {
        let known = KindTable.builtIn.kind(named: word)?.name
        if known == nil, !isDeclared(word, environment) { throw Self.rejection(of: word) }
        let kind = known ?? word
        let reader = try open(directories.folders(environment))
        let jobs = try read { () throws(StateStoreError) in try reader.pastJobs(ofKind: kind) }
        let summaries = DurationSummary.all(of: jobs)
        if summaries.isEmpty { Self.output.printError(DurationsView.absence(of: kind)) }
        guard !json else {
            try Self.output.show(DurationDocument(kind: kind, summaries).json + "\n")
            return
        }
        let output = StandardStream.output
        let view = DurationsView(
            style: Style(for: output, environment), columns: output.isTerminal ? output.columns : nil)
        try Self.output.show(view.text(summaries))
    }

    /// Whether the record has watches of this kind, which a watch file then declares or did so once.
    private func isDeclared(_ kind: String, _ environment: [String: String]) -> Bool {
        directories.folders(environment).contains { folder in
            let reader = try? RecordReader(StateFolder(folder))
            return (try? reader?.knows(kind: kind)) ?? false
        }
    }

    private static func rejection(of word: String) -> ExitCode {
        let shown = word.revealed(limit: 100)
        let sharing = KindTable.builtIn.kinds(named: word).map(\.name).joined(separator: ", ")
        if sharing.isEmpty {
            let help = word.invisibleAdvice ?? TargetResolver.help(for: word, among: .builtIn)
            output.printError("there is no kind '\(shown)'; \(help)")
        } else {
            output.printError("'\(shown)' is the operation of several kinds; name one of them: \(sharing)")
        }
        return .usage
    }
}
