// SPDX-License-Identifier: Apache-2.0

package import Lifecycle

/// Finds the address of a service: the watch's own, else the environment's, else AWS's.
///
/// Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
package struct EndpointResolver: Sendable {
    private let environment: [String: String]

    /// A resolver that reads `AWS_ENDPOINT_URL…` from an environment captured at the start.
    package init(environment: [String: String]) {
        self.environment = environment
    }

    /// The address that a watch is asked at.
    ///
    /// Throws a failure of cause `rejected` for a URL that is none.
    package func endpoint(for watch: Watch) throws(PollFailure) -> Endpoint {
        if let given = watch.endpoint {
            return try Self.parse(given, from: "endpoint: of \(watch.name)")
        }
        for name in variables(of: watch.kind.service) {
            guard let value = environment[name], !value.isEmpty else { continue }
            return try Self.parse(value, from: name)
        }
        guard let host = Self.host(of: watch.kind.service, in: watch.region) else {
            throw PollFailure(
                .rejected,
                code: "InvalidRegion",
                message: "the region \(watch.region.cleaned(limit: 64)) is not the name of a region"
            )
        }
        return Endpoint(host: host)
    }

    /// What is wrong with the environment's URLs, a sentence each: to be told at the start, before anything is polled.
    package func faults(services: [AWSService]) -> [String] {
        var names = services.map { "AWS_ENDPOINT_URL_\($0.environmentSuffix)" }
        names.append("AWS_ENDPOINT_URL")
        return names.compactMap { name in
            guard !ignoresConfigured, let value = environment[name], !value.isEmpty else { return nil }
            do throws(PollFailure) {
                _ = try Self.parse(value, from: name)
                return nil
            } catch {
                return error.message
            }
        }
    }

    private var ignoresConfigured: Bool {
        environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.lowercased() == "true"
    }

    private func variables(of service: AWSService) -> [String] {
        ignoresConfigured ? [] : ["AWS_ENDPOINT_URL_\(service.environmentSuffix)", "AWS_ENDPOINT_URL"]
    }

    private static func host(of service: AWSService, in region: String) -> String? {
        let isName =
            !region.isEmpty && region.utf8.count <= 63 && !region.hasPrefix("-") && !region.hasSuffix("-")
            && region.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        return isName ? "\(service.endpointPrefix).\(region).\(Partition.of(region: region).suffix)" : nil
    }

    private static func parse(_ text: String, from origin: String) throws(PollFailure) -> Endpoint {
        do throws(Endpoint.Fault) {
            return try Endpoint(text)
        } catch {
            // The URL itself is not quoted: it may have a password in it.
            throw PollFailure(
                .rejected,
                code: "InvalidEndpoint",
                message:
                    "the address in \(origin.cleaned(limit: 300)) \(error.reason); give one such as http://127.0.0.1:9000"
            )
        }
    }
}
