// SPDX-License-Identifier: Apache-2.0

import Core

/// What the environment and one profile say about how AWS is reached; the environment counts first.
///
/// Sources: AWS SDKs and Tools Reference Guide, "Service-specific endpoints", "Dual-stack and FIPS endpoints", "General
/// configuration".
struct EndpointSettings {
    private let configuration: AWSConfiguration
    /// The profile, for messages: `the profile 'ml-prod'`.
    private let title: String
    /// What the shared files say of it; nil if they don't have it.
    private let profile: Profile?

    /// The settings of a profile, of the default one if it is nil.
    ///
    /// Throws if a file that was asked for cannot be used; others are ignored, as a service's user may have no home.
    init(of name: String?, in configuration: AWSConfiguration) throws(PollFailure) {
        let snapshot = configuration.snapshot()
        let title = "the profile '\((name ?? snapshot.defaultProfile).revealed(limit: 128))'"
        let isNamed = name != nil || snapshot.environmentProfile != nil
        profile = try snapshot.sharedConfig.readableProfile(
            name ?? snapshot.defaultProfile
        ) { file, content throws(PollFailure) in
            guard case .unusable(let reason) = content, isNamed || snapshot.variable(file.variable) != nil else {
                return
            }
            throw .invalidEndpoint("\(file.path) \(reason), so that it is not known which endpoint \(title) wants")
        }
        self.configuration = snapshot
        self.title = title
    }

    /// A configured address, and where it is configured.
    struct Address {
        /// The URL, as it is written.
        let url: String
        /// `AWS_ENDPOINT_URL`, `endpoint_url of the profile 'ml-prod'`.
        let origin: String
    }

    /// The address that is configured for a service; nil for AWS's own.
    func address(of service: ServiceEndpoint) throws(PollFailure) -> Address? {
        if try isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls") { return nil }
        for variable in service.variables + ["AWS_ENDPOINT_URL"] {
            if let url = configuration.variable(variable) { return Address(url: url, origin: variable) }
        }
        if let section = profile?.setting("services") {
            let files = configuration.sharedConfig
            guard let services = files.section("services", section.value) else {
                let file = files.files.first { $0.file.kind == .config }?.file.path ?? section.path
                throw .invalidEndpoint(
                    """
                    \(title) names the section [services \(section.value.cleaned(limit: 64))], which \(file) does not have
                    """
                )
            }
            for key in service.configKeys {
                let origin = "[services \(section.value.cleaned(limit: 64))], \(key)"
                if let url = try Self.nested("endpoint_url", in: services[key], of: origin) {
                    return Address(url: url, origin: "endpoint_url of \(origin)")
                }
            }
        }
        return profile?["endpoint_url"].map { Address(url: $0, origin: "endpoint_url of \(title)") }
    }

    /// Which sort of AWS's own endpoints is wanted.
    func variant() throws(PollFailure) -> ServiceEndpoint.Variant {
        ServiceEndpoint.Variant(
            fips: try isOn("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
            dualStack: try isOn("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        )
    }

    /// The file of certificates to trust instead of the machine's own: `AWS_CA_BUNDLE`, else a profile's `ca_bundle`, else
    /// `REQUESTS_CA_BUNDLE`, as in botocore.
    static func certificates(
        of profile: String?,
        in configuration: AWSConfiguration
    ) throws(PollFailure) -> String? {
        if let path = configuration.path(in: "AWS_CA_BUNDLE") { return path }
        let own = try EndpointSettings(of: profile, in: configuration).profile?["ca_bundle"]
        return own.map(configuration.expanded) ?? configuration.path(in: "REQUESTS_CA_BUNDLE")
    }

    /// Whether a switch is on.
    private func isOn(_ variable: String, _ key: String) throws(PollFailure) -> Bool {
        do throws(CredentialError) {
            if let isOn = try configuration.isOn(variable) { return isOn }
            guard let text = profile?[key] else { return false }
            let origin = "\(key) of \(title) in \(profile?.place(of: key) ?? "the shared files")"
            return try AWSConfiguration.isOn(text, in: origin)
        } catch {
            throw .invalidEndpoint(error.message, code: "InvalidSetting")
        }
    }

    /// The value of a key in the indented lines below another key, `origin`.
    private static func nested(_ key: String, in lines: String?, of origin: String) throws(PollFailure) -> String? {
        for line in (lines ?? "").split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw .invalidEndpoint("\(origin) has a line that is not 'key = value'", code: "InvalidSetting")
            }
            guard Credentials.trimmed(String(parts[0]))?.lowercased() == key else { continue }
            return Credentials.trimmed(String(parts[1]))
        }
        return nil
    }
}

extension SharedFile {
    /// The variable that asks for the file.
    fileprivate var variable: String {
        switch kind {
        case .unitCredentials, .credentials: "AWS_SHARED_CREDENTIALS_FILE"
        case .config: "AWS_CONFIG_FILE"
        }
    }
}
