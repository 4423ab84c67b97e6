// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

extension JSONEncoder {
    /// An encoder that always writes a value as the same bytes: members sorted by name, slashes as they are.
    package static func sorted(_ formatting: OutputFormatting = []) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
        return encoder
    }
}
