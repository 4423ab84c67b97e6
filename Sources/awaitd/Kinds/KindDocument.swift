// SPDX-License-Identifier: Apache-2.0

import Core
import FoundationEssentials

/// A kind as programs read it: `awaitd kinds --json`.
struct KindDocument: Encodable {
    private let name: String
    private let title: String
    private let service: Service
    private let operation: String
    private let request: Request
    private let id: [Part]
    private let arns: [String]
    private let answer: Answer
    private let statuses: [Status]
    private let leavesFinalStates: Bool
    private let sweep: String?

    struct Service: Encodable {
        let name: String
        let title: String
        let signingName: String
        let endpointPrefix: String
        let environmentSuffix: String
        let protocolName: String
        let jsonVersion: String?
        let targetPrefix: String?
        let regions: [String]

        enum CodingKeys: String, CodingKey {
            case name, title, signingName, endpointPrefix, environmentSuffix, jsonVersion, targetPrefix, regions
            case protocolName = "protocol"
        }
    }

    struct Request: Encodable {
        let method: String
        let path: String
        let verboseMember: String?
    }

    struct Part: Encodable {
        let member: String
        let form: String?
        let arns: [String]
    }

    struct Answer: Encodable {
        let status: String
        let statusWhenAbsent: String?
        let reason: String?
        let name: String?
        let created: String?
        let started: String?
        let finished: String?
        let opened: [String]
        let highlights: [String]
        let omitted: [String]
    }

    struct Status: Encodable {
        let status: String
        let state: String
        let isWarning: Bool
    }

    private init(_ kind: Kind) {
        name = kind.name
        title = kind.title
        service = Service(kind.service)
        operation = kind.operation
        request = Request(kind.request)
        id = kind.id.parts.map { Part(member: $0.member, form: $0.form?.text, arns: $0.arns.map(\.text)) }
        arns = kind.id.arns.map(\.text)
        answer = Answer(kind.answer)
        statuses = kind.statuses.meanings.map {
            Status(status: $0.status, state: $0.state.rawValue, isWarning: $0.isWarning)
        }
        leavesFinalStates = kind.statuses.leavesFinalStates
        sweep = kind.sweep
    }

    /// `{"kinds": […]}`, indented.
    static func json(of kinds: [Kind]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        guard let bytes = try? encoder.encode(["kinds": kinds.map(KindDocument.init)]) else { return "{}" }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension KindDocument.Service {
    fileprivate init(_ service: AWSService) {
        name = service.name
        title = service.title
        signingName = service.signingName
        endpointPrefix = service.endpointPrefix
        environmentSuffix = service.environmentSuffix
        regions = service.regions
        switch service.transport {
        case .json(let version, let prefix):
            (protocolName, jsonVersion, targetPrefix) = ("json", version.rawValue, prefix)
        case .restJSON:
            (protocolName, jsonVersion, targetPrefix) = ("rest-json", nil, nil)
        }
    }
}

extension KindDocument.Request {
    fileprivate init(_ request: Kind.Request) {
        switch request {
        case .body(let verboseMember): (method, path, self.verboseMember) = ("POST", "/", verboseMember)
        case .path(let template, let method): (self.method, path, verboseMember) = (method.rawValue, template, nil)
        }
    }
}

extension KindDocument.Answer {
    fileprivate init(_ answer: Kind.Answer) {
        status = answer.status
        statusWhenAbsent = answer.statusWhenAbsent
        reason = answer.reason
        name = answer.name
        created = answer.created
        started = answer.started
        finished = answer.finished
        opened = answer.opened
        highlights = answer.highlights
        omitted = answer.omitted
    }
}
