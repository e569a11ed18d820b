import EventModel

/// The bytes of string literals that are compared with text columns.
final class LiteralTexts {
    private var buffer = TextBuffer(capacity: 64)
    private var places: [TextPlace] = []

    var count: Int { places.count }

    init(_ texts: [String]) {
        for text in texts {
            var copy = text
            places.append(copy.withUTF8 { buffer.append(UnsafeRawBufferPointer($0)) })
        }
    }

    /// The bytes of a literal; valid as long as this is.
    func bytes(_ index: Int) -> UnsafeRawBufferPointer { buffer.bytes(at: places[index]) }
}
