import CZstd

/// A zstd file's content: any number of frames, one after another; skippable frames are skipped.
///
/// A frame may ask for a window of at most 128 MiB, which bounds the memory.
final class ZstdStream: ByteStream {
    private let input: PackedInput
    private let context: OpaquePointer
    private var isInFrame = false

    init(_ file: InputFile) throws(StreamFault) {
        guard let context = ZSTD_createDStream() else { throw .outOfMemory }
        self.context = context
        input = PackedInput(file)
    }

    deinit { ZSTD_freeDStream(context) }

    func fill(_ room: UnsafeMutableRawBufferPointer) -> Filled { fill(room, by: step) }

    private func step(_ room: UnsafeMutableRawBufferPointer) -> Filled {
        do throws(StreamFault) { try input.refill() } catch { return .failed(error) }
        let unused = input.unused
        if unused.isEmpty, !isInFrame { return .complete }
        var source = ZSTD_inBuffer(src: unused.baseAddress, size: unused.count, pos: 0)
        var target = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
        let code = ZSTD_decompressStream(context, &target, &source)
        input.use(source.pos)
        if ZSTD_isError(code) != 0 { return Filled(count: target.pos, end: .failed(fault(code))) }
        isInFrame = code != 0
        // No progress: the input is used up, and zstd holds nothing back.
        let isCut = isInFrame && input.isAtEnd && target.pos == 0
        return Filled(count: target.pos, end: isCut ? .failed(.cut(.zstd)) : nil)
    }

    private func fault(_ code: Int) -> StreamFault {
        switch ZSTD_getErrorCode(code) {
        case ZSTD_error_memory_allocation: .outOfMemory
        case ZSTD_error_frameParameter_windowTooLarge:
            .unsupported(
                "compressed with a zstd window of more than 128 MiB",
                hint: "pack it again without `--long` or with at most `--long=27`")
        case ZSTD_error_prefix_unknown: .corrupt(.zstd, "what follows a frame is not zstd")
        default: .corrupt(.zstd, String(cString: ZSTD_getErrorName(code)).lowercased())
        }
    }
}
