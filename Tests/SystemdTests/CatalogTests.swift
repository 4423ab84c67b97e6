// SPDX-License-Identifier: Apache-2.0

import Core
import Testing

/// The journal's catalogs explain each notice that there is, with fields that the notice has.
struct CatalogTests {
    private static let files = ["packaging/systemd/awaitd.catalog", "packaging/systemd/awaitd.de.catalog"]

    @Test(arguments: files)
    func `Code and catalog name the same ids, each once`(file: String) throws {
        let catalog = try Catalog(path: file)
        let ids = NoticeEvent.allCases.map(\.messageID)
        #expect(Set(ids).count == ids.count)
        #expect(catalog.entries.map(\.id).sorted() == ids.sorted())
    }

    @Test(arguments: NoticeEvent.allCases, files)
    func `Each entry has a subject, an author, a page and words that say what to do`(
        event: NoticeEvent,
        file: String
    ) throws {
        let entry = try #require(try Catalog(path: file).entries.first { $0.id == event.messageID })
        #expect(event.messageID.utf8.count == 32)
        #expect(event.messageID.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        #expect(entry.header["Subject"]?.isEmpty == false)
        #expect(entry.header["Defined-By"] == "awaitd")
        #expect(entry.header["Documentation"]?.hasPrefix("man:awaitd") == true)
        #expect(entry.body.count > 1)
        #expect(entry.body.contains { $0.hasPrefix("    ") }, "no command to run next")
        #expect(entry.body.allSatisfy { $0.count <= 96 })
    }

    @Test(arguments: NoticeEvent.allCases, files)
    func `Each field in an entry is one that such a notice always has`(event: NoticeEvent, file: String) throws {
        // A field that is missing would be shown as its own name.
        let entry = try #require(try Catalog(path: file).entries.first { $0.id == event.messageID })
        let samples = SampleNotices.of(event)
        #expect(!samples.isEmpty)
        for notice in samples {
            #expect(notice.event == event)
            let sent = Set(notice.journalFields.map(\.name))
            #expect(entry.fields.subtracting(sent) == [], "in \(notice.message)")
        }
    }

    @Test(arguments: NoticeEvent.allCases, files)
    func `A command can be pasted: no text of others is in it`(event: NoticeEvent, file: String) throws {
        let entry = try #require(try Catalog(path: file).entries.first { $0.id == event.messageID })
        // An event's id is awaitd's own, and a unit that was started has a name that a shell takes as it stands.
        let safe = event == .unitStarted ? ["AWAITD_EVENT_ID", "AWAITD_UNIT"] : ["AWAITD_EVENT_ID"]
        for line in entry.body where line.hasPrefix("    ") && !line.hasPrefix("     ") {
            let fields = line.split(separator: "@", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 1 }.map { String($0.element) }
            #expect(fields.allSatisfy(safe.contains), "\(line)")
        }
    }

    @Test(arguments: NoticeEvent.allCases)
    func `The translation shows the same fields and runs the same commands`(event: NoticeEvent) throws {
        let entries = try Self.files.map { file in
            try #require(try Catalog(path: file).entries.first { $0.id == event.messageID })
        }
        // What is indented further is a table's, and translated.
        let commands = entries.map { entry in entry.body.filter { $0.hasPrefix("    ") && !$0.hasPrefix("     ") } }
        #expect(Set(entries.map(\.fields)).count == 1)
        #expect(Set(commands).count == 1)
        #expect(Set(entries.map(\.header["Documentation"])).count == 1)
        #expect(entries[0].header["Subject"] != entries[1].header["Subject"])
    }
}
