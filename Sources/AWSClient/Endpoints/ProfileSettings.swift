// SPDX-License-Identifier: Apache-2.0

import Core

/// What the environment and one profile say about how AWS is reached; the environment counts first.
struct ProfileSettings {
    let environment: [String: String]
    /// The profile, for messages: `the profile 'ml-prod'`.
    let title: String
    /// What the shared files say of it; nil if they don't have it.
    let profile: Profile?
    let files: ProfileFiles

    /// An address that somebody configured, and where.
    struct Address {
        /// The URL, as it is written.
        let url: String
        /// Where it stands: `AWS_ENDPOINT_URL`, `endpoint_url of the profile 'ml-prod'`.
        let origin: String
    }

    /// The address that is configured for a service; nil for AWS's own.
    func address(of service: ServiceAddress) throws(PollFailure) -> Address? {
        if isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls") { return nil }
        for variable in [service.variable, "AWS_ENDPOINT_URL"] {
            if let url = Credentials.trimmed(environment[variable]) { return Address(url: url, origin: variable) }
        }
        if let section = profile?.setting("services") {
            guard let services = files.section("services", section.value) else {
                let file = files.sharedFiles.first { $0.naming == .prefixed }?.path ?? section.path
                throw .invalidEndpoint(
                    """
                    \(title) names the section [services \(section.value.cleaned(limit: 64))], which \(file) does not have
                    """
                )
            }
            if let url = Self.nested("endpoint_url", in: services[service.configKey]) {
                return Address(url: url, origin: "endpoint_url of [services \(section.value)], \(service.configKey)")
            }
        }
        return profile?["endpoint_url"].map { Address(url: $0, origin: "endpoint_url of \(title)") }
    }

    /// Which sort of AWS's own endpoints is wanted.
    var variant: ServiceAddress.Variant {
        ServiceAddress.Variant(
            fips: isTrue("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
            dualStack: isTrue("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        )
    }

    /// The file of certificates that the profile trusts instead of the machine's own.
    var certificates: String? { profile?["ca_bundle"] }

    /// Whether a switch is on; whatever is not `true` is off, as in AWS's own tools.
    private func isTrue(_ variable: String, _ key: String) -> Bool {
        (Credentials.trimmed(environment[variable]) ?? profile?[key])?.lowercased() == "true"
    }

    /// The value of a key in the indented lines below another key.
    private static func nested(_ key: String, in lines: String?) -> String? {
        for line in (lines ?? "").split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, Credentials.trimmed(String(parts[0]))?.lowercased() == key else { continue }
            return Credentials.trimmed(String(parts[1]))
        }
        return nil
    }
}
