/// A file as it is.
final class PlainStream: ByteStream {
    private let file: InputFile

    init(_ file: InputFile) { self.file = file }

    func fill(_ room: UnsafeMutableRawBufferPointer) -> Filled {
        do throws(StreamFault) {
            let count = try file.read(into: room)
            return count == 0 ? .complete : Filled(count: count)
        } catch {
            return .failed(error)
        }
    }
}
