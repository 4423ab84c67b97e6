// SPDX-License-Identifier: Apache-2.0

import Core

/// The metadata service of an EC2 instance, which gives the credentials of the role that is attached to it.
///
/// Version 2 only: version 1, without a token, lets anyone who can make us send a request read the response's secrets.
/// Source: Amazon EC2 User Guide, "Use the Instance Metadata Service to access instance metadata".
package struct InstanceMetadataProvider: Sendable, Hashable {
    /// Where it is.
    package let endpoint: Endpoint
    /// How often a request is tried at most, and how many seconds each attempt may take; from 1 to 20.
    package let attempts, seconds: Int

    /// Once more than in botocore.
    private static let defaultAttempts = 2
    /// As in botocore.
    private static let defaultSeconds = 1
    /// The most of either: a read has twenty seconds in all.
    private static let limit = 20

    /// How long the service's token may be used, in seconds; a new one is asked for each time all the same.
    private static let tokenLifetime = "21600"
    private static let path = "/latest/meta-data/iam/security-credentials/"

    /// The code of a failure that says that there is no such service, or that no role is attached.
    static let absent = "NoInstanceRole"

    // MARK: Detection

    /// The metadata service, unless `AWS_EC2_METADATA_DISABLED` forbids it.
    ///
    /// Sources: AWS SDKs and Tools Reference Guide, "IMDS credential provider"; botocore 1.44, `configprovider.py`.
    static func detect(_ context: ProviderChain.Context) throws(CredentialError) -> Detection {
        let configuration = context.configuration
        if try configuration.isOn("AWS_EC2_METADATA_DISABLED") == true {
            return .absent("AWS_EC2_METADATA_DISABLED is true")
        }
        guard let endpoint = try endpoint(configuration) else { return .absent("it has no address") }
        let attempts = try context.count("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts")
        let seconds = try context.count("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout")
        let provider = InstanceMetadataProvider(
            endpoint: endpoint,
            attempts: min(attempts ?? defaultAttempts, limit),
            seconds: min(seconds ?? defaultSeconds, limit)
        )
        return .found(.instanceMetadata(provider))
    }

    private static func endpoint(_ configuration: AWSConfiguration) throws(CredentialError) -> Endpoint? {
        if let given = configuration.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT") {
            do throws(EndpointURLError) {
                return try Endpoint(given)
            } catch {
                throw CredentialError("the address in AWS_EC2_METADATA_SERVICE_ENDPOINT \(error.description)")
            }
        }
        switch configuration.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased() {
        case nil, "ipv4": return try? Endpoint("http://169.254.169.254")
        case "ipv6": return try? Endpoint("http://[fd00:ec2::254]")
        case .some: throw CredentialError("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE is neither IPv4 nor IPv6")
        }
    }

    // MARK: Fetching

    /// Asks the service for a token, the role and its credentials.
    func credentials(_ context: CredentialContext, until deadline: Deadline) async throws(PollFailure) -> Credentials {
        let name = "the instance metadata at \(endpoint.hostHeader)"
        func send(_ method: String, _ path: String, _ header: HTTPField) async throws(PollFailure) -> HTTPResponse {
            try await context.send(
                HTTPRequest(method: method, endpoint: endpoint, path: path, headers: [header]),
                attempts: attempts,
                limit: .seconds(seconds),
                until: deadline,
                asking: name
            )
        }
        let given: HTTPResponse
        do throws(PollFailure) {
            given = try await send(
                "PUT", "/latest/api/token", HTTPField("X-aws-ec2-metadata-token-ttl-seconds", Self.tokenLifetime))
        } catch {
            throw error.code == PollFailure.givenUp.code ? error : .absentInstance(error.message)
        }
        guard let token = Self.token(in: given) else {
            if given.status >= 500 {
                throw context.refusal(given, by: name, secrets: [], remedy: "it will be tried again")
            }
            throw .absentInstance("\(name) gives no token (HTTP \(given.status)); awaitd speaks IMDSv2 only")
        }
        let header = HTTPField("X-aws-ec2-metadata-token", token)
        let list = try await send("GET", Self.path, header)
        guard list.status == 200, let role = Self.role(in: list.body) else {
            if list.status == 404 || list.status == 200 {
                throw .absentInstance("no role is attached to this instance")
            }
            throw context.refusal(list, by: name, secrets: [token], remedy: "check the instance's metadata options")
        }
        let response = try await send("GET", Self.path + PercentEncoding.encode(role), header)
        guard response.status == 200 else {
            throw context.refusal(response, by: name, secrets: [token], remedy: "check the instance's role")
        }
        let members = (try? JSONReader.value(of: response.body))?.members
        if let code = members?["Code"]?.text, code != "Success" {
            let text = MessageRedactor(secrets: [token])
            let words = text.message(members?["Message"]?.text ?? "").cleaned(limit: 300)
            throw .unusableCredentials(
                "\(name) has no credentials for the role \(role): \(text.text(code).cleaned(limit: 100)) \(words)")
        }
        let credentials = try CredentialsJSON.agent.credentials(in: response.body, from: name)
        return context.byOurClock(credentials, from: response)
    }

    private static func token(in response: HTTPResponse) -> String? {
        guard response.status == 200, (1...4_096).contains(response.body.count),
            response.body.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return String(decoding: response.body, as: UTF8.self)
    }

    /// The role's name: the only line of the list.
    private static func role(in body: [UInt8]) -> String? {
        let line = body.prefix { $0 != UInt8(ascii: "\n") }
        guard line.count <= 128, let role = Credentials.trimmed(String(decoding: line, as: UTF8.self)),
            role.utf8.allSatisfy({ $0.isASCIILetterOrDigit || "_+=,.@-".utf8.contains($0) })
        else { return nil }
        return role
    }
}

extension PollFailure {
    /// There is no instance to ask, or none with a role: the same as a provider that is not configured.
    fileprivate static func absentInstance(_ reason: String) -> PollFailure {
        PollFailure(.credentials, code: InstanceMetadataProvider.absent, message: reason.cleaned(limit: 300))
    }
}
