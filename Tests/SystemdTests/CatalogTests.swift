// SPDX-License-Identifier: Apache-2.0

import Lifecycle
import Testing

/// The journal's catalog explains each notice that there is, with fields that the notice has.
struct CatalogTests {
    private let catalog: Catalog

    init() throws {
        catalog = try Catalog(path: "packaging/systemd/awaitd.catalog")
    }

    @Test
    func `Code and catalog name the same ids, each once`() {
        let ids = NoticeEvent.allCases.map(\.messageID)
        #expect(Set(ids).count == ids.count)
        #expect(catalog.entries.map(\.id).sorted() == ids.sorted())
    }

    @Test(arguments: NoticeEvent.allCases)
    func `Each entry has a subject, an author and words that say what to do`(event: NoticeEvent) throws {
        let entry = try #require(catalog.entries.first { $0.id == event.messageID })
        #expect(event.messageID.utf8.count == 32)
        #expect(event.messageID.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        #expect(entry.header["Subject"]?.isEmpty == false)
        #expect(entry.header["Defined-By"] == "awaitd")
        #expect(entry.body.count > 1)
        #expect(entry.body.contains { $0.hasPrefix("    ") }, "no command to run next")
        #expect(entry.body.allSatisfy { $0.count <= 96 })
    }

    @Test(arguments: NoticeEvent.allCases)
    func `Each field in an entry is one that such a notice always has`(event: NoticeEvent) throws {
        // A field that is missing would be shown as its own name.
        let entry = try #require(catalog.entries.first { $0.id == event.messageID })
        let samples = SampleNotices.of(event)
        #expect(!samples.isEmpty)
        for notice in samples {
            #expect(notice.event == event)
            let sent = Set(notice.journalFields.map(\.name))
            #expect(entry.fields.subtracting(sent) == [], "in \(notice.message)")
        }
    }
}
