// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Core
import FoundationEssentials

/// A value that a statement takes.
enum Value: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)

    /// A text or null.
    static func optional(_ text: String?) -> Value { text.map(Value.text) ?? .null }

    /// A number or null.
    static func optional(_ number: Int64?) -> Value { number.map(Value.integer) ?? .null }

    /// A truth value, as 1 or 0.
    static func flag(_ isSet: Bool) -> Value { .integer(isSet ? 1 : 0) }

    /// A list of texts as JSON; of most watches such a list is empty.
    static func json(_ texts: [String]) -> Value {
        if texts.isEmpty { return .text("[]") }
        return json(texts as any Encodable)
    }

    /// A list or an object as JSON, which `sqlite3` and its functions can read too; empty if it cannot be encoded, as
    /// strings and numbers always can.
    static func json(_ list: any Encodable) -> Value {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        return .text((try? encoder.encode(list)).map { String(decoding: $0, as: UTF8.self) } ?? "[]")
    }
}

/// One compiled statement of a ``Database``, which finalizes it.
@safe
final class Statement {
    private let pointer: OpaquePointer
    private let database: OpaquePointer

    init(_ pointer: OpaquePointer, of database: OpaquePointer) {
        unsafe self.pointer = pointer
        unsafe self.database = database
    }

    /// Releases the compiled statement, which is not used after that.
    func finalize() { unsafe sqlite3_finalize(pointer) }

    /// Makes it ready to run again.
    func reset() {
        unsafe sqlite3_reset(pointer)
        unsafe sqlite3_clear_bindings(pointer)
    }

    /// Sets its parameters, from the first.
    func bind(_ values: [Value]) throws(SQLiteError) {
        for (offset, value) in values.enumerated() {
            let index = Int32(offset + 1)
            let code =
                switch value {
                case .null: unsafe sqlite3_bind_null(pointer, index)
                case .integer(let number): unsafe sqlite3_bind_int64(pointer, index, number)
                case .text(let text): bind(text, at: index)
                }
            guard code == SQLITE_OK else { throw unsafe SQLiteError(database, code) }
        }
    }

    private func bind(_ text: String, at index: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe awaitd_sqlite3_bind_text(
                    pointer,
                    index,
                    characters.baseAddress,
                    Int32(clamping: characters.count)
                )
            }
        }
    }

    /// Goes to the next row; false if there is none.
    func step() throws(SQLiteError) -> Bool {
        switch unsafe sqlite3_step(pointer) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        case let code: throw unsafe SQLiteError(database, code)
        }
    }

    /// Whether a column of the row is null.
    func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(pointer, column) == SQLITE_NULL }

    /// A column as a number.
    func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(pointer, column) }

    /// A column as a number; nil if it is null.
    func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    /// A column as text; empty if it is null.
    func text(_ column: Int32) -> String { optionalText(column) ?? "" }

    /// A column as text; nil if it is null.
    func optionalText(_ column: Int32) -> String? {
        guard let start = unsafe sqlite3_column_text(pointer, column) else { return nil }
        let count = Int(unsafe sqlite3_column_bytes(pointer, column))
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// Whether a column is this text; nil is null.
    func has(_ text: String?, _ column: Int32) -> Bool {
        guard let start = unsafe sqlite3_column_text(pointer, column) else { return text == nil }
        guard let text else { return false }
        let bytes = unsafe UnsafeBufferPointer(
            start: start, count: Int(unsafe sqlite3_column_bytes(pointer, column)))
        return unsafe text.utf8.elementsEqual(bytes)
    }

    /// A column as a time of the years 1 to 9999, whatever it holds; nil if it is null.
    func time(_ column: Int32) -> Timestamp? {
        optionalInteger(column).map { Timestamp(microseconds: $0).clamped }
    }

    /// A column as a duration in microseconds, from nothing to a hundred years.
    func duration(_ column: Int32) -> Duration {
        Duration(clampingSeconds: Double(integer(column)) / 1_000_000)
    }

    /// A column as a number of things, from 0 to a million, which nothing here needs more of.
    func count(_ column: Int32) -> Int { Int(min(max(integer(column), 0), 1_000_000)) }

    /// A column as a value from JSON; nil if it is not that.
    func json<Decoded: Decodable>(_ type: Decoded.Type, _ column: Int32) -> Decoded? {
        try? Self.decoder.decode(type, from: Data(text(column).utf8))
    }

    /// A column as a list of texts from JSON; nil if it is not that.
    func texts(_ column: Int32) -> [String]? {
        guard let text = optionalText(column) else { return nil }
        return text == "[]" ? [] : json([String].self, column)
    }

    private static let decoder = JSONDecoder()
}
