// SPDX-License-Identifier: Apache-2.0

/// Where the agent beside a container is, as the environment says it, and only where such an agent may be.
///
/// Whoever sets the address gets the token: over plain http it must not leave the machine.
struct ContainerAddress {
    let endpoint: Endpoint
    /// The path and the query.
    let path: String

    /// What is wrong with the address, a sentence that doesn't show it: it may have a secret in it.
    struct Fault: Error {
        let sentence: String
    }

    /// Hosts that may be asked over plain http beside those of the machine itself: the agents of ECS and of EKS.
    private static let agents = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"]

    /// The path that ECS sets, on its agent.
    init(relative path: String) throws(Fault) {
        guard path.hasPrefix("/"), Self.isPath(path), let endpoint = try? Endpoint("http://\(Self.agents[0])") else {
            throw Fault(sentence: "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not a path that begins with '/'")
        }
        self.endpoint = endpoint
        self.path = path
    }

    /// A whole URL.
    init(full text: String) throws(Fault) {
        let name = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
        let scheme = text.prefix { $0 != ":" } + "://"
        guard text.hasPrefix(scheme) else { throw Fault(sentence: "\(name) is not a URL") }
        let host = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = String(text.dropFirst(scheme.count + host.count))
        do throws(EndpointError) {
            endpoint = try Endpoint("\(scheme)\(host)")
        } catch {
            throw Fault(sentence: "\(name) \(error.reason)")
        }
        guard path.isEmpty || path.hasPrefix("/"), Self.isPath(path) else {
            throw Fault(sentence: "\(name) has a path with characters that no path has")
        }
        self.path = path.isEmpty ? "/" : path
        guard endpoint.isSecure || Self.isLocal(endpoint.host) else {
            throw Fault(
                sentence: """
                    \(name) names the host \(endpoint.host), which awaitd doesn't ask for credentials over plain http; only \
                    this machine itself, 169.254.170.2, 169.254.170.23 and [fd00:ec2::23] are, all others over https
                    """
            )
        }
    }

    private static func isLocal(_ host: String) -> Bool {
        if agents.contains(host) || host == "localhost" || host == "[::1]" { return true }
        // 127.0.0.0/8, written as four numbers: any other form might be a name that leads elsewhere.
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { (1...3).contains($0.utf8.count) && UInt8($0) != nil && !$0.hasPrefix("+") }
    }

    private static func isPath(_ path: String) -> Bool {
        path.utf8.count <= 2_048 && !path.contains("#") && path.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
