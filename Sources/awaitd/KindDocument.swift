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
    private let answer: Answer
    private let statuses: [Status]
    private let leavesFinalStates: Bool
    private let leavableStates: [String]
    private let mayReturnTo: [String]
    private let caveats: [String: String]
    private let failedIf: [String: [String]]
    private let notFound: [String]
    private let transient: [String]
    private let listOperation: String?
    private let listing: ListingDocument?
    /// The operation that reads many at once, its member, the most it takes, and where the response has what.
    private let batch: [String: String]?

    private enum CodingKeys: String, CodingKey {
        case name, title, service, operation, request, id, arns, answer, statuses, leavesFinalStates, leavableStates
        case mayReturnTo, caveats, failedIf, notFound, transient, listing, batch
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
        let fixed: [String: String]
    }

    struct Part: Encodable {
        let member: String
        let shape: String
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
        id = kind.id.parts.map { part in
            Part(
                member: part.member,
                shape: part.shape.rawValue,
                form: part.form?.text,
                arns: part.arns.map(\.text)
            )
        }
        arns = kind.id.arns.map(\.text)
        answer = Answer(kind.response)
        statuses = kind.statuses.meanings.map {
            Status(status: $0.status, state: $0.state.rawValue, isWarning: $0.isWarning)
        }
        leavesFinalStates = kind.statuses.leavesFinalStates
        leavableStates = kind.statuses.leavableStates.map(\.rawValue).sorted()
        mayReturnTo = kind.statuses.mayReturnTo
        caveats = Dictionary(kind.statuses.caveats.map { ($0.member, $0.condition.text) }) { first, _ in first }
        failedIf = Dictionary(grouping: kind.statuses.failures, by: \.member).mapValues { $0.map(\.condition.text) }
        notFound = kind.errors.notFound
        transient = kind.errors.transient
        listOperation = kind.listing?.operation
        listing = kind.listing.map(ListingDocument.init)
        batch = kind.batch.map { batch in
            [
                "operation": batch.operation, "member": batch.member, "most": String(batch.most), "list": batch.list,
                "id": batch.id, "place": batch.place,
            ]
        }
    }

    /// `{"kinds": […]}`, indented.
    static func json(of kinds: [Kind]) -> String {
        let encoder = JSONEncoder.sorted(.prettyPrinted)
        encoder.keyEncodingStrategy = .convertToSnakeCase
        guard let bytes = try? encoder.encode(["kinds": kinds.map(KindDocument.init)]) else { return "{}" }
        return String(decoding: bytes, as: UTF8.self).escapingUnsafeJSON
    }
}

/// Where a kind finds what in the response, as programs read it.
private struct Answer: Encodable {
    private let status: String
    private let statusWhenAbsent: String?
    private let reason: String?
    private let reasons: [String]
    private let name: String?
    private let created: String?
    private let started: String?
    private let finished: String?
    private let modified: String?
    private let opened: [String]
    private let highlights: [String]
    private let causes: [String]
    private let details: [String]
    private let keepsOthers: Bool
    private let omitted: [String]

    init(_ response: Kind.Response) {
        status = response.status
        statusWhenAbsent = response.statusWhenAbsent
        reason = response.reasons.first
        reasons = response.reasons
        name = response.name
        created = response.created
        started = response.started
        finished = response.finished
        modified = response.modified
        opened = response.opened
        highlights = response.highlights
        causes = response.causes
        details = response.details
        keepsOthers = response.keepsOthers
        omitted = response.omitted
    }
}

/// How a kind is listed, as programs read it; members are left out that the operation does not have.
private struct ListingDocument: Encodable {
    private let operation: String
    private let method: String
    private let path: String
    private let fixed: [String: String]
    private let parent: [String]
    private let items: String
    private let item: [String: String]
    private let pageSize: [String: String]?
    private let token: [String: String]?
    private let filters: [String: String]
    /// `members` if each filter is a member of the request; else `variable` or `attributes`, and the member it is a value of.
    private let filterForm: String
    private let filterMember: String?
    private let sendsQuery: Bool

    init(_ listing: Listing) {
        operation = listing.operation
        method = listing.request.method.rawValue
        path = listing.request.path
        fixed = listing.request.fixed.mapValues(\.text)
        parent = listing.parent
        items = listing.items
        let item = listing.item
        self.item = [
            "id": item.id, "arn": item.arn, "name": item.name, "status": item.status, "reason": item.reason,
            "created": item.created, "modified": item.modified,
        ].compactMapValues(\.self)
        pageSize = listing.pageSize.map { ["member": $0.member, "most": String($0.most)] }
        token = listing.token.map { ["sent": $0.sent, "received": $0.received] }
        sendsQuery = listing.sendsQuery
        let filters = listing.filters
        (filterForm, filterMember) =
            switch filters.form {
            case .members: ("members", nil)
            case .variable(let member): ("variable", member)
            case .attributes(let member): ("attributes", member)
            }
        self.filters = [
            "status": filters.status, "created_after": filters.createdAfter,
            "modified_after": filters.modifiedAfter, "name_contains": filters.nameContains,
        ].compactMapValues(\.self)
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
        method = request.method.rawValue
        path = request.path
        verboseMember = request.verboseMember
        fixed = request.fixed.mapValues(\.text)
    }
}
