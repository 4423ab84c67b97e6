// SPDX-License-Identifier: Apache-2.0

/// One step through a YAML stream.
struct YAMLEvent {
    /// What was met.
    enum Content {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias
        case scalar(String, isPlain: Bool)
        case sequenceStart
        case mappingStart
        case collectionEnd
    }

    let content: Content
    let start: YAMLPosition
    let end: YAMLPosition
    let hasAnchor: Bool
    let hasTag: Bool
}

/// A place as libyaml counts: all from 0, in Unicode scalars.
struct YAMLPosition: Equatable {
    let index: Int
    let line: Int
    let column: Int
}

/// Why a stream cannot be read on, in libyaml's words.
struct YAMLSyntaxFault: Error {
    /// What is wrong: `did not find expected key`.
    let problem: String
    /// What was being read: `while parsing a block mapping`; empty if libyaml doesn't say.
    let context: String
    /// Where it is wrong.
    let position: YAMLPosition
    /// Where that which was being read begins, if there is a context.
    let contextPosition: YAMLPosition?
}
