// SPDX-License-Identifier: Apache-2.0

import Core
import Platform

/// Gets credentials from a program that prints them as JSON.
///
/// Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
struct ProcessSource {
    let runner: any ProcessRunner
    /// What the program gets; nothing in it speaks of our service manager.
    let environment: [String: String]

    /// How long a program may take at most.
    static let timeLimit: Duration = .seconds(15)

    /// A source whose programs get an environment without what is meant for awaitd alone.
    init(runner: any ProcessRunner, environment: [String: String]) {
        self.runner = runner
        self.environment = environment.filter { name, _ in
            name != "NOTIFY_SOCKET" && !name.hasPrefix("WATCHDOG_") && !name.hasPrefix("LISTEN_")
        }
    }

    func credentials(_ recipe: ProcessRecipe, until deadline: Deadline) async throws(PollFailure) -> Credentials {
        let name = "credential_process \(recipe.program.cleaned(limit: 100))"
        let result: ChildProcess.Result
        do throws(ProcessError) {
            let end = deadline.capped(at: Self.timeLimit)
            result = try await runner.run(recipe.arguments, environment: environment, until: end)
        } catch {
            switch error {
            case .notStarted(let reason): throw .unusableCredentials("\(name) could not be started: \(reason)")
            case .tooSlow: throw .unusableCredentials("\(name) did not end in time and was stopped")
            case .tooMuchOutput: throw .unusableCredentials("\(name) prints more than any credentials are")
            case .cancelled: throw .givenUp
            }
        }
        guard result.status == 0 else {
            let words = Redaction.redacted(String(decoding: result.errorText, as: UTF8.self)).cleaned(limit: 400)
            throw .unusableCredentials(
                "\(name) ended with exit status \(result.status)\(words.isEmpty ? " and said nothing" : ": \(words)")"
            )
        }
        return try CredentialsAnswer.credentials(in: result.output, from: name, members: .process)
    }
}
