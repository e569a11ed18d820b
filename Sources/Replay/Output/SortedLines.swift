import EventModel
import Foundation

/// Lines in the order of a time and then of their own bytes, whatever the order in which they came: sorted in memory as
/// far as that goes, and merged from files beyond.
final class SortedLines {
    /// A line by its time and its place in the bytes.
    private struct Entry {
        var time: Int64
        var start: Int
        var count: Int
    }

    private let folder: String
    private let name: String
    private let memory: Int
    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    private var runs: [String] = []
    private(set) var count = 0

    /// No lines; what does not fit into so many bytes of memory goes to files in the folder.
    init(folder: String, name: String, memory: Int = 64 << 20) {
        self.folder = folder
        self.name = name
        self.memory = memory
    }

    func append(_ line: UnsafeRawBufferPointer, at time: Int64) throws {
        entries.append(Entry(time: time, start: bytes.count, count: line.count))
        bytes.append(contentsOf: line)
        count += 1
        if bytes.count + entries.count * MemoryLayout<Entry>.stride > memory { try spill() }
    }

    /// Tells all lines in order and forgets them.
    func merge(_ take: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard !runs.isEmpty else {
            sort()
            try bytes.withUnsafeBytes { bytes in
                for entry in entries {
                    try take(UnsafeRawBufferPointer(rebasing: bytes[entry.start..<entry.start + entry.count]))
                }
            }
            return removeAll()
        }
        try spill()
        var readers = try runs.map { try RunReader(path: $0) }
        while let first = readers.indices.filter({ readers[$0].line != nil }).min(by: {
            readers[$0].precedes(readers[$1])
        }) {
            try readers[first].line.map { try $0.withUnsafeBytes(take) }
            try readers[first].advance()
        }
        readers.removeAll()
        for run in runs { try FileManager.default.removeItem(atPath: run) }
        runs = []
    }

    private func sort() {
        bytes.withUnsafeBytes { bytes in
            entries.sort { left, right in
                guard left.time == right.time else { return left.time < right.time }
                let (a, b) = (
                    bytes[left.start..<left.start + left.count],
                    bytes[right.start..<right.start + right.count]
                )
                return a.lexicographicallyPrecedes(b)
            }
        }
    }

    private func spill() throws {
        sort()
        let path = "\(folder)/.\(name)-\(runs.count).run"
        let file = try OutputFile(path: path)
        try bytes.withUnsafeBytes { bytes in
            for entry in entries {
                var head = [UInt8]("\(entry.time) ".utf8)
                head.append(
                    contentsOf: UnsafeRawBufferPointer(
                        rebasing: bytes[entry.start..<entry.start + entry.count]))
                try head.withUnsafeBytes { try file.writeLine($0) }
            }
        }
        try file.close()
        runs.append(path)
        removeAll()
    }

    private func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
    }
}
