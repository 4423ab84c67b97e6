// SPDX-License-Identifier: Apache-2.0

import Core

/// The agent that gives a container its credentials: of ECS, of EKS Pod Identity, of Greengrass.
///
/// Source: AWS SDKs and Tools Reference Guide, "Container credential provider".
package struct ContainerProvider: Sendable, Hashable {
    /// Where the agent is.
    package let endpoint: Endpoint
    /// The path and the query after ``endpoint``.
    package let path: String
    /// The file with the value of the Authorization header, which is read at each refresh.
    package let tokenFile: String?
    /// The value of the Authorization header, where no file gives it; a secret.
    package let token: String?

    // The agents' limits in botocore: three attempts of two seconds.
    private static let attempts = 3
    private static let attemptLimit: Duration = .seconds(2)

    /// Hosts that may be asked over plain http besides the machine itself: the agents of ECS and of EKS.
    ///
    /// The address decides where the token goes, and over plain http that must not leave the machine.
    private static let agents = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"]

    // MARK: Detection

    /// `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`, else `AWS_CONTAINER_CREDENTIALS_FULL_URI`.
    static func detect(_ configuration: AWSConfiguration) throws(CredentialError) -> Detection {
        let address: (endpoint: Endpoint, path: String)
        if let relative = configuration.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            address = try self.address(relative: relative)
        } else if let full = configuration.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            address = try self.address(full: full)
        } else {
            return .absent("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and …_FULL_URI are not set")
        }
        let tokenFile = configuration.path(in: "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
        let token = configuration.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")
        let provider = ContainerProvider(
            endpoint: address.endpoint, path: address.path, tokenFile: tokenFile,
            token: tokenFile == nil ? token : nil)
        return .found(.container(provider))
    }

    /// The path that ECS sets, on its agent.
    private static func address(relative path: String) throws(CredentialError) -> (Endpoint, String) {
        guard path.hasPrefix("/"), isPath(path), let endpoint = try? Endpoint("http://\(agents[0])") else {
            throw CredentialError("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not a path that begins with '/'")
        }
        return (endpoint, path)
    }

    /// A whole URL; it is not quoted in errors, as it may have a secret in it.
    private static func address(full text: String) throws(CredentialError) -> (Endpoint, String) {
        let name = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
        let scheme = text.prefix { $0 != ":" } + "://"
        guard text.hasPrefix(scheme) else { throw CredentialError("\(name) is not a URL") }
        let host = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = String(text.dropFirst(scheme.count + host.count))
        let endpoint: Endpoint
        do throws(EndpointURLError) {
            endpoint = try Endpoint("\(scheme)\(host)")
        } catch {
            throw CredentialError("\(name) \(error.description)")
        }
        guard path.isEmpty || path.hasPrefix("/"), isPath(path) else {
            throw CredentialError("\(name) has a path with characters that no path has")
        }
        guard endpoint.isSecure || agents.contains(endpoint.host) || endpoint.host.isLoopbackHost else {
            throw CredentialError(
                """
                \(name) names the host \(endpoint.host); over plain http awaitd asks only this machine, 169.254.170.2, \
                169.254.170.23 and [fd00:ec2::23] for credentials, so use https
                """
            )
        }
        return (endpoint, path.isEmpty ? "/" : path)
    }

    private static func isPath(_ path: String) -> Bool {
        path.utf8.count <= 2_048 && !path.contains("#") && path.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    // MARK: Fetching

    /// Asks the agent.
    func credentials(_ context: CredentialContext, until deadline: Deadline) async throws(PollFailure) -> Credentials {
        let name = "the container's credentials at \(endpoint.hostHeader)"
        var headers = [HTTPField("Accept", "application/json")]
        let token = try await currentToken(context, until: deadline)
        if let token { headers.append(HTTPField("Authorization", token)) }
        let response = try await context.send(
            HTTPRequest(method: "GET", endpoint: endpoint, path: path, headers: headers),
            attempts: Self.attempts,
            limit: Self.attemptLimit,
            until: deadline,
            asking: name
        )
        guard response.status == 200 else {
            // The header's whole value may be quoted, or what follows the scheme.
            let secrets = token.map { [$0] + $0.split(separator: " ").dropFirst().map(String.init) } ?? []
            throw context.refusal(
                response, by: name, secrets: secrets, remedy: "check the role of the task or the pod")
        }
        let credentials = try CredentialsJSON.agent.credentials(in: response.body, from: name)
        return context.byOurClock(credentials, from: response)
    }

    private func currentToken(
        _ context: CredentialContext,
        until deadline: Deadline
    ) async throws(PollFailure) -> String? {
        let name = tokenFile.map { "the container's token file \($0)" } ?? "AWS_CONTAINER_AUTHORIZATION_TOKEN"
        var value = token
        if let tokenFile { value = try await context.token(in: tokenFile, named: name, until: deadline) }
        guard let value else { return nil }
        guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .unusableCredentials("\(name) has characters that a header cannot have")
        }
        return value
    }
}
