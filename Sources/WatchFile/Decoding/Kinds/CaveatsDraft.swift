// SPDX-License-Identifier: Apache-2.0

import Core

/// Reads `caveats` or `failed_if` of an entry of `kinds`: what makes a good end a doubtful or a bad one.
struct CaveatsDraft {
    /// The most members, and the most conditions of one.
    private static let most = 16

    let fields: MappingReader
    /// `caveats` or `failed_if`.
    let key: String

    /// The conditions that are right, in the order of the file.
    func caveats() -> [Caveat] {
        let help = "write each member with what is bad about it: `\(key): {recordsFailed: \"> 0\"}`"
        let entries = fields.entries(key, upTo: Self.most, help: help) ?? []
        return entries.flatMap { entry -> [Caveat] in
            guard let member = fields.parse(entry.key, at: entry.keyMark, in: key, KindRules.listedPath) else {
                return []
            }
            var nodes = [entry.value]
            if case .sequence(let items) = entry.value.content { nodes = items }
            guard (1...Self.most).contains(nodes.count) else {
                fields.diagnostics.error(
                    "'\(key)' has \(nodes.count.counted("condition")) for '\(member.shownInMessage)'",
                    at: SourceLocation(fields.source, entry.value.mark),
                    help: "1 to \(Self.most) are possible"
                )
                return []
            }
            return nodes.compactMap { node in
                fields.value(
                    of: node.isNull ? ConfigNode(content: node.content, mark: entry.keyMark) : node, in: key
                ) {
                    Self.condition($0)
                }
                .map { Caveat(member, $0) }
            }
        }
    }

    private static let help = "`present`; \(DetailCondition.forms): \"> 0\", \"== UpdateFailed\""

    /// A condition as ``DetailCondition/text`` writes it.
    private static func condition(_ value: ConfigText) -> DetailCondition? {
        value.text == "present" ? .present : value.condition(help: help)
    }
}

extension ConfigText {
    /// The condition that the text is; nil if it is none, which is reported.
    func condition(help: @autoclosure () -> String) -> DetailCondition? {
        do throws(DetailCondition.ParseError) {
            return try DetailCondition(parsing: text, help: help())
        } catch {
            return invalid(sentence: error.sentence, help: error.help)
        }
    }
}
