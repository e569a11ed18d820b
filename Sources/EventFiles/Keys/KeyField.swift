import EventModel

/// Finds one top-level string or number of a JSON object without parsing all of it: the record key of a published line.
///
/// The first field of the name counts. The search ends with that field, so what follows it is not looked at, and what
/// precedes it is only stepped over: a line that is found to have a key may still be malformed elsewhere.
public struct KeyField: Sendable {
    /// The field's name, as it is without JSON escapes.
    public let name: String
    private let nameBytes: [UInt8]

    /// A field by its name.
    public init(_ name: String) {
        self.name = name
        nameBytes = Array(name.utf8)
    }

    /// The field's value as it is written: a string without its quotes, escapes left in, or a number.
    ///
    /// - Returns: a part of `line`; `nil` when the line is no JSON object, lacks the field, or has another kind of value.
    /// - Complexity: O(bytes up to the field); does not allocate.
    public func find(in line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        value(in: line)?.bytes
    }

    /// The field's value, with a string's escapes resolved, so that equal keys are equal bytes however they are written.
    ///
    /// - Parameters:
    ///   - line: the JSON object.
    ///   - scratch: room for a string that has escapes, at least as large as the line.
    /// - Returns: a part of `line` or of `scratch`; `nil` as in ``find(in:)``, and for escapes that stand for nothing.
    /// - Complexity: O(bytes up to the field); does not allocate.
    public func find(
        in line: UnsafeRawBufferPointer, unescapingInto scratch: UnsafeMutableRawBufferPointer
    ) -> UnsafeRawBufferPointer? {
        guard let value = value(in: line) else { return nil }
        guard value.hasEscapes else { return value.bytes }
        guard let count = JSONEscapes.unescape(value.bytes, into: scratch) else { return nil }
        return UnsafeRawBufferPointer(rebasing: scratch[..<count])
    }

    private func value(in line: UnsafeRawBufferPointer) -> JSONCursor.Text? {
        guard var cursor = JSONCursor(line) else { return nil }
        cursor.skipWhiteSpace()
        guard cursor.take(UInt8(ascii: "{")) else { return nil }
        repeat {
            cursor.skipWhiteSpace()
            guard let member = cursor.string() else { return nil }
            cursor.skipWhiteSpace()
            guard cursor.take(UInt8(ascii: ":")) else { return nil }
            cursor.skipWhiteSpace()
            if isNamed(member) { return scalar(&cursor) }
            guard cursor.skipValue() else { return nil }
            cursor.skipWhiteSpace()
        } while cursor.take(UInt8(ascii: ","))
        return nil
    }

    private func isNamed(_ member: JSONCursor.Text) -> Bool {
        guard member.hasEscapes else { return isName(member.bytes) }
        return withUnsafeTemporaryAllocation(byteCount: member.bytes.count, alignment: 1) { room in
            guard let count = JSONEscapes.unescape(member.bytes, into: room) else { return false }
            return isName(UnsafeRawBufferPointer(rebasing: room[..<count]))
        }
    }

    private func isName(_ bytes: UnsafeRawBufferPointer) -> Bool {
        nameBytes.withUnsafeBytes {
            bytes.count == $0.count && ByteHash.equal(bytes.baseAddress, $0.baseAddress, count: bytes.count)
        }
    }

    /// The string or number at hand, if the object goes on or ends behind it.
    private func scalar(_ cursor: inout JSONCursor) -> JSONCursor.Text? {
        let text: JSONCursor.Text?
        if cursor.byte == UInt8(ascii: "\"") {
            text = cursor.string()
        } else {
            text = cursor.number().map { JSONCursor.Text(bytes: $0, hasEscapes: false) }
        }
        cursor.skipWhiteSpace()
        return cursor.byte == UInt8(ascii: ",") || cursor.byte == UInt8(ascii: "}") ? text : nil
    }
}
