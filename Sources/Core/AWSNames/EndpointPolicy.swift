// SPDX-License-Identifier: Apache-2.0

/// Which addresses awaitd sends requests to, as far as its administrator restricts them in the environment.
///
/// The environment is the administrator's, while a watch file may be written by others. What is sent to an address that a
/// watch file names carries a signature and, with temporary credentials, a session token.
package struct EndpointPolicy: Sendable, Hashable {
    /// Why an address is refused.
    package struct Refusal: Sendable, Hashable {
        /// What is wrong, following the name of the setting: `is plain http to another machine`.
        package let reason: String
        /// What to do, following `; `.
        package let remedy: String
    }

    /// What one entry of the list allows.
    fileprivate enum Rule: Sendable, Hashable {
        /// All ports of a host; a name that begins with a dot is every host below it.
        case host(String)
        /// A URL and everything below its path.
        case prefix(EndpointURL)
    }

    private let allowsPlainHTTP: Bool
    /// Nil for any address.
    private let rules: [Rule]?
    /// What is wrong with the variables, a sentence each.
    package let faults: [String]

    /// No restriction but that of plain http.
    package static let standard = EndpointPolicy(environment: [:])

    /// The policy of an environment captured at the start.
    ///
    /// `AWAITD_ALLOW_PLAIN_HTTP` allows plain http to other machines if it is 1; `AWAITD_ALLOWED_ENDPOINTS` lists the
    /// addresses that watch files may name, any if it is absent or empty. An unusable entry allows nothing, and is named in ``faults``.
    package init(environment: [String: String]) {
        var faults: [String] = []
        let plain = environment["AWAITD_ALLOW_PLAIN_HTTP"] ?? ""
        allowsPlainHTTP = plain == "1"
        if !["", "0", "1"].contains(plain) {
            faults.append("AWAITD_ALLOW_PLAIN_HTTP is neither 1 nor 0, and counts as 0")
        }
        let entries = (environment["AWAITD_ALLOWED_ENDPOINTS"] ?? "").split { $0 == "," || $0.isWhitespace }
        var rules: [Rule] = []
        for entry in entries {
            if let rule = Self.rule(String(entry)) {
                rules.append(rule)
            } else {
                faults.append(
                    """
                    AWAITD_ALLOWED_ENDPOINTS has the entry '\(entry.cleaned(limit: 100))', which is neither a host, such as \
                    vpce.example.com or .example.com, nor a URL
                    """
                )
            }
        }
        self.rules = entries.isEmpty ? nil : rules
        self.faults = faults
    }

    /// Why no request may be sent to an address, wherever it is configured; nil if it may.
    package func refusal(of url: EndpointURL) -> Refusal? {
        guard url.isRemotePlainHTTP, !allowsPlainHTTP else { return nil }
        return Refusal(
            reason: "is plain http to another machine",
            remedy: """
                use https, or set AWAITD_ALLOW_PLAIN_HTTP=1 in the environment of awaitd if everyone on the network path \
                may read and change the traffic
                """
        )
    }

    /// Why no request may be sent to an address that a watch file names; nil if it may.
    package func refusal(ofWatchFiles url: EndpointURL) -> Refusal? {
        if let refusal = refusal(of: url) { return refusal }
        guard let rules, !rules.contains(where: { $0.allows(url) }) else { return nil }
        return Refusal(
            reason: "is not among the addresses that AWAITD_ALLOWED_ENDPOINTS allows to watch files",
            remedy: """
                remove it, or have the administrator add its host to AWAITD_ALLOWED_ENDPOINTS in the environment of awaitd
                """
        )
    }

    private static func rule(_ text: String) -> Rule? {
        if text.contains("://") { return (try? EndpointURL(text)).map(Rule.prefix) }
        let isDomain = text.hasPrefix(".")
        // Anything but a host, as a port or a path, would make the URL another one.
        guard let url = try? EndpointURL("https://\(isDomain ? String(text.dropFirst()) : text)"),
            url.port == nil, url.path.isEmpty, !text.hasSuffix("/"), !text.hasSuffix(":443")
        else { return nil }
        return .host(isDomain ? ".\(url.host)" : url.host)
    }
}

extension EndpointPolicy.Rule {
    /// Whether it allows an address.
    fileprivate func allows(_ url: EndpointURL) -> Bool {
        switch self {
        case .host(let host): host.hasPrefix(".") ? url.host.hasSuffix(host) : url.host == host
        case .prefix(let prefix):
            url.isSecure == prefix.isSecure && url.host == prefix.host && url.port == prefix.port
                && (url.path == prefix.path || url.path.hasPrefix("\(prefix.path)/"))
        }
    }
}
