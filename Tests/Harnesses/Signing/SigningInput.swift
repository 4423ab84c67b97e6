// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core

/// One line of input: a watch, and whose signature at what time.
struct SigningInput: Decodable {
    var kind: String
    var id: String
    var region: String
    var endpoint: String?
    var verbose: Bool?
    var accessKey: String
    var secretKey: String
    var sessionToken: String?
    /// RFC 3339.
    var timestamp: String

    /// The request that awaitd sends for this, by way of the reader that the daemon uses.
    func result() async -> SigningResult {
        guard let kind = Kind.named(kind) else { return SigningResult(failure: "no kind \(self.kind)") }
        guard let time = Timestamp(rfc3339: timestamp) else { return SigningResult(failure: "no time \(timestamp)") }
        let watch = Watch(
            name: "harness",
            kind: kind,
            resourceID: id,
            region: region,
            endpoint: endpoint,
            verbose: verbose ?? false
        )
        var environment = ["AWS_ACCESS_KEY_ID": accessKey, "AWS_SECRET_ACCESS_KEY": secretKey]
        environment["AWS_SESSION_TOKEN"] = sessionToken
        let recorder = RecordingTransport()
        let reader = AWSReader(environment: environment, transport: recorder, now: { time })
        let outcome = await reader.read(watch)
        guard let request = recorder.request else { return SigningResult(failure: "\(outcome)") }
        return SigningResult(request)
    }
}
