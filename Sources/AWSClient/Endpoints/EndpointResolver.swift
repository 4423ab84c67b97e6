// SPDX-License-Identifier: Apache-2.0

package import Core

/// Resolves the endpoint of a service: the watch's own, else a configured one, else AWS's.
///
/// The order, from AWS SDKs and Tools Reference Guide, "Service-specific endpoints": the watch's `endpoint:`,
/// `AWS_ENDPOINT_URL_SERVICE`, `AWS_ENDPOINT_URL`, the profile's `services` section, the profile's `endpoint_url`.
/// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` turns off all but the first. A configured endpoint is used as it is, whatever
/// the settings for FIPS and dual-stack. Plain http is for this machine only, unless `AWAITD_ALLOW_PLAIN_HTTP` is 1.
package struct EndpointResolver: Sendable {
    private let configuration: AWSConfiguration
    private let allowsPlainHTTP: Bool

    /// A resolver for an environment captured at the start; the shared files are read again whenever they change.
    package init(environment: [String: String], fileSystem: any FileSystem = LocalFileSystem()) {
        self.init(AWSConfiguration(environment: environment, fileSystem: fileSystem))
    }

    /// A resolver by a configuration; by a snapshot, all its answers agree.
    package init(_ configuration: AWSConfiguration) {
        self.configuration = configuration
        allowsPlainHTTP = Endpoint.isPlainHTTPAllowed(by: configuration.environment)
    }

    /// The endpoint that a watch is read from.
    ///
    /// Throws a failure of cause `rejected` that says which setting is wrong and how.
    package func endpoint(for watch: Watch) throws(PollFailure) -> Endpoint {
        if let given = watch.endpoint { return try parse(given, from: "endpoint: of \(watch.name)") }
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
        if let configured = try settings.address(of: service) {
            return try parse(configured.url, from: configured.origin)
        }
        return Endpoint(host: try service.host(in: region, settings.variant))
    }

    /// The CA bundle to trust instead of the machine's own: `AWS_CA_BUNDLE`, else the profile's `ca_bundle`.
    package func certificates(for watch: Watch) throws(PollFailure) -> String? {
        try certificates(profile: watch.credentials.profile)
    }

    /// The CA bundle to trust instead of the machine's own, by the settings of a profile, or of the default one.
    package func certificates(profile: String?) throws(PollFailure) -> String? {
        try EndpointSettings.certificates(of: profile, in: configuration)
    }

    /// What is wrong with the environment's URLs, a sentence each, to be reported at the start.
    package func faults(services: [AWSService]) -> [String] {
        let ignored = configuration.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")?.lowercased() == "true"
        let named = services.map { ServiceEndpoint($0).variable }
        return (named + ["AWS_ENDPOINT_URL"]).compactMap { name in
            guard !ignored, let url = configuration.variable(name) else { return nil }
            do throws(PollFailure) {
                _ = try parse(url, from: name)
                return nil
            } catch {
                return error.message
            }
        }
    }

    private func parse(_ text: String, from setting: String) throws(PollFailure) -> Endpoint {
        let reason: String
        do throws(EndpointURLError) {
            let endpoint = try Endpoint(text)
            if endpoint.isSecure || endpoint.host.isLoopbackHost || allowsPlainHTTP { return endpoint }
            reason = """
                is plain http to another machine; use https, or set AWAITD_ALLOW_PLAIN_HTTP=1 if everyone on the network \
                path may read and change the traffic
                """
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
