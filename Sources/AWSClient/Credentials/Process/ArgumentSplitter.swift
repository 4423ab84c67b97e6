// SPDX-License-Identifier: Apache-2.0

/// Splits a command into its arguments as a POSIX shell would, without any of a shell's other doings.
///
/// The rules are those of Python's `shlex.split`, which botocore uses: white space separates, single quotes keep everything,
/// double quotes keep all but `\"` and `\\`, and a backslash elsewhere keeps the character behind it.
package enum ArgumentSplitter {
    /// Why a command is none.
    package struct Fault: Error, Hashable {
        /// Words that follow the command's name: `has a quote that is not closed`.
        package let reason: String
    }

    /// The longest command, in bytes.
    package static let limit = 16_384

    /// The arguments of a command, the program first.
    package static func split(_ command: String) throws(Fault) -> [String] {
        guard command.utf8.count <= limit else { throw Fault(reason: "is longer than 16 KiB") }
        var arguments: [String] = []
        var current: String.UnicodeScalarView?
        var quote: Unicode.Scalar?
        var isEscaped = false
        for scalar in command.unicodeScalars {
            if isEscaped {
                isEscaped = false
                if quote == "\"", scalar != "\"", scalar != "\\" { current?.append("\\") }
                current?.append(scalar)
            } else if scalar == "\\", quote != "'" {
                isEscaped = true
                current = current ?? .init()
            } else if let open = quote {
                if scalar == open { quote = nil } else { current?.append(scalar) }
            } else if scalar == "'" || scalar == "\"" {
                quote = scalar
                current = current ?? .init()
            } else if [" ", "\t", "\r", "\n"].contains(scalar) {
                if let done = current { arguments.append(String(done)) }
                current = nil
            } else {
                current = current ?? .init()
                current?.append(scalar)
            }
        }
        guard !isEscaped else { throw Fault(reason: "ends in a backslash") }
        guard quote == nil else { throw Fault(reason: "has a quote that is not closed") }
        if let done = current { arguments.append(String(done)) }
        guard let program = arguments.first, !program.isEmpty else { throw Fault(reason: "names no program") }
        guard !arguments.contains(where: { $0.utf8.contains(0) }) else { throw Fault(reason: "has a NUL byte in it") }
        return arguments
    }
}
