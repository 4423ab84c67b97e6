// SPDX-License-Identifier: Apache-2.0

import Lifecycle

/// What the environment and the shared config file say about how AWS is reached.
///
/// The environment counts before the profile. Sources: AWS SDKs and Tools Reference Guide, "Service-specific endpoints",
/// "Dual-stack and FIPS endpoints", "General configuration".
struct EndpointSettings: Sendable {
    private let environment: [String: String]
    private let locations: CredentialLocations
    private let cache: SharedFiles

    /// The settings of an environment captured at the start.
    init(environment: [String: String], fileSystem: any FileSystem) {
        self.environment = environment
        cache = SharedFiles(fileSystem: fileSystem)
        locations = CredentialLocations(environment: environment, cache: cache)
    }

    /// An address that somebody configured, and where.
    struct Address {
        /// The URL, as it is written.
        let url: String
        /// Where it stands: `AWS_ENDPOINT_URL`, `endpoint_url of the profile 'ml-prod'`.
        let origin: String
    }

    /// The address that is configured for a service; nil for AWS's own.
    func address(of service: ServiceAddress, profile: String?) throws(EndpointFault) -> Address? {
        guard try !isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls", profile) else {
            return nil
        }
        for variable in [service.variable, "AWS_ENDPOINT_URL"] {
            if let url = value(of: variable) { return Address(url: url, origin: variable) }
        }
        guard let config = try config(profile) else { return nil }
        if let section = config.keys["services"] {
            guard let services = config.services(section) else {
                throw EndpointFault(
                    message: """
                        \(config.title) names the section [services \(section.cleaned(limit: 64))], which \(config.path) \
                        does not have
                        """
                )
            }
            if let url = Self.nested("endpoint_url", in: services[service.configKey]) {
                return Address(url: url, origin: "endpoint_url of [services \(section)], \(service.configKey)")
            }
        }
        guard let url = Credentials.trimmed(config.keys["endpoint_url"]) else { return nil }
        return Address(url: url, origin: "endpoint_url of \(config.title)")
    }

    /// Which sort of AWS's own endpoints is wanted.
    func variant(profile: String?) throws(EndpointFault) -> ServiceAddress.Variant {
        ServiceAddress.Variant(
            fips: try isTrue("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", profile),
            dualStack: try isTrue("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", profile)
        )
    }

    /// The file of certificates that a profile trusts instead of the machine's own.
    func certificates(profile: String?) throws(EndpointFault) -> String? {
        if let path = value(of: "AWS_CA_BUNDLE") { return path }
        return Credentials.trimmed(try config(profile)?.keys["ca_bundle"])
    }

    /// Whether the environment turns off the environment's own addresses.
    var ignoresVariables: Bool { value(of: "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")?.lowercased() == "true" }

    /// A variable's value; an empty one counts as none.
    func value(of variable: String) -> String? { Credentials.trimmed(environment[variable]) }

    /// Whether a switch is on; whatever is not `true` is off, as in AWS's own tools.
    private func isTrue(_ variable: String, _ key: String, _ profile: String?) throws(EndpointFault) -> Bool {
        if let given = value(of: variable) { return given.lowercased() == "true" }
        return Credentials.trimmed(try config(profile)?.keys[key])?.lowercased() == "true"
    }

    /// A profile's part of the config file, and the file it stands in.
    private struct Config {
        let title: String
        let path: String
        let keys: [String: String]
        let file: INIFile

        /// The keys of `[services NAME]`.
        func services(_ name: String) -> [String: String]? {
            file.sections.first { section, _ in
                let parts = section.split(maxSplits: 1) { $0 == " " || $0 == "\t" }
                return parts.count == 2 && parts[0] == "services" && Credentials.trimmed(String(parts[1])) == name
            }?.value
        }
    }

    /// What the config file says of a profile, of the default one where none is given; nil if it says nothing.
    ///
    /// A file that cannot be used is an error only to whoever asked for it: a service's user has no home to speak of.
    private func config(_ profile: String?) throws(EndpointFault) -> Config? {
        guard let shared = locations.configFile else { return nil }
        let name = profile ?? locations.defaultProfile
        let title = "the profile '\(name.cleaned(limit: 128))'"
        switch cache.content(of: shared.path) {
        case .missing: return nil
        case .unusable(let reason):
            let isWanted = profile != nil || value(of: "AWS_PROFILE") != nil || value(of: "AWS_CONFIG_FILE") != nil
            guard isWanted else { return nil }
            throw EndpointFault(
                message: "\(shared.path) \(reason), so that it is not known which endpoint \(title) wants")
        case .file(let file):
            return shared.profile(name, in: file).map { Config(title: title, path: shared.path, keys: $0, file: file) }
        }
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
