// SPDX-License-Identifier: Apache-2.0

import CLibYAML

/// libyaml's event parser (yaml.h, "Parser Definitions") over bytes in memory.
///
/// All pointers of libyaml stay in this file. It expands nothing: anchors, aliases and tags come out as events.
@safe
struct YAMLParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// A parser of UTF-8 bytes; nil if there is no memory for it.
    init?(_ bytes: [UInt8]) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            return nil
        }
        let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = unsafe input.initialize(fromContentsOf: bytes)
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
        unsafe self.parser = parser
        unsafe self.input = input
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event.
    mutating func next() throws(YAMLError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw .syntax(problem) }
        defer { unsafe yaml_event_delete(&event) }
        return unsafe Self.read(event)
    }

    private static func read(_ event: yaml_event_t) -> YAMLEvent {
        var hasAnchor = false
        var hasTag = false
        let content: YAMLEvent.Content
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT: content = .documentStart
        case YAML_DOCUMENT_END_EVENT: content = .documentEnd
        case YAML_STREAM_END_EVENT: content = .streamEnd
        case YAML_ALIAS_EVENT: content = .alias
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            hasAnchor = unsafe scalar.anchor != nil
            hasTag = unsafe scalar.tag != nil
            let text = unsafe String(
                decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            content = unsafe .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
        case YAML_SEQUENCE_START_EVENT:
            hasAnchor = unsafe event.data.sequence_start.anchor != nil
            hasTag = unsafe event.data.sequence_start.tag != nil
            content = .sequenceStart
        case YAML_MAPPING_START_EVENT:
            hasAnchor = unsafe event.data.mapping_start.anchor != nil
            hasTag = unsafe event.data.mapping_start.tag != nil
            content = .mappingStart
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: content = .collectionEnd
        default: content = .streamStart
        }
        return unsafe YAMLEvent(
            content: content,
            start: position(event.start_mark),
            end: position(event.end_mark),
            hasAnchor: hasAnchor,
            hasTag: hasTag
        )
    }

    private var problem: YAMLError.Problem {
        let state = unsafe parser.pointee
        let context = unsafe Self.text(state.context)
        return unsafe YAMLError.Problem(
            what: state.error == YAML_MEMORY_ERROR ? "there is not enough memory" : Self.text(state.problem),
            context: context,
            position: Self.position(state.problem_mark),
            contextPosition: context.isEmpty ? nil : Self.position(state.context_mark)
        )
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        unsafe pointer.map { unsafe String(cString: $0) } ?? ""
    }

    private static func position(_ mark: yaml_mark_t) -> YAMLPosition {
        YAMLPosition(index: Int(mark.index), line: Int(mark.line), column: Int(mark.column))
    }
}

/// One step through a YAML stream.
struct YAMLEvent {
    /// What begins or ends here.
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

/// A position as libyaml counts: all from 0, in Unicode scalars.
struct YAMLPosition: Equatable {
    let index: Int
    let line: Int
    let column: Int
}

/// Why the rest of a document cannot be read.
enum YAMLError: Error {
    /// A syntax error, in libyaml's words.
    struct Problem {
        /// What is wrong: `did not find expected key`.
        let what: String
        /// What was being read: `while parsing a block mapping`; empty if libyaml doesn't say.
        let context: String
        /// Where it is wrong.
        let position: YAMLPosition
        /// Where the construct being read begins, if there is a context.
        let contextPosition: YAMLPosition?
    }

    /// libyaml cannot parse the text.
    case syntax(Problem)
    /// The reader gave up for a reason that it has reported.
    case reported
}
