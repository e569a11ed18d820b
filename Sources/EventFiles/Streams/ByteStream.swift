/// The unpacked content of a file, block by block.
protocol ByteStream: AnyObject {
    /// Writes the next bytes; not called again once it has told of the end.
    func fill(_ room: UnsafeMutableRawBufferPointer) -> Filled
}

/// What a stream wrote. A fault comes along with the bytes in front of it, so that none are lost.
struct Filled {
    var count = 0
    /// Set with the last bytes.
    var end: StreamEnd?

    static let complete = Filled(end: .complete)
    static func failed(_ fault: StreamFault) -> Filled { Filled(end: .failed(fault)) }
}

/// How a stream came to its end.
enum StreamEnd {
    case complete
    case failed(StreamFault)
}

extension ByteStream {
    /// Takes steps until the room is full or the stream has ended.
    func fill(
        _ room: UnsafeMutableRawBufferPointer, by step: (UnsafeMutableRawBufferPointer) -> Filled
    ) -> Filled {
        var filled = Filled()
        while filled.count < room.count, filled.end == nil {
            let next = step(UnsafeMutableRawBufferPointer(rebasing: room[filled.count...]))
            filled.count += next.count
            filled.end = next.end
        }
        return filled
    }
}
