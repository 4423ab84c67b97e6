// SPDX-License-Identifier: Apache-2.0

package import Core

/// What a started unit is told, as a file for `EnvironmentFile=` (systemd.exec(5)), which a shell can read as well.
package enum EnvironmentFile {
    /// The text of a file: the notice's own fields, and `MESSAGE` and `PRIORITY` under names that begin like those.
    ///
    /// Each value stands in double quotes with what is special there escaped.
    package static func text(unit: String, _ fields: [Notice.Field]) -> String {
        let renamed = ["MESSAGE": "AWAITD_MESSAGE", "PRIORITY": "AWAITD_PRIORITY"]
        let told = fields.compactMap { field -> (String, String)? in
            if let name = renamed[field.name] { return (name, field.value) }
            guard field.name.hasPrefix("AWAITD_"), field.name != Notice.startsField else { return nil }
            return (field.name, field.value)
        }
        return (told + [("AWAITD_UNIT", unit)]).map { "\($0)=\"\(quoted($1))\"\n" }.joined()
    }

    private static func quoted(_ value: String) -> String {
        var text = ""
        for scalar in value.cleaned().unicodeScalars {
            if ["\"", "\\", "$", "`"].contains(scalar) { text.append("\\") }
            text.unicodeScalars.append(scalar)
        }
        return text
    }
}
