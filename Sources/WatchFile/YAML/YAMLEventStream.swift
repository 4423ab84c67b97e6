// SPDX-License-Identifier: Apache-2.0

import CLibYAML

/// libyaml's event parser (yaml.h, "Parser Definitions") over bytes in memory.
///
/// All pointers of libyaml stay in this file. It expands nothing: anchors, aliases and tags come out as events.
@safe
struct YAMLEventStream: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// A stream over UTF-8 bytes; nil if there is no memory for it.
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
    mutating func next() throws(YAMLSyntaxFault) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw fault() }
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

    private func fault() -> YAMLSyntaxFault {
        let state = unsafe parser.pointee
        let context = unsafe Self.text(state.context)
        return unsafe YAMLSyntaxFault(
            problem: state.error == YAML_MEMORY_ERROR ? "there is not enough memory" : Self.text(state.problem),
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
