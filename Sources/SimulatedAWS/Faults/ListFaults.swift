// SPDX-License-Identifier: Apache-2.0

/// The faults in what a list shows, all of which apply to one request together.
struct ListFaults {
    /// The faults with their indices in the plan.
    private let faults: [(index: Int, fault: Fault)]
    /// The indices of those that had an effect.
    private(set) var used: Set<Int> = []

    init(_ faults: [(index: Int, fault: Fault)]) {
        self.faults = faults
    }

    private mutating func use(_ kind: FaultKind, where condition: (Fault) -> Bool = { _ in true }) -> [Fault] {
        let matching = faults.filter { $0.fault.kind == kind && condition($0.fault) }
        used.formUnion(matching.map(\.index))
        return matching.map(\.fault)
    }

    // MARK: Before the page

    /// How long ago the moment is that the list shows, in seconds.
    mutating func lag() -> Double {
        use(.listLag).map { $0.settings.seconds ?? 5 }.max() ?? 0
    }

    /// What the list lacks.
    mutating func missingItems() -> MissingItems {
        let faults = use(.missingItem)
        return MissingItems(ids: Set(faults.compactMap(\.id)), all: faults.contains { $0.id == nil })
    }

    /// Whether the page is empty, and the next one what it would have been.
    mutating func emptiesPage() -> Bool {
        !use(.emptyPage).isEmpty
    }

    /// Refuses a request with a filter that a fault does not accept.
    ///
    /// - Throws: A validation error.
    mutating func refuse(_ request: ListRequest) throws(ServiceError) {
        let operation = ListOperation(of: request.kind)
        func refused(_ fault: Fault) -> String? {
            request.members.keys.sorted().first { name in
                guard name != operation.limitMember, request.members[name] != .null else { return false }
                guard fault.settings.member == nil || fault.settings.member == name else { return false }
                return fault.settings.value == nil || fault.settings.value == request.members[name]
            }
        }
        guard let fault = use(.refusedFilter, where: { refused($0) != nil }).first, let member = refused(fault) else {
            return
        }
        throw fault.customized(.invalid(request.kind.service, "The filter '\(member)' is not supported."))
    }

    // MARK: On the page

    /// An item without its id, its status or its time of creation, if a fault takes one.
    mutating func altered(_ item: [String: JSONValue], id: String, kind: ResourceKind) -> [String: JSONValue] {
        guard !faults.isEmpty else { return item }
        return FaultKind.allCases.filter(\.isOfResource).reduce(item) { item, fault in
            use(fault, where: { $0.id == nil || $0.id == id }).isEmpty ? item : fault.altered(item, of: kind)
        }
    }

    /// Alters the page itself.
    mutating func alter(_ members: inout [String: JSONValue], of operation: ListOperation, sentToken: String?) {
        if members[operation.tokenMember] == nil {
            if !use(.emptyToken).isEmpty {
                members[operation.tokenMember] = ""
            } else if !use(.nullToken).isEmpty {
                members[operation.tokenMember] = .null
            }
        }
        if let sentToken, !use(.repeatedToken).isEmpty { members[operation.tokenMember] = .string(sentToken) }
        if !use(.missingList).isEmpty {
            members[operation.itemsMember] = nil
        } else if !use(.nullList).isEmpty {
            members[operation.itemsMember] = .null
        }
    }
}

/// The resources that a list lacks.
struct MissingItems {
    let ids: Set<String>
    let all: Bool

    func contains(_ resource: ListedResource) -> Bool {
        all || (!ids.isEmpty && ids.contains(resource.id))
    }
}

extension FaultKind {
    /// Whether it concerns lists only, and changes what they show.
    var isOfLists: Bool {
        switch self {
        case .listLag, .missingItem, .emptyPage, .refusedFilter, .repeatedToken, .emptyToken, .nullToken,
            .missingList, .nullList:
            true
        default: false
        }
    }

    /// Whether it takes something from what AWS says about a resource, in a response about it and in lists.
    var isOfResource: Bool {
        switch self {
        case .nullStatus, .missingStatus, .numericStatus, .missingID, .missingCreation: true
        default: false
        }
    }

    /// The members about a resource as this fault leaves them; a model's endpoint loses its status, too.
    func altered(_ members: [String: JSONValue], of kind: ResourceKind) -> [String: JSONValue] {
        var members = members
        let status: JSONValue?
        switch self {
        case .missingID:
            members[kind.idMember] = nil
            return members
        case .missingCreation:
            members[kind.creationMember] = nil
            return members
        case .nullStatus: status = .null
        case .numericStatus: status = 3
        case .missingStatus: status = nil
        default: return members
        }
        members[kind.statusMember] = status
        if var endpoint = members["EndpointInfo"]?.members {
            endpoint["EndpointStatus"] = status
            members["EndpointInfo"] = .object(endpoint)
        }
        return members
    }
}
