// SPDX-License-Identifier: Apache-2.0

package import Core

/// Resolves the endpoint of a service: the watch's own, else a configured one, else AWS's.
///
/// The order, from AWS SDKs and Tools Reference Guide, "Service-specific endpoints": the watch's `endpoint:`,
/// `AWS_ENDPOINT_URL_SERVICE`, `AWS_ENDPOINT_URL`, the profile's `services` section, the profile's `endpoint_url`.
/// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` turns off all but the first. A configured endpoint is used as it is, whatever
/// the settings for FIPS and dual-stack. What is allowed at all, ``EndpointPolicy`` says.
package struct EndpointResolver: Sendable {
    private let configuration: AWSConfiguration
    private let policy: EndpointPolicy

    /// A resolver for an environment captured at the start; the shared files are read again whenever they change.
    package init(environment: [String: String], fileSystem: any FileSystem = LocalFileSystem()) {
        self.init(AWSConfiguration(environment: environment, fileSystem: fileSystem))
    }

    /// A resolver by a configuration; by a snapshot, all its answers agree.
    package init(_ configuration: AWSConfiguration) {
        self.configuration = configuration
        policy = EndpointPolicy(environment: configuration.environment)
    }

    /// The endpoint that a watch is read from.
    ///
    /// Throws a failure of cause `rejected` that says which setting is wrong and how.
    package func endpoint(for watch: Watch) throws(PollFailure) -> Endpoint {
        if let given = watch.endpoint {
            return try parse(given, from: "endpoint: of \(watch.name)", refusing: policy.refusal(ofWatchFiles:))
        }
        return try endpoint(
            of: ServiceEndpoint(watch.kind.service),
            region: watch.region,
            profile: watch.credentials.profile
        )
    }

    /// The endpoint of a service in a region, by the settings of a profile, or of the default one.
    ///
    /// Throws a failure of cause `rejected` that says which setting is wrong and how.
    package func endpoint(
        of service: ServiceEndpoint,
        region: String,
        profile: String? = nil
    ) throws(PollFailure) -> Endpoint {
        let settings = try EndpointSettings(of: profile, in: configuration)
        // Read in any case: a switch that is wrongly written is never passed over.
        let variant = try settings.variant()
        if let configured = try settings.address(of: service) {
            return try parse(configured.url, from: configured.origin, refusing: policy.refusal(of:))
        }
        return Endpoint(host: try service.host(in: region, variant))
    }

    /// The CA bundle to trust instead of the machine's own, by the settings of the watch's profile.
    package func certificates(for watch: Watch) throws(PollFailure) -> String? {
        try certificates(profile: watch.credentials.profile)
    }

    /// The CA bundle to trust instead of the machine's own, by the settings of a profile, or of the default one.
    package func certificates(profile: String?) throws(PollFailure) -> String? {
        try EndpointSettings.certificates(of: profile, in: configuration)
    }

    /// What is wrong with the environment's switches and URLs, and with what the shared files say of the endpoints of
    /// watches, a sentence each, to be reported at the start.
    package func faults(of watches: [Watch]) -> [String] {
        var faults = policy.faults
        func note(_ check: () throws(PollFailure) -> Void) {
            do throws(PollFailure) {
                try check()
            } catch {
                if !faults.contains(error.message) { faults.append(error.message) }
            }
        }
        for name in AWSConfiguration.switches {
            note { () throws(PollFailure) in try check(switch: name) }
        }
        // Many watches share one object of settings.
        var seen: Set<ObjectIdentifier> = []
        let watches = watches.filter { seen.insert(ObjectIdentifier($0.settings)).inserted }
        let services = Set(watches.map(\.kind.service)).sorted { $0.environmentSuffix < $1.environmentSuffix }
        for name in services.flatMap({ ServiceEndpoint($0).variables }) + ["AWS_ENDPOINT_URL"] {
            guard let url = configuration.variable(name), !ignoresConfigured else { continue }
            note { () throws(PollFailure) in _ = try parse(url, from: name, refusing: policy.refusal(of:)) }
        }
        let profiles = Set(watches.filter { $0.endpoint == nil }.map { Subject($0) })
        for subject in profiles.sorted(by: { $0.order < $1.order }) {
            note { () throws(PollFailure) in
                _ = try endpoint(of: subject.service, region: subject.region, profile: subject.profile)
            }
        }
        return faults + configuration.unreadableFiles.filter { place in !faults.contains { $0.hasPrefix(place) } }
    }

    /// What decides about an endpoint that a watch does not name itself.
    private struct Subject: Hashable {
        let service: ServiceEndpoint
        let region: String
        let profile: String?

        init(_ watch: Watch) {
            service = ServiceEndpoint(watch.kind.service)
            (region, profile) = (watch.region, watch.credentials.profile)
        }

        var order: (String, String, String) { (profile ?? "", service.environmentSuffix, region) }
    }

    private var ignoresConfigured: Bool {
        (try? configuration.isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")) == true
    }

    private func check(switch name: String) throws(PollFailure) {
        do throws(CredentialError) {
            _ = try configuration.isOn(name)
        } catch {
            throw .invalidEndpoint(error.message, code: "InvalidSetting")
        }
    }

    private func parse(
        _ text: String,
        from setting: String,
        refusing refusal: (EndpointURL) -> EndpointPolicy.Refusal?
    ) throws(PollFailure) -> Endpoint {
        let reason: String
        do throws(EndpointURLError) {
            let url = try EndpointURL(text)
            guard let refusal = refusal(url) else { return Endpoint(url) }
            reason = "\(refusal.reason); \(refusal.remedy)"
        } catch {
            reason = "\(error.description); give one such as http://127.0.0.1:9000"
        }
        // The URL itself is not quoted: it may contain a password.
        throw .invalidEndpoint("the address in \(setting.cleaned(limit: 300)) \(reason)")
    }
}

extension PollFailure {
    /// An endpoint that no request can be sent to until a setting is corrected; the message is a sentence without a
    /// full stop.
    static func invalidEndpoint(_ message: String, code: String = "InvalidEndpoint") -> PollFailure {
        PollFailure(.rejected, code: code, message: message)
    }
}
