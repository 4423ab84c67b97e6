// SPDX-License-Identifier: Apache-2.0

package import Core

extension AllowedUnits {
    /// What the file at a path allows; one that is not there, or cannot be read, allows nothing more.
    package static func reading(_ path: String) -> AllowedUnits {
        let bytes = try? FileReader.read(path)
        return bytes.map { AllowedUnits(String(decoding: $0, as: UTF8.self)) } ?? .none
    }
}
