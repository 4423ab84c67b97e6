// SPDX-License-Identifier: Apache-2.0

/// The keys of `kinds`.
extension KeySet {
    /// An entry of `kinds`.
    package static let kind = KeySet(
        mapping: "a kind",
        keys: [
            "name", "title", "service", "signing_name", "regions", "protocol", "operation", "target", "method", "path",
            "id", "arn", "found_by_arn", "fixed", "verbose", "status", "absent", "reason", "resource_name", "created",
            "started", "finished", "modified", "opened", "highlights", "causes", "details", "omitted", "statuses",
            "absence", "may_return_to", "leaves_final_states", "caveats", "failed_if", "not_found", "transient",
            "policy", "listing",
        ],
        misnomers: [
            "kind": "name", "type": "name", "host": "service", "endpointprefix": "service",
            "signingservice": "signing_name",
            "action": "operation", "api": "operation", "targetprefix": "target", "xamztarget": "target", "uri": "path",
            "url": "path", "requesturi": "path", "member": "id", "identifier": "id", "ids": "id",
            "arns": "arn", "arnpattern": "arn", "httpmethod": "method", "verb": "method", "body": "fixed",
            "parameters": "fixed", "query": "fixed", "region": "regions",
            "statuspath": "status",
            "message": "reason", "failurereason": "reason", "states": "statuses", "mapping": "statuses",
            "createdat": "created", "creationtime": "created", "startedat": "started", "starttime": "started",
            "finishedat": "finished", "endtime": "finished", "description": "title", "updated": "modified",
            "updatedat": "modified", "lastmodified": "modified", "lastmodifiedtime": "modified",
            "displayname": "resource_name", "resourcename": "resource_name", "members": "details", "keep": "details",
            "fields": "details", "sensitive": "omitted", "warnings": "caveats", "notfounderrors": "not_found",
            "retryable": "transient", "iam": "policy", "authorization": "policy", "list": "listing", "sweep": "listing",
        ]
    )
    /// An item of a kind's `id`.
    package static let idPart = KeySet(
        mapping: "a part of 'id'",
        keys: ["member", "as", "form", "arns"],
        misnomers: ["name": "member", "type": "as", "shape": "as", "pattern": "form", "arn": "arns"]
    )
    /// The form of an id.
    package static let idForm = KeySet(
        mapping: "the form of an id",
        keys: ["length", "letters", "others"],
        misnomers: ["size": "length", "case": "letters", "characters": "others", "punctuation": "others"]
    )
    /// An ARN whose last part has a known form.
    package static let arnPattern = KeySet(
        mapping: "the pattern of an ARN",
        keys: ["pattern", "last"],
        misnomers: ["arn": "pattern", "text": "pattern", "form": "last", "id": "last"]
    )
    /// A kind's `policy`.
    package static let policy = KeySet(
        mapping: "'policy'",
        keys: ["arn", "has_id", "within"],
        misnomers: ["resource": "arn", "pattern": "arn", "id": "has_id", "owner": "within", "owners": "within"]
    )
    /// A kind's `listing`.
    package static let listing = KeySet(
        mapping: "'listing'",
        keys: [
            "operation", "method", "path", "query", "parent", "fixed", "items", "item", "page_size", "token", "filters",
        ],
        misnomers: [
            "action": "operation", "list": "items", "maxresults": "page_size", "limit": "page_size",
            "nexttoken": "token", "filter": "filters", "within": "parent",
        ]
    )
    /// `item` of a listing.
    package static let listingItem = KeySet(
        mapping: "'item'",
        keys: ["id", "arn", "name", "status", "reason", "created", "modified"],
        misnomers: ["resourcename": "name", "updated": "modified", "lastmodified": "modified", "message": "reason"]
    )
    /// `page_size` of a listing.
    package static let pageSize = KeySet(
        mapping: "'page_size'",
        keys: ["member", "most"],
        misnomers: ["name": "member", "max": "most", "maximum": "most", "size": "most"]
    )
    /// `token` of a listing.
    package static let token = KeySet(
        mapping: "'token'",
        keys: ["sent", "received"],
        misnomers: ["request": "sent", "input": "sent", "response": "received", "output": "received"]
    )
    /// `filters` of a listing.
    package static let filters = KeySet(
        mapping: "'filters'",
        keys: ["status", "created_after", "modified_after", "name_contains"],
        misnomers: [
            "statusequals": "status", "creationtimeafter": "created_after", "created": "created_after",
            "lastmodifiedtimeafter": "modified_after", "modified": "modified_after", "name": "name_contains",
        ]
    )
}
