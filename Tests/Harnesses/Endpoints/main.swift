// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import FoundationEssentials

// Reads one request per line of standard input and prints one endpoint per line, both in JSON.
while let line = readLine() {
    let resolution: EndpointResolution
    do {
        resolution = try JSONDecoder().decode(EndpointRequest.self, from: Data(line.utf8)).resolution
    } catch {
        resolution = EndpointResolution(failure: "unreadable input: \(error)")
    }
    let output = (try? JSONEncoder().encode(resolution)) ?? Data(#"{"failure":"unwritable output"}"#.utf8)
    print(String(decoding: output, as: UTF8.self))
}

/// One line of input: a service, a region and an environment.
private struct EndpointRequest: Decodable {
    /// The prefix of the service's host names.
    var prefix: String
    /// What follows `AWS_ENDPOINT_URL_`.
    var identifier: String
    var region: String
    var environment: [String: String]

    /// The endpoint that awaitd would use.
    var resolution: EndpointResolution {
        let resolver = EndpointResolver(environment: environment)
        var resolution = EndpointResolution(region: AWSConfiguration(environment: environment).profileRegion(nil))
        do throws(PollFailure) {
            let service = ServiceEndpoint(prefix: prefix, environmentSuffix: identifier)
            resolution.url = try resolver.endpoint(of: service, region: region).description
            resolution.certificates = try resolver.certificates(profile: nil)
        } catch {
            resolution.failure = error.message
        }
        return resolution
    }
}

/// One line of output: a URL, or why there is none, and what else the shared files say.
private struct EndpointResolution: Encodable {
    var url: String?
    var failure: String?
    /// The region of the profile.
    var region: String?
    /// The path of the CA bundle.
    var certificates: String?
}
