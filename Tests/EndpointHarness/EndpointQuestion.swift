// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Lifecycle

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
        do throws(PollFailure) {
            let service = ServiceAddress(prefix: prefix, environmentSuffix: identifier)
            let endpoint = try EndpointResolver(environment: environment).endpoint(of: service, region: region)
            return EndpointAnswer(url: endpoint.description)
        } catch {
            return EndpointAnswer(failure: error.message)
        }
    }
}

/// One line of output: a URL, or why there is none.
struct EndpointAnswer: Encodable {
    var url: String?
    var failure: String?
}
