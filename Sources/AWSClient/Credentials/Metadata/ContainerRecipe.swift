// SPDX-License-Identifier: Apache-2.0

/// The agent that gives a container its credentials: of ECS, of EKS Pod Identity, of Greengrass.
///
/// Source: AWS SDKs and Tools Reference Guide, "Container credential provider".
package struct ContainerRecipe: Sendable, Hashable {
    /// Where the agent is.
    package let endpoint: Endpoint
    /// The path and the query behind ``endpoint``.
    package let path: String
    /// The file with the value of the Authorization header, which is read at each refresh.
    package let tokenFile: String?
    /// The value of the Authorization header, where no file gives it; a secret.
    package let token: String?

    /// An agent.
    package init(endpoint: Endpoint, path: String, tokenFile: String? = nil, token: String? = nil) {
        self.endpoint = endpoint
        self.path = path
        self.tokenFile = tokenFile
        self.token = tokenFile == nil ? token : nil
    }
}
