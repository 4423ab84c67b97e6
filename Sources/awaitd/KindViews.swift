// SPDX-License-Identifier: Apache-2.0

import Core
import FoundationEssentials
import Platform

/// A kind as programs read it: `awaitd kinds --json`.
struct KindDocument: Encodable {
    private let name: String
    private let title: String
    private let service: Service
    private let operation: String
    private let request: Request
    private let id: [Part]
    private let arns: [String]
    private let answer: Kind.Response
    private let statuses: [Status]
    private let leavesFinalStates: Bool
    private let listOperation: String?

    private enum CodingKeys: String, CodingKey {
        case name, title, service, operation, request, id, arns, answer, statuses, leavesFinalStates
        case listOperation = "sweep"
    }

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
        answer = kind.response
        statuses = kind.statuses.meanings.map {
            Status(status: $0.status, state: $0.state.rawValue, isWarning: $0.isWarning)
        }
        leavesFinalStates = kind.statuses.leavesFinalStates
        listOperation = kind.listOperation
    }

    /// `{"kinds": […]}`, indented.
    static func json(of kinds: [Kind]) -> String {
        let encoder = JSONEncoder.sorted(.prettyPrinted)
        encoder.keyEncodingStrategy = .convertToSnakeCase
        guard let bytes = try? encoder.encode(["kinds": kinds.map(KindDocument.init)]) else { return "{}" }
        return String(decoding: bytes, as: UTF8.self).escapingUnsafeJSON
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

/// A kind as people read it, within 80 columns: `awaitd kinds`.
struct KindText {
    let kind: Kind
    let style: Style

    private static let width = 80
    private static let indent = 15

    /// Which statuses mean which state, for all kinds: the rule of ``StatusRules``.
    static func rule(_ style: Style) -> String {
        let lines: [(JobState, String)] = [
            (.pending, "waiting or being validated before any work: Submitted, Validating, NotPrepared"),
            (.inProgress, "being worked on, created or changed: InProgress, Creating, Updating"),
            (.stopping, "asked to stop: Stopping, CANCEL_REQUESTED"),
            (
                .completed,
                "usable: Completed, Active, InService; if only partly usable, reported as a warning with AWS's reason: "
                    + "PartiallyCompleted"
            ),
            (.failed, "ended without a usable result, whatever the cause: Failed, Expired, ClientError"),
            (.stopped, "ended on request: Stopped, CANCELLED"),
            (.deleted, "deleted or being deleted: Deleting"),
            (.unknown, "any other status; it is reported once, and the watch goes on"),
        ]
        let text = lines.map { state, words in row(state.rawValue, words, style) }.joined(separator: "\n")
        return "\(style.bold("What statuses mean"))\n\(text)"
    }

    /// All rows about the kind.
    func block(verbose: Bool) -> String {
        var rows = [
            ("operation", "\(kind.service.signingName):\(kind.operation)"),
            ("takes", kind.id.text),
        ]
        if verbose {
            let host = "\(kind.service.endpointPrefix).REGION"
            rows.append(("asks", "\(host), \(kind.request.text)"))
            if !kind.id.arns.isEmpty { rows.append(("ARN", kind.id.arns.map(\.text).joined(separator: " "))) }
            rows.append(("reads", kind.response.text))
        }
        rows.append(("statuses", kind.statuses.meanings.map(\.text).joined(separator: " ")))
        if kind.statuses.leavesFinalStates, verbose {
            rows.append(("followed", "after its end too, as it can change again"))
        }
        return ([title] + rows.map { Self.row($0.0, $0.1, style) }).joined(separator: "\n")
    }

    private var title: String {
        let fits = kind.name.displayWidth + 2 + kind.title.displayWidth <= Self.width
        return style.bold(kind.name) + (fits ? "  " : "\n  ") + style.dim(kind.title)
    }

    /// A word, followed by a text in lines of at most 80 columns.
    private static func row(_ word: String, _ text: String, _ style: Style) -> String {
        let head = "  \(word)" + String(repeating: " ", count: max(1, indent - 2 - word.displayWidth))
        let lines = text.wrapped(at: width - indent)
        return head + lines.joined(separator: "\n" + String(repeating: " ", count: indent))
    }
}

extension StatusRules.Meaning {
    /// `PartiallyCompleted=completed(warning)`.
    fileprivate var text: String { "\(status)=\(state.rawValue)\(isWarning ? "(warning)" : "")" }
}

extension Kind.Request {
    /// The request line: `GET /evaluation-jobs/{jobIdentifier}`.
    fileprivate var text: String {
        switch self {
        case .body: "POST /"
        case .path(let template, let method): "\(method.rawValue) \(template)"
        }
    }
}

extension Kind.Response {
    /// Which member of the response has what.
    fileprivate var text: String {
        let members = [
            ("status", status as String?), ("reason", reason), ("created", created), ("started", started),
            ("finished", finished),
        ]
        return members.compactMap { word, member in member.map { "\(word)=\($0)" } }.joined(separator: " ")
    }
}
