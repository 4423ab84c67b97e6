// SPDX-License-Identifier: Apache-2.0

import Glibc
import Platform
import Testing
import WatchFile

/// Files made to break a reader.
///
/// Each has to end in a diagnostic, soon, and with nothing expanded.
@Suite struct HostileTests {
    /// A piece of text repeated up to the size limit, with what precedes and follows it.
    struct Bomb: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let head: String
        let piece: String
        let tail: String

        init(_ name: String, head: String = "", _ piece: String, tail: String = "") {
            (testDescription, self.head, self.piece, self.tail) = (name, head, piece, tail)
        }

        /// As many bytes as a file may have.
        var bytes: [UInt8] {
            let size = 8 << 20
            let piece = Array(piece.utf8)
            var bytes = Array(head.utf8)
            bytes.reserveCapacity(size)
            while bytes.count + piece.count + tail.utf8.count <= size { bytes += piece }
            return bytes + Array(tail.utf8)
        }
    }

    static let bombs: [Bomb] = [
        Bomb("open brackets", "["),
        Bomb("open braces", "{"),
        Bomb("nested mappings in flow", "{a: "),
        Bomb("nested lists in blocks", "- "),
        Bomb("complex keys", "? "),
        Bomb("brackets in turn", "[{"),
        Bomb("closing brackets", "]"),
        Bomb("balanced brackets", head: "watches: [", "[],", tail: "]"),
        Bomb("anchors", "a: &a\n"),
        Bomb("anchors on one line", head: "watches: [", "&a a, ", tail: "]"),
        Bomb("aliases", head: "a: &a x\nwatches: [", "*a,", tail: "]"),
        Bomb("anchors with names", head: "watches:\n", "- &abcdefgh abcdefgh\n"),
        Bomb("one long anchor", head: "a: &", "a"),
        Bomb("tags", head: "watches: [", "!a a,", tail: "]"),
        Bomb("one long tag", head: "a: !<", "a", tail: "> b"),
        Bomb("tag directives", "%TAG !a! b\n"),
        Bomb("tag directives after a document", head: "watches: []\n...\n", "%TAG !a! b\n"),
        Bomb("unknown directives", "%A\n"),
        Bomb("version directives", "%YAML 1.1\n"),
        Bomb("documents", "---\n"),
        Bomb("documents with ends", "---\n...\n"),
        Bomb("merge keys", "<<: a\n"),
        Bomb("duplicate keys", "watches: []\n"),
        Bomb("empty entries", head: "watches:\n", "- \n"),
        Bomb("entries of one letter", head: "watches:\n", "- a\n"),
        Bomb("entries in flow", head: "watches: [", "a,", tail: "]"),
        Bomb("empty mappings", head: "watches: [", "{},", tail: "]"),
        Bomb("a long key", "a", tail: ": b"),
        Bomb("a long quoted key", head: "\"", "a", tail: "\": b"),
        Bomb("a long name", head: "watches: [{name: ", "a", tail: "}]"),
        Bomb("a long id", head: "watches: [{kind: evaluation, id: ", "\u{E4}", tail: "}]"),
        Bomb("a long comment", head: "#", "#"),
        Bomb("empty lines", "\n"),
        Bomb("carriage returns", "\r"),
        Bomb("spaces", " "),
        Bomb("tabs", "\t"),
        Bomb("tabs in lines", head: "watches:\n", "\t- a\n"),
        Bomb("open quotes", head: "watches:\n", "\"a\n"),
        Bomb("single quotes", head: "watches: '", "''"),
        Bomb("escapes", head: "watches: \"", "\\u0041"),
        Bomb("a block scalar", head: "watches: |\n", "  a\n"),
        Bomb("a folded scalar of empty lines", head: "watches: >\n  a\n", "\n", tail: "  b"),
        Bomb("a plain text over many lines", head: "watches:\n", "  a\n"),
        Bomb("colons", ":"),
        Bomb("question marks", "?\n"),
        Bomb("ever deeper dashes", "-\n "),
        Bomb("wide characters", head: "watches: [", "\u{65E5}, ", tail: "]"),
        Bomb("unknown keys", head: "watches: [{", "a: 1, ", tail: "}]"),
        Bomb("NUL bytes", "\0"),
        Bomb("control characters", "\u{1}\n"),
        Bomb("separators", "\u{2028}"),
    ]

    @Test(arguments: bombs)
    func endsInADiagnosticSoon(_ bomb: Bomb) throws {
        let bytes = bomb.bytes
        let start = Self.processorSeconds()
        let reading = Reading(bytes: bytes)
        // A fraction of a second where it is optimised; the bound is for debug builds. This thread's own time, so that a
        // busy machine makes no difference.
        #expect(Self.processorSeconds() - start < 15)
        #expect(!reading.diagnostics.isEmpty)
        #expect(reading.loaded == nil)
        #expect(reading.text.utf8.count < 100_000)
    }

    /// The processor time of this thread so far.
    private static func processorSeconds() -> Int {
        Int(KernelTime.thread / 1_000_000)
    }
}
