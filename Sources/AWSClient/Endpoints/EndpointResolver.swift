// SPDX-License-Identifier: Apache-2.0

package import Core

/// Finds the address of a service: the watch's own, else a configured one, else AWS's.
///
/// The order, of AWS SDKs and Tools Reference Guide, "Service-specific endpoints": the watch's `endpoint:`,
/// `AWS_ENDPOINT_URL_SERVICE`, `AWS_ENDPOINT_URL`, the profile's `services` section, the profile's `endpoint_url`.
/// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` turns off all but the first. A configured address is used as it is, whatever is
/// said about FIPS and dual-stack. Plain http goes to this machine only, unless `AWAITD_ALLOW_PLAIN_HTTP` is 1.
package struct EndpointResolver: Sendable {
    private let configuration: AWSConfiguration
    private let allowsPlainHTTP: Bool

    /// A resolver of an environment captured at the start; the shared files are read whenever they change.
    package init(environment: [String: String], fileSystem: any FileSystem = LocalFileSystem()) {
        self.init(AWSConfiguration(environment: environment, fileSystem: fileSystem))
    }

    /// A resolver by a configuration; by a snapshot, all its answers agree.
    package init(_ configuration: AWSConfiguration) {
        self.configuration = configuration
        allowsPlainHTTP = Endpoint.isPlainHTTPAllowed(by: configuration.environment)
    }

    /// The address that a watch is asked at.
    ///
    /// Throws a failure of cause `rejected` that says which setting is wrong and how.
    package func endpoint(for watch: Watch) throws(PollFailure) -> Endpoint {
        do throws(EndpointFault) {
            if let given = watch.endpoint { return try parse(given, from: "endpoint: of \(watch.name)") }
            return try find(ServiceAddress(watch.kind.service), in: watch.region, profile: Self.profile(of: watch))
        } catch {
            throw error.failure
        }
    }

    /// The address of a service in a region, as a profile, or the default one, has it.
    ///
    /// Throws a failure of cause `rejected` that says which setting is wrong and how.
    package func endpoint(
        of service: ServiceAddress,
        region: String,
        profile: String? = nil
    ) throws(PollFailure) -> Endpoint {
        do throws(EndpointFault) {
            return try find(service, in: region, profile: profile)
        } catch {
            throw error.failure
        }
    }

    /// The file of certificates to trust instead of the machine's: `AWS_CA_BUNDLE`, else the profile's `ca_bundle`.
    package func certificates(for watch: Watch) throws(PollFailure) -> String? {
        try certificates(profile: Self.profile(of: watch))
    }

    /// The file of certificates to trust instead of the machine's, as a profile, or the default one, has it.
    package func certificates(profile: String?) throws(PollFailure) -> String? {
        do throws(EndpointFault) {
            return try EndpointSettings.certificates(of: profile, in: configuration)
        } catch {
            throw error.failure
        }
    }

    /// What is wrong with the environment's URLs, a sentence each: to be told at the start, before anything is polled.
    package func faults(services: [AWSService]) -> [String] {
        let ignored = configuration.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")?.lowercased() == "true"
        let named = services.map { ServiceAddress($0).variable }
        return (named + ["AWS_ENDPOINT_URL"]).compactMap { name in
            guard !ignored, let url = configuration.variable(name) else { return nil }
            do throws(EndpointFault) {
                _ = try parse(url, from: name)
                return nil
            } catch {
                return error.message
            }
        }
    }

    private func find(
        _ service: ServiceAddress,
        in region: String,
        profile: String?
    ) throws(EndpointFault) -> Endpoint {
        let settings = try EndpointSettings(of: profile, in: configuration)
        if let configured = try settings.address(of: service) {
            return try parse(configured.url, from: configured.origin)
        }
        return Endpoint(host: try service.host(in: region, settings.variant))
    }

    private func parse(_ text: String, from origin: String) throws(EndpointFault) -> Endpoint {
        let reason: String
        do throws(Endpoint.Fault) {
            let endpoint = try Endpoint(text)
            if endpoint.isSecure || endpoint.isLoopback || allowsPlainHTTP { return endpoint }
            reason = "is plain http to another machine; \(Endpoint.plainHTTPAdvice)"
        } catch {
            reason = "\(error.reason); give one such as http://127.0.0.1:9000"
        }
        // The URL itself is not quoted: it may have a password in it.
        throw EndpointFault(message: "the address in \(origin.cleaned(limit: 300)) \(reason)")
    }

    private static func profile(of watch: Watch) -> String? {
        watch.credentials.profile
    }
}
