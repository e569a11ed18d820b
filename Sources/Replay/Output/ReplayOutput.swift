import EventModel
import Foundation
import Synchronization
import Worker

/// What the pipelines of a replay tell, on its way to sorted files.
final class ReplayOutput: Sendable {
    /// The files by the topics that workers tell the same in.
    enum Kind: String, CaseIterable {
        case metrics, alerts, late
        case deadLetters = "dead-letters"

        var file: String { "\(rawValue).ndjson" }
    }

    private struct Lines: @unchecked Sendable {
        // Only ever used under the lock.
        var byKind: [Kind: SortedLines]
    }

    private let folder: String
    private let prefix: String
    private let tellsAlertsOnly: Bool
    private let lines: Mutex<Lines>

    init(folder: String, prefix: String, memory: Int, tellsAlertsOnly: Bool) {
        self.folder = folder
        self.prefix = prefix
        self.tellsAlertsOnly = tellsAlertsOnly
        lines = Mutex(
            Lines(
                byKind: Dictionary(
                    uniqueKeysWithValues: Kind.allCases.map {
                        ($0, SortedLines(folder: folder, name: $0.rawValue, memory: memory / 4))
                    })))
    }

    /// Takes records of a pipeline.
    ///
    /// - Parameters:
    ///   - records: what it has told.
    ///   - isTold: whether what is of an event time is part of the output.
    ///   - counts: counts what is.
    /// - Throws: ``ReplayFailure`` when the disk is full.
    func take(
        _ records: OutgoingRecords, isTold: (Int64) -> Bool, counts: inout (results: Int, transitions: Int)
    ) throws {
        let kinds = records.topics.map { topic in Kind.allCases.first { prefix + $0.rawValue == topic } }
        var told = (results: 0, transitions: 0)
        try lines.withLock { lines in
            try records.bytes.withUnsafeBytes { bytes in
                for entry in records.entries {
                    guard let kind = kinds[entry.topicIndex], let sorted = lines.byKind[kind] else {
                        continue
                    }
                    let value = entry.value.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) }
                    switch kind {
                    case .metrics, .alerts:
                        if tellsAlertsOnly, kind == .metrics { continue }
                        guard let value, let time = entry.timestampMilliseconds, isTold(time) else {
                            continue
                        }
                        if kind == .metrics { told.results += 1 } else { told.transitions += 1 }
                        try sorted.append(value, at: time)
                    case .late, .deadLetters:
                        let line = RejectedLine.json(
                            value,
                            headers: records.headers[entry.headers].map {
                                ($0.name, UnsafeRawBufferPointer(rebasing: bytes[$0.value]))
                            })
                        try line.text.withUnsafeBytes { try sorted.append($0, at: line.offset) }
                    }
                }
            }
        }
        counts.results += told.results
        counts.transitions += told.transitions
    }

    /// What the output is without the mark of the run, and how many lines it has.
    struct Digest {
        var lines = 0
        var value: UInt64 = 0
    }

    /// Writes all files, each line with the mark of the run; they have their names when they are complete.
    func write(run: String) throws -> [String: Digest] {
        try lines.withLock { lines in
            var digests: [String: Digest] = [:]
            for kind in Kind.allCases {
                guard let sorted = lines.byKind[kind] else { continue }
                let path = "\(folder)/\(kind.file)"
                let file = try OutputFile(path: path + ".part")
                var digest = Digest()
                let mark = [UInt8](",\"replay\":\"\(run)\"}".utf8)
                var line: [UInt8] = []
                try sorted.merge { text in
                    digest.lines += 1
                    digest.value = ByteHash.hash(text, seed: digest.value)
                    line.removeAll(keepingCapacity: true)
                    line.append(contentsOf: text.dropLast())
                    line.append(contentsOf: mark)
                    try line.withUnsafeBytes { try file.writeLine($0) }
                }
                try file.close()
                guard rename(path + ".part", path) == 0 else { throw ReplayFailure.system(errno, path) }
                digests[kind.file] = digest
            }
            return digests
        }
    }
}
