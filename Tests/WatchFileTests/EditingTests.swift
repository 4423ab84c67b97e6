// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing
import WatchFile

/// `watches.d/added.yaml` as `awaitd add` and `awaitd remove` write it: every other byte stays.
@Suite final class EditingTests {
    private let folder: TemporaryFolder
    private let main: String
    private let file: AddedWatches

    init() throws {
        folder = try TemporaryFolder()
        main = "\(folder.path)/watches.yaml"
        file = AddedWatches(main: main, loader: WatchListLoader())
        folder.makeFolder("watches.d")
        folder.write("watches.yaml", Array("watches: []\n".utf8))
    }

    deinit { folder.remove() }

    private static func entry(_ id: String, name: String? = nil) -> (WatchEntry, WatchIdentity) {
        var entry = WatchEntry(.id(kind: "evaluation", id: id))
        (entry.name, entry.region) = (name, "us-east-1")
        return (entry, WatchIdentity(name: name ?? id, kind: "evaluation", resourceID: id, region: "us-east-1"))
    }

    private func adding(_ id: String, name: String? = nil, to text: String) throws -> String {
        folder.write("watches.d/added.yaml", Array(text.utf8))
        let (entry, identity) = Self.entry(id, name: name)
        return String(decoding: try file.adding(entry, identity).bytes, as: UTF8.self)
    }

    private func removing(_ name: String, from text: String) throws -> String {
        folder.write("watches.d/added.yaml", Array(text.utf8))
        return String(decoding: try file.removing(name), as: UTF8.self)
    }

    private static let a = "kind: evaluation, id: a, region: us-east-1"
    private static let x = "  - kind: evaluation\n    id: x\n    region: us-east-1\n"

    /// Texts, and what they are with a watch `x` more.
    private static let additions: [(text: String, result: String)] = [
        ("watches: []\n", "watches:\n" + x),
        ("watches: []", "watches:\n" + x.dropLast()),
        ("watches: [ ] # none yet\n", "watches: # none yet\n" + x),
        ("defaults: {region: eu-west-1}\n", "defaults: {region: eu-west-1}\nwatches:\n" + x),
        (
            "watches: []\ndefaults:\n  region: eu-west-1\n# the end\n",
            "watches:\n" + x + "defaults:\n  region: eu-west-1\n# the end\n"
        ),
        ("watches:\n  - {\(a)}\n", "watches:\n  - {\(a)}\n" + x),
        ("watches:\n  - {\(a)}  # why", "watches:\n  - {\(a)}  # why\n" + x.dropLast()),
        (
            "watches:\n- {\(a)}\n# later\n",
            "watches:\n- {\(a)}\n- kind: evaluation\n  id: x\n  region: us-east-1\n# later\n"
        ),
        (
            "watches:\n  - kind: evaluation\n    id: a\n    region: us-east-1\n    # overdue_after: 6h\n\n  # below\n",
            "watches:\n  - kind: evaluation\n    id: a\n    region: us-east-1\n    # overdue_after: 6h\n" + x
                + "\n  # below\n"
        ),
        (
            "watches:\n  - kind: evaluation\n    region: us-east-1\n    id: |-\n      a\n",
            "watches:\n  - kind: evaluation\n    region: us-east-1\n    id: |-\n      a\n" + x
        ),
        ("watches: [{\(a)}]\n", "watches: [{\(a)}, {kind: evaluation, id: x, region: us-east-1}]\n"),
        (
            "watches: [\n  {\(a)}, # a\n]\n",
            "watches: [\n  {\(a)}, {kind: evaluation, id: x, region: us-east-1}, # a\n]\n"
        ),
        ("watches: [ # none\n]\n", "watches: [{kind: evaluation, id: x, region: us-east-1} # none\n]\n"),
        ("{watches: []}\n", "{watches: [{kind: evaluation, id: x, region: us-east-1}]}\n"),
        (
            "{defaults: {region: eu-west-1}}",
            "{defaults: {region: eu-west-1}, watches: [{kind: evaluation, id: x, region: us-east-1}]}"
        ),
        ("---\nwatches:\n  - {\(a)}\n...\n", "---\nwatches:\n  - {\(a)}\n" + x + "...\n"),
        ("\u{FEFF}# \u{E4}\u{1F469}\nwatches:\n  - {\(a)}\n", "\u{FEFF}# \u{E4}\u{1F469}\nwatches:\n  - {\(a)}\n" + x),
    ]

    @Test("A watch is added at the end of the list, and every other byte stays", arguments: additions)
    func adds(_ text: String, _ result: String) throws {
        #expect(try adding("x", to: text) == result)
        let (windows, there) = (text.replacing("\n", with: "\r\n"), result.replacing("\n", with: "\r\n"))
        #expect(Array(try adding("x", to: windows).utf8) == Array(there.utf8) || !text.contains("\n"))
    }

    @Test("What was added is removed without a trace", arguments: additions)
    func removesWhatWasAdded(_ text: String, _ result: String) throws {
        let removed = try removing("x", from: result)
        // A list gets its brackets back in the plainest form.
        let isPlain = !text.contains("[ ]") && !text.contains("[ #") && text.contains("watches")
        if isPlain { #expect(Array(removed.utf8) == Array(text.utf8)) }
        #expect(Reading(removed).loaded != nil || removed == "watches: []")
    }

    @Test("A new file has a watch and a comment")
    func newFile() throws {
        let (entry, identity) = Self.entry("x")
        let bytes = try file.adding(entry, identity).bytes
        #expect(Reading(bytes: bytes).watches.map(\.name) == ["x"])
        #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("\nwatches:\n" + Self.x))
    }

    @Test(
        "A removed watch takes its own lines and the comments directly above it",
        arguments: [
            (
                "watches:\n  # about a\n  # and more\n  - {\(a)}\n\n  # about b\n  - {name: b, \(a)}\n", "a",
                "watches:\n\n  # about b\n  - {name: b, \(a)}\n"
            ),
            (
                "watches:\n  - {\(a)}\n    # of a\n  # about b\n  - name: b\n    # in b\n    kind: evaluation\n    id: a\n    region: us-east-1\n"
                    + "    # of b\n\n  # the end\n", "b", "watches:\n  - {\(a)}\n    # of a\n\n  # the end\n"
            ),
            ("watches:\n  - {\(a)}\n  - {name: b, \(a)}", "b", "watches:\n  - {\(a)}"),
            ("# head\nwatches:  # why\n  # about a\n  - {\(a)}\n# tail\n", "a", "# head\nwatches: []  # why\n# tail\n"),
            ("watches:\n  - {\(a)}", "a", "watches: []"),
            (
                "watches: [{\(a)}, {name: b, \(a)}, {name: c, \(a)}]\n", "a",
                "watches: [{name: b, \(a)}, {name: c, \(a)}]\n"
            ),
            ("watches: [{\(a)}, {name: b, \(a)}, {name: c, \(a)}]\n", "b", "watches: [{\(a)}, {name: c, \(a)}]\n"),
            ("watches: [{\(a)}, {name: b, \(a)}]\n", "b", "watches: [{\(a)}]\n"),
            ("watches: [{\(a)}]\n", "a", "watches: []\n"),
            ("watches: [\n  {\(a)},\n]\n", "a", "watches: []\n"),
            ("watches: [\n  # a\n  {\(a)}, # x\n  {name: b, \(a)},\n]\n", "a", "watches: [\n  {name: b, \(a)},\n]\n"),
            (
                "watches:\n  - kind: evaluation\n    match: [m*]\n    region: us-east-1\n    name: m\n  - {\(a)}\n",
                "m",
                "watches:\n  - {\(a)}\n"
            ),
        ])
    func removes(_ text: String, _ name: String, _ result: String) throws {
        #expect(try removing(name, from: text) == result)
        let (windows, there) = (text.replacing("\n", with: "\r\n"), result.replacing("\n", with: "\r\n"))
        #expect(Array(try removing(name, from: windows).utf8) == Array(there.utf8))
    }

    @Test("What is watched already is refused by name and by resource, wherever it stands")
    func refusesTwins() throws {
        folder.write("watches.yaml", Array("watches:\n  - {name: n, \(Self.a)}\n".utf8))
        func refusal(_ id: String, name: String?) -> String? {
            do {
                _ = try adding(id, name: name, to: "watches: []\n")
                return nil
            } catch WatchListEditError.watched(let name, let origin, let isSame) {
                return "\(name) \(origin.line):\(origin.column) \(isSame)"
            } catch {
                return "\(error)"
            }
        }
        #expect(refusal("a", name: "n") == "n 2:12 true")
        #expect(refusal("a", name: nil) == "n 2:12 true")
        #expect(refusal("b", name: "n") == "n 2:12 false")
        #expect(refusal("b", name: nil) == nil)
    }

    /// Names that YAML could take for something else.
    private static let names = [
        "yes", "No", "null", "~", "1e3", "0x1F", "0o17", "1_000", "12:30:45", "2026-12-01", ".inf", "a: b", "#x",
        "a #b",
        "- a", "? a", "!a", "&a", "*a", "@a", "`a", "%a", "|", ">", "[a]", "{a}", "a]", "a,b", "'", "\"", "\\", "a\\b",
        " a", "a ", "a:", ":a", "<<", "\u{E4}", "\u{1F469}\u{200D}\u{1F52C}", "a\u{2019}", "---", "...", "=",
        "nightly/job-1", "$(id)", "a'b\"c", "true", "-", "-1", "+1", "0", "007",
    ]

    @Test("A name reads back as the same, in lines and in brackets", arguments: names)
    func namesReadBack(_ name: String) throws {
        for text in ["watches: []\n", "watches: [{\(Self.a)}]\n"] {
            let result = try adding("x", name: name, to: text)
            #expect(Reading(result).watches.last?.name == name)
            #expect(Reading(try removing(name, from: result)).watches.count == Reading(text).watches.count)
        }
    }

    @Test("Any name reads back as the same, and goes without a trace", arguments: 0..<4)
    func anyNameReadsBack(_ seed: Int) throws {
        var generator = SplitMix64(seed: UInt64(seed))
        let signs = Array(" :#-?!&*@`%|>[]{},'\"\\ab10eExX_.~\u{E4}\u{1F469}=<yn".unicodeScalars)
        var text = "# head\nwatches: []\n"
        var names: [String] = []
        for _ in 0..<40 {
            var name = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                name.append(signs[Int.random(in: 0..<signs.count, using: &generator)])
            }
            if names.contains(String(name)) { continue }
            text = try adding("x-\(names.count)", name: String(name), to: text)
            names.append(String(name))
        }
        #expect(Reading(text).watches.map(\.name) == names)
        for name in names.shuffled(using: &generator) { text = try removing(name, from: text) }
        #expect(text == "# head\nwatches: []\n")
    }

    @Test("All that an entry says is written and read back")
    func wholeEntry() throws {
        var (entry, _) = Self.entry("x", name: "n")
        (entry.profile, entry.overdueAfter) = ("ml prod", .seconds(5_400))
        entry.starts = [
            ("completed", ["awaitd-on-a@.service", "awaitd-on-b.service"]), ("caveat", ["awaitd-on-c.service"]),
        ]
        let identity = WatchIdentity(name: "n", kind: "evaluation", resourceID: "x", region: "us-east-1")
        let (bytes, watch) = try file.adding(entry, identity)
        #expect(watch.credentials == .profile("ml prod"))
        #expect(watch.overdueAfter == .seconds(5_400))
        #expect(watch.starts[.completed].map(\.template) == ["awaitd-on-a@.service", "awaitd-on-b.service"])
        #expect(watch.starts.caveat?.map(\.template) == ["awaitd-on-c.service"])
        #expect(Reading(bytes: bytes).watches == [watch])
    }

    @Test("A watch of another file and an unknown one are not removed")
    func removesNothingElse() throws {
        folder.write("watches.yaml", Array("watches:\n  - {name: n, \(Self.a)}\n".utf8))
        func refusal(_ name: String) -> String? {
            do {
                _ = try removing(name, from: "watches: []\n")
                return nil
            } catch {
                return "\(error)"
            }
        }
        #expect(refusal("n")?.contains("elsewhere") == true)
        #expect(refusal("x")?.contains("unknown") == true)
    }
}
