// SPDX-License-Identifier: Apache-2.0

import AWSClient
import ArgumentParser
import Control
import Core
import Glibc
import Platform
import Synchronization
import WatchFile

extension CompletionKind {
    /// Names of watches and matchers, from the running daemon and the watch file.
    static let watchNames = CompletionKind.custom { sources, typed in
        WordCompletion.words(await sources.known().names, after: typed)
    }

    /// What can be waited for: names, `KIND:ID`, ARNs, and kinds.
    static let targets = CompletionKind.custom { sources, typed in
        let known = await sources.known()
        return WordCompletion.targets(known, kinds: sources.kinds, after: typed)
    }

    /// Kinds with a colon, for a resource that is not watched yet.
    static let newTargets = CompletionKind.custom { sources, typed in
        _ = await sources.known()
        return WordCompletion.targets(.init(), kinds: sources.kinds, after: typed)
    }

    /// The names of kinds.
    static let kinds = CompletionKind.custom { sources, typed in
        _ = await sources.known()
        return WordCompletion.words(sources.kinds, after: typed)
    }

    /// The profiles of the shared config and credentials files.
    static let profiles = CompletionKind.custom { sources, typed in
        WordCompletion.words(AWSConfiguration(environment: sources.environment).profileNames, after: typed)
    }

    private static func custom(
        _ words: @escaping @Sendable (CompletionSources, String) async -> [String]
    ) -> CompletionKind {
        .custom { arguments, index, _ async -> [String] in
            HardStop.begin()
            let typed = arguments.indices.contains(index) ? WordCompletion.unquoted(arguments[index]) : ""
            return await words(CompletionSources(arguments), typed)
        }
    }
}

/// Where words come from: the daemon and the files, as far as they answer in time.
final class CompletionSources: Sendable {
    /// The environment of this process.
    let environment = ProcessContext.current.environment
    private let arguments: [String]
    private let found = Mutex(Found())

    private struct Found: Sendable {
        var known = WordCompletion.Known()
        var kinds = KindTable.builtIn
        var count = 0
    }

    /// How long the daemon and the files may take, side by side.
    private static let patience: Duration = .milliseconds(600)

    /// Sources for a command line, whose `--config` and `--runtime-directory` count.
    init(_ arguments: [String]) { self.arguments = arguments }

    /// The kinds that are known: the built-in ones, and once ``known()`` has returned those of the watch file.
    var kinds: [String] { found.withLock { $0.kinds.kinds.map(\.name) } }

    /// What the daemon and the watch file know.
    ///
    /// What hangs is left behind, a file on a disk that does not answer too: the process is to end soon.
    func known() async -> WordCompletion.Known {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let parts: [@Sendable (CompletionSources) async -> Void] = [{ await $0.ask() }, { $0.load() }]
        let tasks = parts.map { part in
            Task.detached(executorPreference: TaskPool.shared) { [self] in
                await part(self)
                let count = found.withLock { found in
                    found.count += 1
                    return found.count
                }
                if count == parts.count { end.finish() }
            }
        }
        _ = await withTimeout(Self.patience, clock: .timer) { for await _ in ends {} }
        for task in tasks { task.cancel() }
        return found.withLock { $0.known }
    }

    private func ask() async {
        var daemon = DaemonSocketOption()
        daemon.path = WordCompletion.option("--runtime-directory", in: arguments)
        let client = ControlClient(path: daemon.socket(environment), patience: Self.patience)
        guard let report = try? await client.status() else { return }
        found.withLock { found in
            for watch in report.watches { found.known.add(watch.name, kind: watch.kind, id: watch.resourceID) }
            found.known.names += report.matchers.map(\.name)
        }
    }

    /// Reads the watch list, if it is valid; where a region comes from does not matter here.
    private func load() {
        var config = ConfigOption()
        config.path = WordCompletion.option("--config", in: arguments)
        let path = config.resolved(environment)
        let loader = WatchListLoader(fallback: RegionFallback { _ in "us-east-1" })
        guard FileCheck.exists(path), let loaded = try? loader.load(path) else { return }
        found.withLock { found in
            for watch in loaded.list.watches {
                found.known.add(watch.name, kind: watch.kind.name, id: watch.resourceID)
            }
            found.known.names += loaded.list.matchers.map(\.name)
            found.kinds = loaded.kinds
        }
    }
}

/// The end of a completion, whatever hangs: a shell waits for it, and the user for the shell.
private enum HardStop {
    static func begin() {
        // Without a word: what is printed on the way would be offered.
        signal(SIGALRM) { _ in _exit(0) }
        _ = ualarm(900_000, 0)
    }
}
