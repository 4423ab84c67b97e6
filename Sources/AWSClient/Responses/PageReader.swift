// SPDX-License-Identifier: Apache-2.0

package import Core

/// Reads a 2xx response of a list operation into a ``ListPage``, by its kind's data.
package struct PageReader: Sendable {
    /// How many bytes of a name are kept.
    private static let nameLimit = 1_000
    /// The longest token that is sent back; those of the services have 8,192 bytes at most.
    private static let tokenLimit = 32_768

    private let plan: PagePlan
    private let text: MessageRedactor

    private var kind: Kind { plan.kind }

    /// A reader of the pages of a kind's list; `text` takes the secrets out of all that is read.
    package init(_ kind: Kind, text: MessageRedactor = .general) {
        self.init(PagePlan(kind), text: text)
    }

    /// The same by a plan of the kind's pages.
    init(_ plan: PagePlan, text: MessageRedactor) {
        self.plan = plan
        self.text = text
    }

    /// The page that a response holds, of the list of a parent.
    ///
    /// An item that cannot be read spoils only itself. Throws a failure of cause `transient` if the response is no JSON
    /// object, lacks its list of items, or has a token that is none; a missing, null or empty one is the end.
    package func page(of response: HTTPResponse, in parent: String? = nil) throws(PollFailure) -> ListPage {
        let json: JSONValue
        do throws(MalformedDocumentError) {
            json = try JSONReader.page(of: response.body, keeping: plan.selection)
        } catch {
            throw unreadable(response, "cannot be read: it \(error.reason)")
        }
        guard case .object = json else { throw unreadable(response, "is not a JSON object") }
        guard case .array(let items)? = json[plan.items] else {
            throw unreadable(response, "has no list in \(kind.listing?.items ?? "")")
        }
        return ListPage(
            items: items.map { item($0, in: parent) },
            nextToken: try token(in: json, of: response),
            date: response.headers["Date"].flatMap(Timestamp.init(httpDate:))
        )
    }

    private func token(in json: JSONValue, of response: HTTPResponse) throws(PollFailure) -> String? {
        guard let path = plan.token else { return nil }
        switch json[path] {
        case nil, .null: return nil
        // Sent back as it came, and shown to nobody.
        case .string(let token) where token.utf8.count <= Self.tokenLimit: return token.isEmpty ? nil : token
        case .string, .bool, .integer, .number, .array, .object:
            throw unreadable(response, "has a page token that is not a string, or too long")
        }
    }

    // MARK: Items

    private func item(_ raw: JSONValue, in parent: String?) -> ListItem {
        guard !plan.hasPlainItems else {
            return ListItem(ids: ids(id: raw, arn: raw, name: nil, in: parent), status: nil)
        }
        let item = plan.hasTellingNames ? text.json(raw) : raw
        let ids = ids(
            id: plan.id.flatMap { raw[$0] }, arn: plan.arn.flatMap { raw[$0] },
            name: plan.takesNames ? plan.name.flatMap { raw[$0]?.text } : nil, in: parent)
        let (created, modified) = (time(plan.created, in: item), time(plan.modified, in: item))
        let isReadable = !ids.isEmpty && created.isReadable && modified.isReadable
        return ListItem(
            ids: ids,
            name: plan.name.flatMap { item[$0]?.text }.map { text.text($0).cleaned(limit: Self.nameLimit) }
                .flatMap { $0.isEmpty ? nil : $0 },
            status: isReadable ? status(in: item) : nil,
            createdAt: created.time,
            modifiedAt: modified.time,
            reason: plan.reason.flatMap { text.reason(item.values(at: $0)) }
        )
    }

    private func status(in item: JSONValue) -> String? {
        guard let path = plan.status, let parent = plan.statusParent else { return nil }
        if case .string(let given) = item[path] {
            let status = text.text(given)
            return kind.problem(inStatus: status) == nil ? status : nil
        }
        guard let absent = kind.response.statusWhenAbsent, case .object = item else { return nil }
        let holder = item[parent]
        return holder == nil || holder == .null ? absent : nil
    }

    /// The time at a path; one that is there and none makes an item unreadable.
    private func time(_ path: JSONPath?, in item: JSONValue) -> (time: Timestamp?, isReadable: Bool) {
        guard let value = path.flatMap({ item[$0] }), value != .null else { return (nil, true) }
        let time = ResponseTime.timestamp(value)
        return (time, time != nil)
    }

    // MARK: Ids

    /// The ids under which a watch may have an item, the best first; those that are none of the kind's are left out.
    private func ids(id: JSONValue?, arn: JSONValue?, name: String?, in parent: String?) -> [String] {
        var ids: [String] = []
        func add(_ id: String?) {
            guard let id, !ids.contains(id), kind.problem(inID: id) == nil, text.own(id) == id else { return }
            ids.append(id)
        }
        if let id = id?.idText { add(kind.id(ofItem: id, in: parent)) }
        if let arn = arn?.text.flatMap(ARN.init) {
            let found = kind.id(in: arn)
            add(found)
            add(arn.text)
            add(kind.id(ofItem: arn.text, in: parent))
            if found != nil, plan.hasIDsInARNs { add(kind.id(ofItem: arn.lastPart, in: parent)) }
        }
        if let name { add(kind.id(ofItem: name, in: parent)) }
        return ids
    }

    private func unreadable(_ response: HTTPResponse, _ reason: String) -> PollFailure {
        PollFailure(
            .transient,
            code: "UnreadableAnswer",
            httpStatus: response.status,
            message: "the response to \(kind.listing?.operation ?? "") \(reason)".cleaned(limit: MessageRedactor.limit),
            requestID: text.requestID(of: response)
        )
    }
}

extension JSONValue {
    /// An id, which may be a number.
    fileprivate var idText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .null, .bool, .number, .array, .object: nil
        }
    }
}

/// How the pages of a kind's list are read, worked out once.
final class PagePlan: Sendable {
    let kind: Kind
    let items: JSONPath
    let token: JSONPath?
    let id, arn, name, status, reason, created, modified: JSONPath?
    /// The object that has the status; the status itself if it is at the top of an item.
    let statusParent: JSONPath?
    /// What is read of a page.
    let selection: JSONSelection
    /// Whether an item is the id itself.
    let hasPlainItems: Bool
    /// Whether the ids, which items do not have as members, are at the end of their ARNs: an id that AWS makes, or one of
    /// several.
    let hasIDsInARNs: Bool
    /// Whether names are ids.
    ///
    /// An id that AWS makes is nobody's name, but may look like one.
    let takesNames: Bool
    /// Whether a member's name may make what is read of an item a secret.
    let hasTellingNames: Bool

    /// The plan of a kind; of one without a listing, an empty one.
    init(_ kind: Kind) {
        self.kind = kind
        let listing = kind.listing ?? Listing("", items: "")
        let item = listing.item
        func path(_ text: String?) -> JSONPath? { text.map { JSONPath($0) } }
        items = JSONPath(listing.items)
        token = path(listing.token?.received)
        (id, arn, name, status) = (path(item.id), path(item.arn), path(item.name), path(item.status))
        (reason, created, modified) = (path(item.reason), path(item.created), path(item.modified))
        statusParent = item.status.map { status in
            JSONPath(status.lastIndex(of: ".").map { status[..<$0] } ?? status[...])
        }
        selection = JSONSelection(pageOf: listing)
        hasPlainItems = item == Listing.Item()
        let parts = kind.id.parts
        hasIDsInARNs = item.id == nil && (parts.count > 1 || parts.contains { $0.form?.isMade ?? false })
        takesNames = item.id == nil && !hasIDsInARNs && parts.contains { $0.form != nil }
        hasTellingNames = MessageRedactor.areTelling(item.paths.flatMap { JSONPath($0).members })
    }
}

extension IDForm {
    /// Whether its ids have one length, as those have that AWS makes.
    fileprivate var isMade: Bool { length.count == 1 }
}
