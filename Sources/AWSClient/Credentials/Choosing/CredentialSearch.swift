// SPDX-License-Identifier: Apache-2.0

/// Where credentials were looked for, in order, and what came of it.
package struct CredentialSearch: Sendable {
    /// A place that had none.
    package struct Step: Sendable, Hashable {
        /// The place: `the environment`.
        package let place: String
        /// Why it was passed over, in words that end a sentence: `AWS_ACCESS_KEY_ID is not set`.
        package let reason: String
    }

    /// What the search ended with.
    package enum End: Sendable {
        /// A way to credentials, and where it stands.
        case chosen(CredentialRecipe, place: String)
        /// Something that is meant to be used and cannot be, in a whole sentence: nothing behind it was looked at, since that
        /// would act as somebody else.
        case unusable(String, place: String)
        /// Nothing anywhere.
        case nothing
    }

    /// The selection that was looked for: `the default chain`, `profile 'ml-prod'`.
    package let title: String
    /// The files that had a say in it: when one of them changes, looking again may help.
    package let files: [String]
    /// The places that had none, in order.
    package private(set) var passedOver: [Step] = []
    /// What it ended with.
    package private(set) var end = End.nothing

    /// Looks in places in order, until one has something.
    init(_ title: String, files: [String], places: [CredentialPlace]) {
        self.title = title
        self.files = files
        for place in places {
            switch place.look() {
            case .absent(let reason):
                passedOver.append(Step(place: place.title, reason: reason))
            case .found(let recipe, let at):
                end = .chosen(recipe, place: at ?? place.title)
                return
            case .unusable(let sentence):
                end = .unusable(sentence, place: place.title)
                return
            }
        }
    }

    /// A search for a role that is assumed with what another search found.
    init(role: RoleRecipe, title: String, with source: CredentialSearch) {
        self.title = title
        files = source.files
        passedOver = source.passedOver
        switch source.end {
        case .chosen(let recipe, let place):
            end = .chosen(.role(role, source: recipe), place: "the watch's role_arn, assumed with \(place)")
        case .unusable, .nothing:
            end = source.end
        }
    }

    /// The places that had none and why, in one text: `the environment (AWS_ACCESS_KEY_ID is not set); …`.
    package var tried: String {
        passedOver.map { "\($0.place) (\($0.reason))" }.joined(separator: "; ")
    }
}

/// One place in which credentials are looked for.
struct CredentialPlace {
    /// The place as people know it, fit to stand in a list.
    let title: String
    /// Looks, without asking anybody.
    let look: () -> CredentialFinding
}

/// What a place has.
enum CredentialFinding {
    /// A way to credentials; and where exactly, if the place's title does not say it.
    case found(CredentialRecipe, at: String? = nil)
    /// Nothing: why, in a few words.
    case absent(String)
    /// Something that is meant to be used and cannot be; a whole sentence.
    case unusable(String)
}
