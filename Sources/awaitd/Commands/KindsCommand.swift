// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Lifecycle

/// `awaitd kinds`: what can be watched.
struct KindsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kinds",
        abstract: "List the kinds of resources that can be watched.",
        discussion: """
            A watch names its kind, or the operation that reads it, or gives an ARN that tells the kind.
            Each status stands with the state that it means: status=state.
            """
    )

    func run() {
        let style = Style(for: .output, ProcessContext.current.environment)
        var blocks: [String] = []
        for kind in Kind.all {
            let id =
                switch kind.id {
                case .entityID: "id of 1 to 64 letters, digits, '_', '.', '-'"
                case .arn: "ARN"
                }
            let words = kind.statuses.meanings.map { "\($0.status)=\($0.state.rawValue)" }
            blocks.append(
                """
                \(style.bold(kind.name))  \(style.dim(kind.title))
                  operation  \(kind.service.signingName):\(kind.operation)
                  takes      \(id)
                  statuses   \(Self.wrapped(words, indent: 13))
                """
            )
        }
        StandardStream.output.write(blocks.joined(separator: "\n\n") + "\n")
    }

    /// Words in lines of at most 80 columns, all but the first indented.
    private static func wrapped(_ words: [String], indent: Int) -> String {
        var lines: [String] = [""]
        for word in words {
            let last = lines[lines.count - 1]
            if !last.isEmpty, indent + last.count + 1 + word.count > 80 {
                lines.append(word)
            } else {
                lines[lines.count - 1] = last.isEmpty ? word : "\(last) \(word)"
            }
        }
        return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
    }
}
