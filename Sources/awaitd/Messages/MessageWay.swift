// SPDX-License-Identifier: Apache-2.0

import AWSClient
import ArgumentParser
package import Core
import Glibc
package import Platform
import Systemd

/// A way for messages to reach people: a template of systemd's, a file that configures it, and a program that it runs.
package enum MessageWay: String, Sendable, Hashable, CaseIterable {
    /// `curl`, with a body of JSON.
    case webhook
    /// `sendmail`.
    case mail
    /// `apprise`, once for each address.
    case apprise

    /// Its template.
    package var template: String { "awaitd-\(rawValue)@.service" }

    /// The name of its file beside the watch list, and of the credential that has it (systemd.exec(5)).
    package var fileName: String { "\(rawValue).conf" }

    /// Its program, unless another is named.
    package var program: String {
        switch self {
        case .webhook: "/usr/bin/curl"
        case .mail: "/usr/sbin/sendmail"
        case .apprise: "/usr/bin/apprise"
        }
    }

    /// When it is tried again: mail is sendmail's after that, and its unit may take a minute.
    var schedule: TrySchedule { self == .mail ? TrySchedule(within: .seconds(35)) : .hour }

    /// How long one run of its program may take.
    private var patience: Duration {
        switch self {
        case .webhook: .seconds(Webhook.patience + 5)
        case .mail: .seconds(20)
        case .apprise: .seconds(90)
        }
    }

    /// The receivers that the text of its file names; throws if that has mistakes.
    ///
    /// `host` is this machine's name.
    package func receivers(
        of message: Message,
        settings: String,
        program: String,
        environment: [String: String],
        host: String
    ) throws(MessageSettingsError) -> [MessageReceiver] {
        let runner = WayRunner(way: self, program: program, environment: environment)
        switch self {
        case .webhook:
            let webhooks = try WebhookSettings(settings).webhooks
            return webhooks.enumerated().map { index, webhook in
                MessageReceiver(name(index, of: webhooks.count)) { await runner.post(message, to: webhook) }
            }
        case .mail:
            let settings = try MailSettings(settings)
            return [MessageReceiver(rawValue) { await runner.mail(message, settings, host: host) }]
        case .apprise:
            let addresses = try AppriseSettings(settings).addresses
            return addresses.enumerated().map { index, address in
                let tags = address.tags.map { " (\($0))" } ?? ""
                return MessageReceiver(name(index, of: addresses.count) + tags) {
                    await runner.notify(message, at: address)
                }
            }
        }
    }

    private func name(_ index: Int, of count: Int) -> String { count == 1 ? rawValue : "\(rawValue) \(index + 1)" }

    /// Runs the way's program within its time.
    fileprivate func run(
        _ arguments: [String],
        _ environment: [String: String],
        input: String
    ) async -> Result<ChildProcess.Result, ChildProcessError> {
        let child = ChildProcess(arguments, environment: environment, input: Array(input.utf8))
        let ended = await withTimeout(patience, clock: .timer) {
            do throws(ChildProcessError) {
                return Result<ChildProcess.Result, ChildProcessError>.success(try await child.run())
            } catch {
                return .failure(error)
            }
        }
        return ended ?? .failure(.timedOut)
    }
}

/// Runs one way's program, and judges how it ended.
///
/// No output of a program that has been given a secret is passed on.
private struct WayRunner: Sendable {
    let way: MessageWay
    let program: String
    let environment: [String: String]

    /// What the programs get of our environment: where a proxy, certificates and programs are.
    private var passedOn: [String: String] {
        let kept = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"]
        let others = ["PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"]
        return environment.filter { kept.contains($0.key.lowercased()) || others.contains($0.key) }
            .merging(["LC_ALL": "C.UTF-8"]) { $1 }
    }

    func post(_ message: Message, to webhook: Webhook) async -> TryResult {
        let configuration = webhook.curlConfiguration(message)
        // The first option: no configuration but this one.
        switch await way.run([program, "--disable", "--config", "-"], passedOn, input: configuration) {
        case .success(let ended): return CurlResult.judged(ended, now: WallClock.now())
        case .failure(let error): return judged(error)
        }
    }

    func mail(_ message: Message, _ settings: MailSettings, host: String) async -> TryResult {
        let user = Accounts.user(geteuid()).filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        let name = host.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }
        let sender = settings.sender ?? "\(user)@\(name.isEmpty ? "localhost" : name)"
        let mail = MailMessage(message, from: sender, to: settings.recipients, at: WallClock.now())
        switch await way.run([program, "-i"] + settings.recipients, passedOn, input: mail.text) {
        case .success(let ended): return SendmailResult.judged(ended)
        case .failure(let error): return judged(error)
        }
    }

    func notify(_ message: Message, at address: AppriseAddress) async -> TryResult {
        do throws(SpoolError) {
            let folder = try SecretFolder(in: environment["TMPDIR"] ?? "/tmp")
            let file = try folder.write(Array(address.configuration.utf8), to: "apprise.conf")
            let arguments = [
                program, "-v", "--config=\(file)", "--input-format=text",
                "--title=\(address.markup.escaped(message.subject))",
                "--notification-type=\(message.priority <= .error ? "failure" : "info")",
            ]
            // What it keeps of its own goes with the folder.
            let own = passedOn.merging(["HOME": folder.path, "TMPDIR": folder.path]) { $1 }
            switch await way.run(arguments, own, input: message.text(address.markup)) {
            case .success(let ended): return AppriseResult.judged(ended)
            case .failure(let error): return judged(error)
            }
        } catch {
            return .refused("its settings cannot be handed to apprise: \(error)")
        }
    }

    private func judged(_ error: ChildProcessError) -> TryResult {
        switch error {
        case .notStarted(let reason): .refused("\(program) cannot be started: \(reason)")
        case .outputTooLarge: .failed("\(program) printed too much")
        case .timedOut, .cancelled: .failed("\(program) did not end in time")
        }
    }
}

/// How a run of `curl` ended that prints the response's headers.
package enum CurlResult {
    /// What it means: the receiver's answer, if there is one, else why there is none (curl(1), "EXIT CODES").
    package static func judged(_ ended: ChildProcess.Result, now: Timestamp) -> TryResult {
        let lines = String(decoding: ended.output, as: UTF8.self).split(whereSeparator: \.isNewline)
        // There may be answers before the last one (RFC 9110, section 15.2).
        guard let first = lines.lastIndex(where: { $0.hasPrefix("HTTP/") }),
            let status = lines[first].split(separator: " ").dropFirst().first.flatMap({ Int($0) }), status >= 200
        else { return withoutAnswer(ended.status) }
        let headers = lines[(first + 1)...].compactMap { line -> HTTPField? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return HTTPField(String(line[..<colon]), line[line.index(after: colon)...].trimmed)
        }
        switch status {
        case ..<300: return .delivered()
        case ..<400: return .refused("it answered \(status), a redirection; configure the address that it leads to")
        case 429, 500...:
            let wait = RetryAfter.duration(in: HTTPResponse(status: status, headers: headers), now: now)
            return .failed("it answered \(status)", after: wait)
        default: return .refused("it answered \(status)")
        }
    }

    private static func withoutAnswer(_ status: Int) -> TryResult {
        switch status {
        case 1...4: .refused("curl cannot use its address (curl's status \(status))")
        case 5: .failed("the proxy's host was not found")
        case 6: .failed("its host was not found")
        case 7: .failed("no connection")
        case 28: .failed("no answer in time")
        case 35, 51, 53, 54, 58, 59, 60, 66, 77, 80, 82, 83, 90, 91:
            .failed("no TLS connection (curl's status \(status))")
        case 52: .failed("the connection was closed without an answer")
        case 55, 56: .failed("the connection broke")
        default: .failed("no answer (curl's status \(status))")
        }
    }
}

/// How a run of `sendmail` ended.
package enum SendmailResult {
    /// What it means, by sysexits.h, with what it printed.
    package static func judged(_ ended: ChildProcess.Result) -> TryResult {
        let words = String(decoding: ended.errorText.isEmpty ? ended.output : ended.errorText, as: UTF8.self)
            .cleaned(limit: 300)
        let said = words.isEmpty ? "" : ": \(words)"
        switch ended.status {
        case 0: return .delivered(remark: words.isEmpty ? nil : words)
        // EX_NOHOST, EX_OSERR and EX_TEMPFAIL, and ended by a signal.
        case 68, 71, 75, 129...: return .failed("sendmail ended with status \(ended.status)\(said)")
        default: return .refused("sendmail ended with status \(ended.status)\(said)")
        }
    }
}
