import Dataflow
import EventModel
import FuzzerRun
import StateStore

/// Blocks of changelogs, and blocks of partial panes: bytes that come from a log are read, or refused.
///
/// The first byte says what the others are taken for.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBlocks(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let bytes, count > 0 else { return 0 }
    let rest = UnsafeRawBufferPointer(start: bytes + 1, count: count - 1)
    switch bytes[0] % 3 {
    case 0: readParts(rest)
    // Behind the checksums, which random bytes never pass.
    case 1: readBody(rest)
    default: readPartials(rest)
    }
    return 0
}

private let task = TaskName(pipeline: "p", stage: "s", partition: 0)

/// Records one after another, each behind its length in two bytes.
private func readParts(_ bytes: UnsafeRawBufferPointer) {
    let parts = BlockParts(task: task)
    var place = 0
    while place + 2 <= bytes.count {
        let count = Int(bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self))
        let end = min(place + 2 + count, bytes.count)
        if (try? parts.add(UnsafeRawBufferPointer(rebasing: bytes[place + 2..<end]))) == .complete {
            readBody(parts.body)
        }
        place = end
    }
}

private func readBody(_ body: UnsafeRawBufferPointer) {
    guard var reader = try? BlockReader(body, of: task) else { return }
    precondition(reader.header.number > 0 && reader.header.snapshotFrom <= reader.header.number)
    var total = 0
    while let section = try? reader.next() { total += section.bytes.count }
    precondition(total <= body.count, "sections have \(total) bytes, the block \(body.count)")
}

private func readPartials(_ bytes: UnsafeRawBufferPointer) {
    var reader = StateReader(bytes)
    while !reader.isAtEnd {
        guard let block = try? PartialBlock(from: &reader) else { return }
        // Lengths that no writer chooses may be refused when they are written in fewer bytes; nothing else may happen.
        let writer = StateWriter()
        block.encode(to: writer)
        var again = StateReader(writer.bytes)
        if let copy = try? PartialBlock(from: &again) {
            precondition(copy.count == block.count, "\(block.count) rows became \(copy.count)")
        }
    }
}

/// Hands over to libFuzzer.
@_cdecl("BlocksFuzz_main")
public func main(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    FuzzerRun.start(count, arguments)
}
