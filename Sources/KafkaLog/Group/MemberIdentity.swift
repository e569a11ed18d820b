import CRdKafka
import Glibc

/// The id and the generation inside the library's membership.
///
/// Version 2.0 has no accessors for them; what it writes for other processes to read holds them: a mark, the generation
/// (4 bytes), the group and the member, both ended by a zero.
struct MemberIdentity {
    let generation: Int32
    let memberID: String

    /// Whether the group's coordinator took this member in.
    var isMember: Bool { generation >= 0 && !memberID.isEmpty }

    /// Reads a membership; `nil` when the library writes it in a way that is not known.
    init?(_ metadata: OpaquePointer) {
        var buffer: UnsafeMutableRawPointer?
        var count = 0
        if let error = rd_kafka_consumer_group_metadata_write(metadata, &buffer, &count) {
            rd_kafka_error_destroy(error)
            return nil
        }
        guard let buffer else { return nil }
        defer { rd_kafka_mem_free(nil, buffer) }
        let bytes = UnsafeRawBufferPointer(start: buffer, count: count)
        let mark = Array("CGMDv2:".utf8)
        guard bytes.starts(with: mark), count > mark.count + 4 else { return nil }
        generation = bytes.loadUnaligned(fromByteOffset: mark.count, as: Int32.self)
        let names = bytes.dropFirst(mark.count + 4).split(separator: 0, omittingEmptySubsequences: false)
        guard names.count > 2 else { return nil }
        memberID = String(decoding: names[names.startIndex + 1], as: UTF8.self)
    }
}
