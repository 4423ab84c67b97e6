// SPDX-License-Identifier: Apache-2.0

import Core

/// What a client is told instead of an answer: varlink's own errors, and those of `io.awaitd`.
enum VarlinkFault: Error, Sendable, Hashable {
    case interfaceNotFound(String)
    case methodNotFound(String)
    case invalidParameter(String)
    /// The method gives many replies, and the call did not ask for more than one.
    case expectedMore
    case refused(ControlRefusal)

    /// The error's name.
    var name: String {
        switch self {
        case .interfaceNotFound: "org.varlink.service.InterfaceNotFound"
        case .methodNotFound: "org.varlink.service.MethodNotFound"
        case .invalidParameter: "org.varlink.service.InvalidParameter"
        case .expectedMore: "org.varlink.service.ExpectedMore"
        case .refused(.rejected): "io.awaitd.Rejected"
        case .refused(.unknownWatch): "io.awaitd.UnknownWatch"
        case .refused(.unavailable): "io.awaitd.Unavailable"
        }
    }

    /// Its parameters.
    var parameters: [String: FaultValue] {
        switch self {
        case .interfaceNotFound(let name): ["interface": .text(name)]
        case .methodNotFound(let name): ["method": .text(name)]
        case .invalidParameter(let name): ["parameter": .text(name)]
        case .expectedMore: [:]
        case .refused(.rejected(let diagnostics)): ["diagnostics": .texts(diagnostics)]
        case .refused(.unknownWatch(let name)): ["name": .text(name)]
        case .refused(.unavailable(let reason)): ["reason": .text(reason)]
        }
    }
}

/// A parameter of an error.
enum FaultValue: Codable, Sendable, Hashable {
    case text(String)
    case texts([String])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
            self = .text(text)
        } else {
            self = .texts(try value.decode([String].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .text(let text): try value.encode(text)
        case .texts(let texts): try value.encode(texts)
        }
    }
}
