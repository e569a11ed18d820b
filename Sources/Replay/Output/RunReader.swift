import EventFiles

/// A sorted run on disk: lines with their time in front.
struct RunReader {
    private let reader: LineReader
    private(set) var time: Int64 = 0
    /// The line at which it stands; `nil` at its end.
    private(set) var line: [UInt8]?

    init(path: String) throws {
        reader = try LineReader(path: path)
        try advance()
    }

    mutating func advance() throws {
        guard let next = try reader.next() else {
            line = nil
            return
        }
        let space = next.firstIndex(of: UInt8(ascii: " ")) ?? 0
        time = Int64(String(decoding: next[..<space], as: UTF8.self)) ?? 0
        line = Array(next[(space + 1)...])
    }

    func precedes(_ other: RunReader) -> Bool {
        guard time == other.time else { return time < other.time }
        return (line ?? []).lexicographicallyPrecedes(other.line ?? [])
    }
}
