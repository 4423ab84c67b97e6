// SPDX-License-Identifier: Apache-2.0

/// One of the shared files, by what its sections are called.
package struct SharedFile: Sendable, Hashable {
    /// How a file names its profiles.
    package enum Naming: Sendable, Hashable {
        /// `[ml-prod]`: the credentials file.
        case plain
        /// `[profile ml-prod]`, and `[default]`: the config file.
        case prefixed
    }

    /// Where it is.
    package let path: String
    /// How it names its profiles.
    package let naming: Naming

    /// The keys of a profile, or nil if the file has no such profile.
    ///
    /// Of `[default]` and `[profile default]`, and of a name with quotes and without, the last one counts, as in botocore.
    package func profile(_ name: String, in file: INIFile) -> [String: String]? {
        switch naming {
        case .plain: file.sections[name]
        case .prefixed:
            last(in: file) { section in
                (name == "default" && section == name) || Self.name(of: section, behind: "profile") == name
            }
        }
    }

    /// The keys of `[WORD NAME]` or `[WORD "NAME"]`, or nil if the file has no such section.
    func section(_ word: String, _ name: String, in file: INIFile) -> [String: String]? {
        last(in: file) { Self.name(of: $0, behind: word) == name }
    }

    private func last(in file: INIFile, where isMeant: (String) -> Bool) -> [String: String]? {
        file.order.last(where: isMeant).flatMap { file.sections[$0] }
    }

    private static func name(of section: String, behind word: String) -> String? {
        guard section.hasPrefix(word), let space = section.firstIndex(where: { $0 == " " || $0 == "\t" }),
            section[..<space] == word, let name = Credentials.trimmed(String(section[space...]))
        else { return nil }
        for quote in ["\"", "'"] where name.count >= 2 && name.hasPrefix(quote) && name.hasSuffix(quote) {
            return String(name.dropFirst().dropLast())
        }
        return name
    }
}
