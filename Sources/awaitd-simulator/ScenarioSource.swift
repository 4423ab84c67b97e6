// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import SimulatedAWS

/// Where the scenario comes from: a file, the demo, or nothing at all; and the keys with it.
struct ScenarioSource {
    let file: String?
    let demo: Bool

    /// The largest scenario file that is read, in bytes.
    private static let limit: Int64 = 16 * 1024 * 1024

    func scenario() throws -> Scenario {
        var scenario = demo ? Scenario.demo : Scenario()
        scenario.credentials = [environmentCredential ?? .example]
        guard let file else { return scenario }
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        guard let attributes, attributes[.type] as? FileAttributeType == .typeRegular,
            let size = attributes[.size] as? any BinaryInteger, Int64(size) <= Self.limit,
            let bytes = FileManager.default.contents(atPath: file)
        else {
            throw ValidationError("\(file): not a readable file of at most 16 MiB.")
        }
        do {
            return try Scenario(parsing: bytes, defaultCredentials: scenario.credentials)
        } catch {
            throw ValidationError("\(file): \(error)")
        }
    }

    /// The keys in AWS's usual environment variables; nil where they are not both set.
    private var environmentCredential: Credential? {
        let environment = ProcessInfo.processInfo.environment
        guard let id = environment["AWS_ACCESS_KEY_ID"], let secret = environment["AWS_SECRET_ACCESS_KEY"],
            !id.isEmpty, !secret.isEmpty
        else { return nil }
        let token = environment["AWS_SESSION_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        return Credential(accessKeyID: id, secretAccessKey: secret, sessionToken: token)
    }
}
