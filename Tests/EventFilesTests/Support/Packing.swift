import CZlib
import CZstd

/// How a test packs its content.
enum Packing: CaseIterable {
    case plain, gzip, zstd

    func pack(_ content: [UInt8]) throws -> [UInt8] {
        switch self {
        case .plain: content
        case .gzip: try Self.gzip(content)
        case .zstd: try Self.zstd(content)
        }
    }

    /// One gzip member.
    private static func gzip(_ content: [UInt8]) throws -> [UInt8] {
        var stream = z_stream()
        let code = deflateInit2_(
            &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else { throw SupportError.failed("deflateInit2") }
        defer { deflateEnd(&stream) }
        var input = content
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(content.count))) + 64)
        let result = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                return deflate(&stream, Z_FINISH)
            }
        }
        guard result == Z_STREAM_END else { throw SupportError.failed("deflate") }
        return Array(output[..<Int(stream.total_out)])
    }

    /// One zstd frame with a checksum.
    private static func zstd(_ content: [UInt8]) throws -> [UInt8] {
        let context = ZSTD_createCCtx()
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        var output = [UInt8](repeating: 0, count: ZSTD_compressBound(content.count))
        let count = ZSTD_compress2(context, &output, output.count, content, content.count)
        guard ZSTD_isError(count) == 0 else { throw SupportError.failed("ZSTD_compress2") }
        return Array(output[..<count])
    }
}
