// SPDX-License-Identifier: Apache-2.0

package import Core

/// Everything that providers fetch credentials with.
package struct CredentialContext: Sendable {
    /// The environment and the shared files, which say how STS and IAM Identity Center are reached.
    private(set) var configuration: AWSConfiguration
    /// Where refreshed tokens are written.
    let fileSystem: any WritableFileSystem
    /// The files with the tokens of web identities, containers and sign-ins.
    let tokenFiles: StillFiles<TokenFile>
    /// What runs programs.
    let runner: any ProcessRunner
    /// Whether errors say what a failing program printed: to the person who runs a command, but not to a journal.
    let quotesPrograms: Bool
    /// The wall clock.
    let now: @Sendable () -> Timestamp
    /// A number from a range, each as likely as the others.
    let random: @Sendable (ClosedRange<Int>) -> Int
    /// The refreshed tokens of IAM Identity Center.
    let tokens = SSOTokenCache()

    private let transport: any HTTPTransport
    private let offsets = ClockOffsets()

    /// A context; the defaults are the machine's.
    package init(
        configuration: AWSConfiguration,
        fileSystem: any WritableFileSystem,
        transport: any HTTPTransport,
        runner: any ProcessRunner = LocalProcessRunner(),
        quotesPrograms: Bool = false,
        random: @escaping @Sendable (ClosedRange<Int>) -> Int = { Int.random(in: $0) },
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.configuration = configuration
        self.fileSystem = fileSystem
        tokenFiles = StillFiles(in: fileSystem, clock: configuration.clock, limit: TokenFile.sizeLimit) {
            bytes throws(FileError) in
            try TokenFile(bytes)
        }
        self.transport = transport
        self.runner = runner
        self.quotesPrograms = quotesPrograms
        self.random = random
        self.now = now
    }

    /// This context with the settings of one poll.
    func with(_ configuration: AWSConfiguration) -> CredentialContext {
        var context = self
        context.configuration = configuration
        return context
    }

    // MARK: Token files

    /// A file with a token or a sign-in, once it stands still.
    func tokenFile(_ path: String, until deadline: Deadline) async throws(FileError) -> TokenFile {
        guard let version = await tokenFiles.settled(path, until: deadline) else {
            throw .unusable("is being written again and again")
        }
        return try version.content.get()
    }

    /// The token in a file once that stands still; `name` begins the sentence about what is wrong with the file.
    func token(in path: String, named name: String, until deadline: Deadline) async throws(PollFailure) -> String {
        do throws(FileError) {
            return try await tokenFile(path, until: deadline).text
        } catch {
            switch error {
            case .missing: throw .unusableCredentials("\(name) does not exist")
            case .unusable(let reason): throw .unusableCredentials("\(name) \(reason)")
            }
        }
    }

    /// What the files that a provider reads looked like when they were believed last.
    func fingerprints(of provider: CredentialProvider) -> [String: FileFingerprint?] {
        var fingerprints: [String: FileFingerprint?] = [:]
        for path in provider.files {
            fingerprints.updateValue(tokenFiles.look(path).version?.fingerprint, forKey: path)
        }
        return fingerprints
    }

    // MARK: Addresses

    /// Where a service is in a region by a profile's settings, the default one's if it is nil, and the file of certificates
    /// to trust there instead of the machine's own; nil for what the environment says.
    ///
    /// Throws what is wrong with the settings.
    func address(
        of service: ServiceEndpoint,
        in region: String,
        profile: String?
    ) throws(PollFailure) -> (endpoint: Endpoint, certificates: String?) {
        let resolver = EndpointResolver(configuration.snapshot())
        do throws(PollFailure) {
            return (
                try resolver.endpoint(of: service, region: region, profile: profile),
                try resolver.certificates(profile: profile)
            )
        } catch {
            throw .unusableCredentials(error.message)
        }
    }

    // MARK: Requests

    /// Sends one request; throws what kept its response away as a poll's failure.
    func send(_ request: HTTPRequest, until deadline: Deadline) async throws(PollFailure) -> HTTPResponse {
        do throws(TransportError) {
            return try await transport.send(request, until: deadline)
        } catch {
            throw PollFailure(error.isLasting ? .credentials : .transient, code: error.code, message: error.message)
        }
    }

    /// Signs a request and sends it; a second time if the response says that our clock is wrong and by how much.
    func send(
        _ request: HTTPRequest,
        signedBy signer: SigV4,
        until deadline: Deadline
    ) async throws(PollFailure) -> HTTPResponse {
        var mayCorrect = true
        while true {
            let time = now() + offsets.offset(for: request.endpoint)
            let response = try await send(signer.signed(request, at: time), until: deadline)
            guard !(200..<300).contains(response.status), mayCorrect else { return response }
            mayCorrect = false
            guard offsets.correct(request.endpoint, by: response, now: now()) else { return response }
        }
    }

    /// Sends a request to something on this machine or beside it: a few times, each time only for a moment.
    ///
    /// It is tried again if there was no response, or one of 5xx or 429; the last attempt's outcome counts. `name` begins the
    /// sentence about what went wrong.
    func send(
        _ request: HTTPRequest,
        attempts: Int,
        limit: Duration,
        until deadline: Deadline,
        asking name: String
    ) async throws(PollFailure) -> HTTPResponse {
        var left = attempts
        while true {
            left -= 1
            do throws(PollFailure) {
                let response = try await send(request, until: deadline.capped(at: limit))
                guard response.status >= 500 || response.status == 429, left > 0 else { return response }
            } catch {
                guard left > 0, !deadline.hasPassed, !Task.isCancelled else { throw error.during("asking for \(name)") }
            }
        }
    }

    // MARK: Responses

    /// Credentials with their expiry converted from the responding server's clock to ours.
    ///
    /// A machine whose clock is an hour fast would otherwise take fresh credentials for expired ones.
    func byOurClock(_ credentials: Credentials, from response: HTTPResponse) -> Credentials {
        guard let expiration = credentials.expiration,
            let date = response.headers["Date"].flatMap(Timestamp.init(httpDate:))
        else { return credentials }
        let error = now().since(date)
        guard error > .seconds(60) || error < .seconds(-60) else { return credentials }
        return Credentials(
            accessKeyID: credentials.accessKeyID,
            secretAccessKey: credentials.secretAccessKey,
            sessionToken: credentials.sessionToken,
            expiration: expiration + error
        )
    }

    /// What a response other than 200 means; its words are quoted if they are text, without the request's `secrets`.
    func refusal(_ response: HTTPResponse, by name: String, secrets: [String], remedy: String) -> PollFailure {
        let text = MessageRedactor(secrets: secrets)
        let words = (try? JSONReader.value(of: response.body))?.members
            .flatMap { $0["message"]?.text ?? $0["Message"]?.text ?? $0["error_description"]?.text }
            .map { text.message($0).cleaned(limit: 300) }
        let isPassing = response.status >= 500 || response.status == 429
        return PollFailure(
            isPassing ? .transient : .credentials,
            code: "CredentialsUnusable",
            httpStatus: response.status,
            message: "\(name) were refused with HTTP \(response.status)\(words.map { " (\($0))" } ?? ""); \(remedy)",
            retryAfter: RetryAfter.duration(in: response, now: now())
        )
    }
}

extension Deadline {
    /// This deadline, or so long from now if that comes sooner.
    func capped(at limit: Duration) -> Deadline {
        let left = end - .now
        return left <= limit ? self : Deadline(in: limit)
    }

    /// Whether it has passed.
    var hasPassed: Bool { end <= .now }
}

/// What is in a file with a token or a sign-in.
struct TokenFile: Sendable {
    /// The whole text without white space around it; a secret.
    let text: String
    /// The sign-in of the AWS CLI, if it is one.
    let signIn: SSOToken?

    /// The largest file that is read, in bytes: 64 KiB.
    static let sizeLimit = 65_536

    /// Reads a file; throws if it is empty, or has only half of a JSON text in it.
    init(_ bytes: [UInt8]) throws(FileError) {
        // Editors on Windows put a byte order mark in front.
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        guard let text = Credentials.trimmed(String(decoding: bytes, as: UTF8.self)) else {
            throw .unusable("is empty")
        }
        self.text = text
        signIn = SSOToken(bytes)
        if signIn == nil, text.hasPrefix("{"), !text.hasSuffix("}") { throw .unusable("has half of a token in it") }
    }
}

extension TokenFile: CustomStringConvertible, CustomReflectable {
    var description: String { Redaction.mark }
    var customMirror: Mirror { Mirror(self, children: []) }
}
