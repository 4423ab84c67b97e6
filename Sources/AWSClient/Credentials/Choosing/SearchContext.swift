// SPDX-License-Identifier: Apache-2.0

/// What every part of a search for credentials goes by.
struct SearchContext {
    /// What the process was started with.
    let environment: [String: String]
    /// The shared files, as the settings of profiles are read from them.
    let files: ProfileFiles
    /// The region of the watch, in which STS is asked where nothing else says.
    let region: String
    /// The profile whose settings say how STS and IAM Identity Center are reached; nil for the default one.
    ///
    /// It is the one that somebody selected, whichever profiles its roles are assumed with: as with AWS's own tools, where
    /// it is the profile of the whole session.
    let profile: String?
    /// The name of that profile.
    let profileName: String

    /// A whole number from 1 on, by a variable or the profile's setting; nil if neither is there.
    ///
    /// Throws a sentence if it is no such number.
    func count(_ variable: String, _ key: String) throws(ProfileGraph.Unusable) -> Int? {
        let setting = value(of: variable) == nil ? files.readable(profileName) { _, _ in }?.setting(key) : nil
        guard let text = value(of: variable) ?? setting?.value else { return nil }
        guard text.utf8.count <= 9, let number = Int(text), number > 0 else {
            let place = setting.map { "the \(key) of profile \(Profile.quoted(profileName)) in \($0.path)" } ?? variable
            throw .init("\(place) is no whole number from 1 on")
        }
        return number
    }

    /// A variable's value; an empty one counts as none.
    func value(of variable: String) -> String? { Credentials.trimmed(environment[variable]) }
}
