import CZlib

/// A gzip file's content: any number of members, one after another, with zero padding behind them as tapes leave it.
final class GzipStream: ByteStream {
    private let input: PackedInput
    // zlib keeps a pointer back to this, so it must not move.
    private let inflater = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var isInMember = true
    private var membersRead = 0

    init(_ file: InputFile) throws(StreamFault) {
        input = PackedInput(file)
        inflater.initialize(to: z_stream())
        // 15: the largest window; + 16: a gzip header and checksum.
        let code = inflateInit2_(inflater, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else { throw .outOfMemory }
    }

    deinit {
        inflateEnd(inflater)
        inflater.deallocate()
    }

    func fill(_ room: UnsafeMutableRawBufferPointer) -> Filled { fill(room, by: step) }

    private func step(_ room: UnsafeMutableRawBufferPointer) -> Filled {
        do throws(StreamFault) { try input.refill() } catch { return .failed(error) }
        if !isInMember {
            input.use(input.unused.prefix { $0 == 0 }.count)
            if input.unused.isEmpty { return input.isAtEnd ? .complete : Filled() }
            inflateReset(inflater)
            isInMember = true
        }
        return inflateOnce(room)
    }

    private func inflateOnce(_ room: UnsafeMutableRawBufferPointer) -> Filled {
        let offered = UInt32(clamping: room.count)
        let unused = input.unused
        inflater.pointee.next_in = UnsafeMutablePointer(
            mutating: unused.baseAddress?.assumingMemoryBound(to: Bytef.self))
        inflater.pointee.avail_in = UInt32(unused.count)
        inflater.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: Bytef.self)
        inflater.pointee.avail_out = offered
        let code = inflate(inflater, Z_NO_FLUSH)
        input.use(unused.count - Int(inflater.pointee.avail_in))
        return Filled(count: Int(offered - inflater.pointee.avail_out), end: end(after: code))
    }

    private func end(after code: Int32) -> StreamEnd? {
        switch code {
        case Z_OK: return nil
        case Z_STREAM_END:
            isInMember = false
            membersRead += 1
            return nil
        // No progress: the input is used up, and zlib holds nothing back.
        case Z_BUF_ERROR: return .failed(.cut(.gzip))
        case Z_MEM_ERROR: return .failed(.outOfMemory)
        default: return .failed(.corrupt(.gzip, damage()))
        }
    }

    private func damage() -> String {
        let isHeader = inflater.pointee.total_out == 0
        if isHeader, membersRead > 0 { return "what follows member \(membersRead) is not gzip" }
        return inflater.pointee.msg.map { String(cString: $0) } ?? "unknown damage"
    }
}
