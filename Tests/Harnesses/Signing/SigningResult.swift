// SPDX-License-Identifier: Apache-2.0

import AWSClient

/// One line of output: a signed request, or why there is none.
struct SigningResult: Encodable {
    var failure: String?
    var method: String?
    var url: String?
    /// Name and value, in the order in which they are sent.
    var headers: [[String]]?
    var body: String?
    var canonicalRequest: String?

    init(failure: String) {
        self.failure = failure
    }

    init(_ request: HTTPRequest) {
        method = request.method
        url = request.url
        headers = request.headers.map { [$0.name, $0.value] }
        body = String(decoding: request.body, as: UTF8.self)
        canonicalRequest = CanonicalRequest(request).text
    }
}
