// SPDX-License-Identifier: Apache-2.0

import Core
import FoundationEssentials
package import NIOCore
import Platform

/// A message of varlink: one JSON object, ended by a NUL.
protocol VarlinkMessage: Encodable {}

extension VarlinkMessage {
    /// The message as bytes, its NUL included.
    func bytes() throws -> ByteBuffer {
        var buffer = ByteBuffer(bytes: try JSONEncoder.sorted().encode(self))
        buffer.writeInteger(UInt8(0))
        return buffer
    }
}

/// A method call (varlink.org, "Method Call").
package struct VarlinkCall: VarlinkMessage, Decodable, Sendable {
    /// The parameters of all methods; others are ignored.
    enum Parameter: String, Codable, CodingKey, CodingKeyRepresentable, CaseIterable {
        case name, names, since, last, interface
    }

    /// The method with its interface: `io.awaitd.GetStatus`.
    package let method: String
    /// Whether the client accepts more than one reply.
    var wantsMore = false
    /// Whether the client wants no reply at all.
    var isOneway = false
    private var parameters: [Parameter: VarlinkValue]

    /// The part of the method's name before its last dot; empty if there is none.
    var interface: String {
        method.lastIndex(of: ".").map { String(method[..<$0]) } ?? ""
    }

    /// A call that expects one reply.
    init(_ method: String, _ parameters: [Parameter: VarlinkValue] = [:]) {
        self.method = method
        self.parameters = parameters
    }

    /// Reads a call; nil if the message is not one.
    package init?(_ message: ByteBuffer) {
        guard let call = try? JSONDecoder().decode(VarlinkCall.self, from: Data(message.readableBytesView)) else {
            return nil
        }
        self = call
    }

    private enum CodingKeys: String, CodingKey {
        case method, parameters
        case wantsMore = "more"
        case isOneway = "oneway"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        method = try values.decode(String.self, forKey: .method)
        wantsMore = try values.decodeIfPresent(Bool.self, forKey: .wantsMore) ?? false
        isOneway = try values.decodeIfPresent(Bool.self, forKey: .isOneway) ?? false
        parameters = [:]
        guard values.contains(.parameters), try !values.decodeNil(forKey: .parameters) else { return }
        let given = try values.nestedContainer(keyedBy: Parameter.self, forKey: .parameters)
        for parameter in Parameter.allCases {
            parameters[parameter] = try given.decodeIfPresent(VarlinkValue.self, forKey: parameter)
        }
    }

    /// An optional string; throws if the parameter is something else.
    func string(_ parameter: Parameter) throws(VarlinkError) -> String? {
        switch parameters[parameter] {
        case .text(let text): return text
        case nil: return nil
        case .number, .texts, .other: throw .invalidParameter(parameter)
        }
    }

    /// A mandatory string; throws if the parameter is missing or something else.
    func requiredString(_ parameter: Parameter) throws(VarlinkError) -> String {
        guard let value = try string(parameter) else { throw .invalidParameter(parameter) }
        return value
    }

    /// A mandatory list of strings; throws if the parameter is missing or something else.
    func requiredStrings(_ parameter: Parameter) throws(VarlinkError) -> [String] {
        guard case .texts(let texts) = parameters[parameter] else { throw .invalidParameter(parameter) }
        return texts
    }

    /// An optional whole number; throws if the parameter is something else.
    func number(_ parameter: Parameter) throws(VarlinkError) -> Int? {
        switch parameters[parameter] {
        case .number(let number): return number
        case nil: return nil
        case .text, .texts, .other: throw .invalidParameter(parameter)
        }
    }

    /// An optional time, written as RFC 3339; throws if the parameter is something else.
    func time(_ parameter: Parameter) throws(VarlinkError) -> Timestamp? {
        guard let text = try string(parameter) else { return nil }
        guard let time = Timestamp(rfc3339: text) else { throw .invalidParameter(parameter) }
        return time
    }
}

/// A reply that is not an error (varlink.org, "Method Reply").
struct VarlinkReply<Parameters> {
    let parameters: Parameters
    /// True while more replies follow, else nil.
    var continues: Bool?
}

extension VarlinkReply: VarlinkMessage, Encodable where Parameters: Encodable {}
extension VarlinkReply: Decodable where Parameters: Decodable {}

/// The parameters of a method without any.
struct NoParameters: Codable, Sendable {}

/// An error reply: one of varlink's own errors, or of `io.awaitd`.
struct VarlinkError: Error, VarlinkMessage, Decodable, Hashable {
    /// The error with its interface: `io.awaitd.UnknownWatch`.
    let name: String
    /// Its parameters, by name.
    let parameters: [String: VarlinkValue]

    private init(_ name: String, _ parameters: [String: VarlinkValue] = [:]) {
        self.name = name
        self.parameters = parameters
    }

    static func interfaceNotFound(_ name: String) -> VarlinkError {
        VarlinkError("org.varlink.service.InterfaceNotFound", ["interface": .text(name)])
    }

    static func methodNotFound(_ name: String) -> VarlinkError {
        VarlinkError("org.varlink.service.MethodNotFound", ["method": .text(name)])
    }

    static func invalidParameter(_ parameter: VarlinkCall.Parameter) -> VarlinkError {
        VarlinkError("org.varlink.service.InvalidParameter", ["parameter": .text(parameter.rawValue)])
    }

    /// The method gives many replies, and the call asked for one.
    static let expectedMore = VarlinkError("org.varlink.service.ExpectedMore")

    /// The error of `io.awaitd` for one of the daemon's.
    init(_ error: ControlError) {
        switch error {
        case .rejected(let diagnostics): self.init("io.awaitd.Rejected", ["diagnostics": .texts(diagnostics)])
        case .unknownWatch(let name): self.init("io.awaitd.UnknownWatch", ["name": .text(name)])
        case .unavailable(let reason): self.init("io.awaitd.Unavailable", ["reason": .text(reason)])
        }
    }

    /// The daemon's error that this one reports; unavailable if it is not one of `io.awaitd`.
    var controlError: ControlError {
        switch (name, parameters.first?.value) {
        case ("io.awaitd.Rejected", .texts(let diagnostics)): .rejected(diagnostics: diagnostics)
        case ("io.awaitd.UnknownWatch", .text(let name)): .unknownWatch(name)
        case ("io.awaitd.Unavailable", .text(let reason)): .unavailable(reason.cleaned())
        case ("org.varlink.service.MethodNotFound", _):
            .unavailable("the daemon is older than this command and cannot do that; restart it")
        default: .unavailable("the daemon says \(name.cleaned(limit: 200))")
        }
    }

    private enum CodingKeys: String, CodingKey {
        case parameters
        case name = "error"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        parameters = (try? values.decode([String: VarlinkValue].self, forKey: .parameters)) ?? [:]
    }
}

/// The value of a parameter.
enum VarlinkValue: Codable, Sendable, Hashable {
    case text(String)
    case number(Int)
    case texts([String])
    /// Something that no parameter is.
    case other

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let number = try? value.decode(Int.self) {
            self = .number(number)
        } else {
            self = (try? value.decode([String].self)).map(VarlinkValue.texts) ?? .other
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .text(let text): try value.encode(text)
        case .number(let number): try value.encode(number)
        case .texts(let texts): try value.encode(texts)
        case .other: try value.encodeNil()
        }
    }
}
