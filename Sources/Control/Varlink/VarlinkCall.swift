// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import NIOCore

/// One call as a client sends it (varlink.org, "Method Call").
struct VarlinkCall: Decodable, Sendable {
    /// The method with its interface: `io.awaitd.GetStatus`.
    let method: String
    /// Whether the client takes more replies than one.
    let wantsMore: Bool
    /// Whether the client wants no reply at all.
    let isOneway: Bool
    private let parameters: Parameters

    /// The interface's part of the method.
    var interface: String {
        method.lastIndex(of: ".").map { String(method[..<$0]) } ?? ""
    }

    /// The call in a message; nil if it is none.
    init?(_ message: ByteBuffer) {
        guard let call = try? JSONDecoder().decode(VarlinkCall.self, from: Data(message.readableBytesView)) else {
            return nil
        }
        self = call
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        method = try values.decode(String.self, forKey: .method)
        wantsMore = try values.decodeIfPresent(Bool.self, forKey: .more) ?? false
        isOneway = try values.decodeIfPresent(Bool.self, forKey: .oneway) ?? false
        parameters = try values.decodeIfPresent(Parameters.self, forKey: .parameters) ?? Parameters()
    }

    /// A parameter that may be missing; throws if it is no string.
    func string(_ parameter: Parameters.Key) throws(VarlinkFault) -> String? {
        switch parameters.values[parameter] {
        case .text(let text): return text
        case nil: return nil
        case .number, .other: throw .invalidParameter(parameter.rawValue)
        }
    }

    /// A parameter that must be there; throws if it is not, or no string.
    func required(_ parameter: Parameters.Key) throws(VarlinkFault) -> String {
        guard let value = try string(parameter) else { throw .invalidParameter(parameter.rawValue) }
        return value
    }

    /// A whole number that may be missing; throws if it is none.
    func number(_ parameter: Parameters.Key) throws(VarlinkFault) -> Int? {
        switch parameters.values[parameter] {
        case .number(let number): return number
        case nil: return nil
        case .text, .other: throw .invalidParameter(parameter.rawValue)
        }
    }

    private enum Key: String, CodingKey {
        case method, parameters, more, oneway
    }

    /// The parameters that any method has; others are not even looked at.
    struct Parameters: Decodable, Sendable {
        enum Key: String, CodingKey, CaseIterable {
            case name, since, last, interface
        }

        enum Value: Sendable {
            case text(String)
            case number(Int)
            case other
        }

        private(set) var values: [Key: Value] = [:]

        init() {}

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            for key in Key.allCases where container.contains(key) {
                if (try? container.decodeNil(forKey: key)) == true { continue }
                if let text = try? container.decode(String.self, forKey: key) {
                    values[key] = .text(text)
                } else {
                    values[key] = (try? container.decode(Int.self, forKey: key)).map(Value.number) ?? .other
                }
            }
        }
    }
}
