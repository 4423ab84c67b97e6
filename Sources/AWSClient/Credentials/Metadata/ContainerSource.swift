// SPDX-License-Identifier: Apache-2.0

import Core

/// Asks the agent beside a container for its credentials.
struct ContainerSource {
    let caller: CredentialCaller
    let fileSystem: any FileSystem

    /// The agents' limits in botocore: three attempts of two seconds.
    private static let attempts = 3
    private static let attemptLimit: Duration = .seconds(2)

    func credentials(_ recipe: ContainerRecipe, until deadline: Deadline) async throws(PollFailure) -> Credentials {
        let name = "the container's credentials at \(recipe.endpoint.hostHeader)"
        var headers = [HTTPField("Accept", "application/json")]
        let token = try token(of: recipe)
        if let token { headers.append(HTTPField("Authorization", token)) }
        let request = HTTPRequest(method: "GET", endpoint: recipe.endpoint, path: recipe.path, headers: headers)
        let response = try await caller.send(
            request,
            attempts: Self.attempts,
            limit: Self.attemptLimit,
            until: deadline,
            asking: name
        )
        guard response.status == 200 else {
            throw caller.refusal(
                response,
                by: name,
                secrets: token.map(Self.secrets) ?? [],
                remedy: "check the role of the task or the pod"
            )
        }
        return caller.byOurClock(
            try CredentialsAnswer.credentials(in: response.body, from: name, members: .agent),
            from: response
        )
    }

    /// A token as somebody may quote it: the header's whole value, and what stands behind the scheme.
    private static func secrets(in token: String) -> [String] {
        [token] + token.split(separator: " ").dropFirst().map(String.init)
    }

    private func token(of recipe: ContainerRecipe) throws(PollFailure) -> String? {
        guard let path = recipe.tokenFile else { return try checked(recipe.token, "AWS_CONTAINER_AUTHORIZATION_TOKEN") }
        let bytes: [UInt8]
        do throws(FileFault) {
            bytes = try fileSystem.read(path, limit: 16_384)
        } catch {
            switch error {
            case .missing: throw .unusableCredentials("the container's token file \(path) does not exist")
            case .unusable(let reason): throw .unusableCredentials("the container's token file \(path) \(reason)")
            }
        }
        let token = Credentials.trimmed(String(decoding: bytes, as: UTF8.self)) ?? ""
        return try checked(token, "the container's token file \(path)")
    }

    private func checked(_ token: String?, _ place: String) throws(PollFailure) -> String? {
        guard let token else { return nil }
        guard !token.isEmpty else { throw .unusableCredentials("\(place) is empty") }
        guard token.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .unusableCredentials("\(place) has characters in it that no header may have")
        }
        return token
    }
}
