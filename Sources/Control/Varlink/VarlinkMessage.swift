// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import NIOCore

/// Messages of varlink: a JSON object each, ended by a NUL.
enum VarlinkMessage {
    /// A call of a method.
    struct Call<Parameters: Encodable>: Encodable {
        let method: String
        let parameters: Parameters

        init(_ method: String, _ parameters: Parameters) {
            self.method = method
            self.parameters = parameters
        }
    }

    /// A reply with its parameters.
    struct Reply<Parameters: Encodable>: Encodable {
        let parameters: Parameters
        /// Set while more replies follow.
        var continues: Bool?
        /// The error's name, if it is one.
        var error: String?
    }

    /// No parameters.
    struct Nothing: Codable, Sendable {}

    /// The bytes of a message, its NUL included.
    static func bytes(_ message: some Encodable) throws -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var buffer = ByteBuffer(bytes: try encoder.encode(message))
        buffer.writeInteger(UInt8(0))
        return buffer
    }
}
