// SPDX-License-Identifier: Apache-2.0

import Core
import Platform

/// A program that prints credentials as JSON.
///
/// Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
package struct ProcessProvider: Sendable, Hashable {
    /// The program and its arguments; they may hold secrets, so that only ``program`` is ever shown.
    package let arguments: [String]

    /// How long a program may take.
    private static let timeLimit: Duration = .seconds(15)

    /// The program of a profile's `credential_process`; nil if it has none.
    init?(_ profile: Profile) throws(CredentialError) {
        guard let command = profile.setting("credential_process") else { return nil }
        do throws(CredentialError) {
            arguments = try ArgumentSplitter.split(command.value)
        } catch {
            throw CredentialError(
                "the credential_process of profile \(profile.quoted) in \(command.path) \(error.message)")
        }
    }

    /// The program's name without its folder and arguments.
    package var program: String {
        let path = arguments.first ?? ""
        return path.split(separator: "/").last.map(String.init) ?? path
    }

    /// Runs the program and reads what it prints.
    func credentials(_ context: CredentialContext, until deadline: Deadline) async throws(PollFailure) -> Credentials {
        let name = "credential_process \(program.cleaned(limit: 100))"
        let result: ChildProcess.Result
        do throws(ChildProcessError) {
            result = try await context.runner.run(
                arguments,
                environment: Self.environment(from: context.configuration.environment),
                until: deadline.capped(at: Self.timeLimit)
            )
        } catch {
            switch error {
            case .notStarted(let reason): throw .unusableCredentials("\(name) could not be started: \(reason)")
            case .timedOut: throw .unusableCredentials("\(name) did not end in time and was stopped")
            case .outputTooLarge: throw .unusableCredentials("\(name) prints more than 64 KiB")
            case .cancelled: throw .givenUp
            }
        }
        guard result.status == 0 else {
            throw .unusableCredentials(
                "\(name) ended with exit status \(result.status)\(Self.remark(on: result.errorText, context))")
        }
        return try CredentialsJSON.process.credentials(in: result.output, from: name)
    }

    /// What to add about what a failing program printed.
    ///
    /// No filter knows the words of every program, so a person may read them, redacted, and a journal or a record never has
    /// them.
    private static func remark(on output: [UInt8], _ context: CredentialContext) -> String {
        guard context.quotesPrograms else {
            return output.isEmpty
                ? " and said nothing" : "; `awaitd check --credentials`, run as the same user, shows what it says"
        }
        let variables = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_BEARER_TOKEN_BEDROCK"]
        let secrets = variables.compactMap { context.configuration.environment[$0] }
        // Of a word that was cut, a part might not look like the secret that it is of.
        let end = output.count < ChildProcess.errorLimit ? output.count : output.lastIndex { $0 <= 0x20 } ?? 0
        let whole = output[..<end]
        let words = MessageRedactor(secrets: secrets).text(String(decoding: whole, as: UTF8.self)).cleaned(limit: 400)
        return words.isEmpty ? " and said nothing" : ": \(words)"
    }

    /// The environment without what the service manager means for awaitd alone.
    private static func environment(from own: [String: String]) -> [String: String] {
        own.filter { name, _ in
            name != "NOTIFY_SOCKET" && !name.hasPrefix("WATCHDOG_") && !name.hasPrefix("LISTEN_")
        }
    }
}

/// Splits a command into its arguments as a POSIX shell does, without expansions.
///
/// The rules are those of Python's `shlex.split`, which botocore uses: white space separates, single quotes keep everything,
/// double quotes keep all but `\"` and `\\`, and a backslash elsewhere keeps the character after it.
package enum ArgumentSplitter {
    /// The longest command, in bytes.
    package static let limit = 16_384

    /// The arguments of a command, the program first.
    ///
    /// Throws words that follow the command's name: `has a quote that is not closed`.
    package static func split(_ command: String) throws(CredentialError) -> [String] {
        guard command.utf8.count <= limit else { throw CredentialError("is longer than 16 KiB") }
        var arguments: [String] = []
        var current: String.UnicodeScalarView?
        var quote: Unicode.Scalar?
        var isEscaped = false
        for scalar in command.unicodeScalars {
            if isEscaped {
                isEscaped = false
                if quote == "\"", scalar != "\"", scalar != "\\" { current?.append("\\") }
                current?.append(scalar)
            } else if scalar == "\\", quote != "'" {
                isEscaped = true
                current = current ?? .init()
            } else if let open = quote {
                if scalar == open { quote = nil } else { current?.append(scalar) }
            } else if scalar == "'" || scalar == "\"" {
                quote = scalar
                current = current ?? .init()
            } else if [" ", "\t", "\r", "\n"].contains(scalar) {
                if let done = current { arguments.append(String(done)) }
                current = nil
            } else {
                current = current ?? .init()
                current?.append(scalar)
            }
        }
        guard !isEscaped else { throw CredentialError("ends in a backslash") }
        guard quote == nil else { throw CredentialError("has a quote that is not closed") }
        if let done = current { arguments.append(String(done)) }
        guard let program = arguments.first, !program.isEmpty else { throw CredentialError("names no program") }
        guard !arguments.contains(where: { $0.utf8.contains(0) }) else { throw CredentialError("has a NUL byte in it") }
        return arguments
    }
}
