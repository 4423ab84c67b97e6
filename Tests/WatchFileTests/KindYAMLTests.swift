// SPDX-License-Identifier: Apache-2.0

import Core
import Testing
import WatchFile

/// What `awaitd kinds --yaml` prints, read again.
@Suite struct KindYAMLTests {
    @Test(arguments: Kind.all)
    func everyBuiltInKindIsReadBackAsItIs(kind: Kind) throws {
        let text = KindYAML(kind).text
        let reading = Reading("kinds:\n\(text)watches: []\n")
        #expect(reading.text.isEmpty, "\(text)")
        let own = try #require(reading.loaded?.kinds.kind(named: kind.name))
        #expect(own.isUserDefined)
        #expect(own.service == kind.service)
        #expect(own.request == kind.request)
        #expect(own.id == kind.id)
        #expect(own.response == kind.response)
        #expect(own.statuses == kind.statuses)
        #expect(own.errors == kind.errors)
        #expect(own.authorization == kind.authorization)
        #expect(own.listing == kind.listing?.asWritten)
        #expect(own.asBuiltIn == kind.asWritten)
        #expect(KindYAML(own).text == text)
    }

    /// A kind that uses every word of the language.
    @Test func everyWordIsWrittenAndRead() throws {
        let kind = Kind(
            name: "all",
            title: "yes: \"all\" # of it",
            service: AWSService(
                name: "a.b",
                signingName: "c",
                title: "a.b",
                transport: .json(.one, targetPrefix: "T"),
                regions: ["us-east-1", "eu-west-1"]
            ),
            operation: "GetAll",
            request: .body(
                verboseMember: "Verbose",
                fixed: ["A": .string("1"), "B": .integer(-1), "C": .bool(false), "D": .strings(["x", "true"])]
            ),
            id: IDRule(
                [
                    .init("I", IDForm(1...64, letters: .lowerCase, others: " _.-"), shape: .list),
                    .init("J", IDForm(5...5, letters: .none), shape: .number),
                    .init("K", nil, arns: [ARNPattern("s", "k/ID", last: .uuid), ARNPattern("s", "k/A/B")]),
                    .init("L", .anything),
                ],
                arns: [ARNPattern("s", "all/I")],
                isFoundByARN: false
            ),
            response: Kind.Response(
                status: "a[0].s",
                statusWhenAbsent: "NONE",
                moreReasons: ["a[0].r", "b[].c"],
                name: "n",
                created: "c",
                started: "s",
                finished: "f",
                modified: "m",
                opened: ["a[0]", "o.p"],
                highlights: ["h"],
                causes: ["k"],
                details: ["a[0].d", "e"],
                keepsOthers: false,
                omitted: ["x.secret"]
            ),
            statuses: StatusRules(
                [
                    .init("CREATE PENDING", .pending), .init("1", .inProgress),
                    .init("ROLL", .inProgress, isWarning: true),
                    .init("STOPPING", .stopping), .init("yes", .completed),
                    .init("PARTLY", .completed, isWarning: true),
                    .init("null", .failed), .init("STOPPED", .stopped), .init("GONE", .deleted),
                ],
                absence: "NONE",
                leavableStates: [.failed, .stopped],
                mayReturnTo: ["CREATE PENDING"],
                caveats: [
                    Caveat("failed", .number(.greater, 0)), Caveat("failed", .number(.notEqual, 0.5)),
                    Caveat("b[].c", .present), Caveat("w", .word("Bad")), Caveat("v", .otherWord("Good word")),
                ],
                failures: [Caveat("code", .number(.notEqual, 0)), Caveat("r", .present)]
            ),
            errors: Kind.ErrorCodes(
                notFound: ["NotThere"], transient: ["Busy", "com.x#Slow".replacing("#", with: ":")]),
            authorization: .other(ARNPattern("s", "p/ID", last: .uuid), hasID: true),
            listing: Listing(
                "ListAll",
                request: .body(fixed: ["Max": .integer(5)]),
                parent: ["I"],
                items: "page.items",
                item: .init(id: "id", arn: "arn", name: "n", status: "s", reason: "r", created: "c", modified: "m"),
                pageSize: .init("MaxResults", 100),
                token: .init(sent: "nextToken", received: "NextToken"),
                filters: .init(status: "s", createdAfter: "c", modifiedAfter: "m", nameContains: "n")
            ),
            isUserDefined: true
        )
        let text = KindYAML(kind).text
        let reading = Reading("kinds:\n\(text)watches: []\n")
        #expect(reading.text.isEmpty, "\(text)")
        #expect(reading.loaded?.kinds.kind(named: "all") == kind, "\(text)")
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 }, "\(text)")
    }
}

extension Listing {
    /// What an entry can say of it: no filters other than members of the request.
    fileprivate var asWritten: Listing {
        Listing(
            operation, request: request, parent: parent, items: items, item: item, pageSize: pageSize, token: token,
            filters: filters.form == .members ? filters : Filters(), sendsQuery: sendsQuery)
    }
}

extension Kind {
    /// The same kind as if it were built in.
    fileprivate var asBuiltIn: Kind { copy(listing) }

    /// The same kind as far as an entry can say it.
    fileprivate var asWritten: Kind { copy(listing?.asWritten) }

    private func copy(_ listing: Listing?) -> Kind {
        Kind(
            name: name,
            title: title,
            service: service,
            operation: operation,
            request: request,
            id: id,
            response: response,
            statuses: statuses,
            errors: errors,
            authorization: authorization,
            listing: listing
        )
    }
}
