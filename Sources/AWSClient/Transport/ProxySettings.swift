// SPDX-License-Identifier: Apache-2.0

/// Which proxy a request goes through, by the variables that everybody uses.
///
/// `https_proxy` and `http_proxy` by the address's scheme, in small letters before capitals, as curl, Python and the AWS
/// CLI read them. This machine and this link are never asked through a proxy: the metadata of an instance is nobody
/// else's.
package struct ProxySettings: Sendable {
    private enum Choice {
        case none
        case proxy(Proxy)
        case unusable(String)
    }

    private let secure: Choice
    private let plain: Choice
    private let exceptions: NoProxyList

    /// The settings of an environment captured at the start.
    package init(environment: [String: String]) {
        secure = Self.choice("HTTPS_PROXY", environment)
        plain = Self.choice("HTTP_PROXY", environment)
        exceptions = NoProxyList(Self.value("NO_PROXY", environment)?.text ?? "")
    }

    /// The proxy to an endpoint; nil where it is asked directly.
    ///
    /// Throws where the proxy that is configured cannot be used: asking directly instead would be against its purpose.
    package func proxy(to endpoint: Endpoint) throws(TransportFailure) -> Proxy? {
        let choice = endpoint.isSecure ? secure : plain
        if case .none = choice { return nil }
        let host = HostName(endpoint.host)
        if host.isLocal { return nil }
        if exceptions.covers(host, port: endpoint.port ?? (endpoint.isSecure ? 443 : 80)) { return nil }
        switch choice {
        case .none: return nil
        case .proxy(let proxy): return proxy
        case .unusable(let message): throw TransportFailure(code: "InvalidProxy", message: message, isLasting: true)
        }
    }

    /// What is wrong with the variables, a sentence each.
    package var faults: [String] {
        [secure, plain].compactMap { if case .unusable(let message) = $0 { message } else { nil } }
    }

    private static func value(_ name: String, _ environment: [String: String]) -> (name: String, text: String)? {
        for name in [name.lowercased(), name] {
            if let text = Credentials.trimmed(environment[name]) { return (name, text) }
        }
        return nil
    }

    private static func choice(_ name: String, _ environment: [String: String]) -> Choice {
        guard let (name, text) = value(name, environment) else { return .none }
        do throws(Proxy.Fault) {
            return .proxy(try Proxy(text))
        } catch {
            // Not quoted: there may be a password in it.
            return .unusable("the proxy in \(name) \(error.reason); give one such as http://proxy.example.com:3128")
        }
    }
}
