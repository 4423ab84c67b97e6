// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core

/// One line of input: which service is asked for, where, and in what environment.
struct EndpointQuestion: Decodable {
    /// The front of the service's host names.
    var prefix: String
    /// What `AWS_ENDPOINT_URL_…` has behind it.
    var identifier: String
    var region: String
    var environment: [String: String]

    /// Where awaitd would ask.
    var answer: EndpointAnswer {
        let resolver = EndpointResolver(environment: environment)
        var answer = EndpointAnswer(region: AWSConfiguration(environment: environment).profileRegion(nil))
        do throws(PollFailure) {
            let service = ServiceAddress(prefix: prefix, environmentSuffix: identifier)
            answer.url = try resolver.endpoint(of: service, region: region).description
            answer.certificates = try resolver.certificates(profile: nil)
        } catch {
            answer.failure = error.message
        }
        return answer
    }
}

/// One line of output: a URL, or why there is none, and what else the shared files say.
struct EndpointAnswer: Encodable {
    var url: String?
    var failure: String?
    /// The region of the profile.
    var region: String?
    /// The file of trusted certificates.
    var certificates: String?
}
