import EventModel
import Foundation
import StateStore
import Testing

@Suite struct RocksDBStateTests {
    private static let settings = {
        var settings = RocksDBSettings()
        // Small, so that files are written and merged within a test.
        settings.writeBufferBytes = 1 << 20
        return settings
    }()

    /// The same tasks, positions and bytes as a disk in memory that had the same done to it.
    @Test(arguments: UInt64(0)..<8)
    func `it keeps what a disk in memory keeps, also when it is opened again`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let directory = try ScratchDirectory()
        let model = MemoryState()
        var state = try RocksDBState(path: directory.path, settings: Self.settings)
        let names = (0..<3).map { TaskName(pipeline: "p", stage: $0 == 2 ? "merg" : "merge", partition: $0) }
        for _ in 0..<120 {
            let task = names[Int.random(in: 0..<3, using: &random)]
            let position = try model.tasks()[task]
            let newest = position?.number ?? Int64.random(in: 0...3, using: &random)
            switch Int.random(in: 0..<20, using: &random) {
            case 0: try both(model, state) { (disk) in try disk.drop(task) }
            case 1..<4:
                let number = Int64.random(in: 1...newest + 2, using: &random)
                try both(model, state) { try $0.trim(task, before: number) }
            case 4:
                state.close()
                state = try RocksDBState(path: directory.path, settings: Self.settings)
            default:
                let isAgain = position != nil && Int.random(in: 0..<8, using: &random) == 0
                let number = isAgain ? max(position?.oldest ?? 1, newest - 1) : newest + 1
                let from = Int64.random(in: max(0, number - 6)...number, using: &random)
                let bytes = Int.random(in: 0...30_000, using: &random)
                try both(model, state) {
                    try $0.append(number, snapshotFrom: from, bytes: bytes, maxPartBytes: 9000, to: task)
                }
            }
            #expect(try state.tasks() == model.tasks(), "seed \(seed)")
        }
        for task in names {
            let (expected, found) = (try model.contents(of: task), try state.contents(of: task))
            #expect(expected.map(\.0) == found.map(\.0), "seed \(seed)")
            #expect(expected.map(\.1) == found.map(\.1), "seed \(seed)")
        }
        state.close()
    }

    private func both(_ model: MemoryState, _ state: RocksDBState, _ body: (any LocalState) throws -> Void)
        throws
    {
        try body(model)
        try body(state)
    }

    @Test func `a block that leaves others out is refused`() throws {
        let directory = try ScratchDirectory()
        let state = try RocksDBState(path: directory.path)
        try state.append(4)
        let failure = #expect(throws: LocalStateFailure.self) { try state.append(6) }
        #expect(failure?.kind == .gap)
        #expect(try state.numbers() == [4])
    }

    @Test func `what a restore needs is never trimmed`() throws {
        let directory = try ScratchDirectory()
        let state = try RocksDBState(path: directory.path)
        for number in Int64(1)...5 { try state.append(number, snapshotFrom: number < 4 ? 0 : 3) }
        try state.trim(SampleBlock.task, before: 5)
        #expect(try state.numbers() == [3, 4, 5])
        #expect(try state.tasks()[SampleBlock.task]?.isWhole == true)
    }

    @Test func `a second worker is told that the directory is in use, and a reader is not`() throws {
        let directory = try ScratchDirectory()
        let state = try RocksDBState(path: directory.path)
        try state.append(1)
        let failure = #expect(throws: LocalStateFailure.self) { try RocksDBState(path: directory.path) }
        #expect(failure?.kind == .locked)
        let reader = try RocksDBState(path: directory.path, isReadOnly: true)
        #expect(try reader.numbers() == [1])
        state.close()
    }

    @Test func `damage in any file of data is told, with the directory and how to mend it`() throws {
        let directory = try ScratchDirectory()
        var damaged = 0
        for name in ["blob", "sst"] {
            try fill(directory.path)
            for file in try directory.files where file.pathExtension == name {
                var bytes = try Data(contentsOf: file)
                for place in stride(from: 100, to: bytes.count, by: 97) { bytes[place] ^= 0x55 }
                try bytes.write(to: file)
                damaged += 1
            }
            let failure = #expect(throws: LocalStateFailure.self) {
                let state = try RocksDBState(path: directory.path)
                _ = try state.contents()
            }
            #expect(failure?.kind == .damaged)
            #expect(
                failure?.path == directory.path && failure?.hint.contains("changelog rebuilds it") == true)
            for file in try directory.files { try FileManager.default.removeItem(at: file) }
        }
        #expect(damaged >= 2)
    }

    @Test func `a file that is missing is told as damage`() throws {
        let directory = try ScratchDirectory()
        try fill(directory.path)
        for file in try directory.files where file.pathExtension == "blob" {
            try FileManager.default.removeItem(at: file)
        }
        let failure = #expect(throws: LocalStateFailure.self) {
            _ = try RocksDBState(path: directory.path).contents()
        }
        #expect(failure?.kind == .damaged)
    }

    @Test func `a path that is a file is refused`() throws {
        let directory = try ScratchDirectory()
        let path = directory.path + "/file"
        try Data().write(to: URL(filePath: path))
        let failure = #expect(throws: LocalStateFailure.self) { try RocksDBState(path: path) }
        #expect(failure?.path == path)
    }

    /// More than the buffers hold, so that files of data are there.
    private func fill(_ path: String) throws {
        let state = try RocksDBState(path: path, settings: Self.settings)
        for number in Int64(1)...40 {
            try state.append(number, bytes: 100_000, maxPartBytes: 65_536)
        }
        state.close()
    }
}
