import EventModel
import Foundation
import KafkaLog
import Marketplace

/// A made-up season on its way to files or to Kafka.
struct SeasonPublication: Sendable {
    /// What was written.
    struct Counts {
        var events: [String: Int] = [:]
        var faults = 0
        var place = ""
        var seconds = 0.0
        var isComplete = true

        private var all: Int { events.values.reduce(0, +) }

        var text: String {
            let topics = events.sorted { $0.key < $1.key }.map { "\($0.key) \(Console.grouped($0.value))" }
            return "\(Console.count(all, "event")) (\(topics.joined(separator: ", "))) and "
                + "\(Console.count(faults, "planted fault")) \(place) in \((seconds * 10).rounded() / 10) s"
                + (isComplete ? "" : "; stopped before the end")
        }

        var json: String {
            jsonText([
                ("events", .number(all)), ("faults", .number(faults)),
                ("milliseconds", .number(Int(seconds * 1000))), ("complete", .bool(isComplete)),
            ])
        }
    }

    private static let topics = ["orders", "logistics", "reviews", "clickstream"]

    let settings: SeasonSettings
    /// Seconds of events per second; `nil` for as fast as it goes.
    let speed: Double?

    /// Writes one file for each topic, and the truth, into a folder.
    func write(to folder: String, _ stop: StopFlag) throws -> Counts {
        var season = Season(settings)
        var files: [String: BufferedFile] = [:]
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for topic in Self.topics { files[topic] = try BufferedFile("\(folder)/\(topic).ndjson") }
            let truth = season.truth.map { $0 + "\n" }.joined()
            try Data(truth.utf8).write(to: URL(filePath: "\(folder)/truth.ndjson"))
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(
                domain: .input, message: "\(folder): \(error.localizedDescription)",
                hint: "name a folder that may be written to")
        }
        var counts = Counts(faults: season.faults.count, place: "in \(folder)")
        try run(&season, &counts, stop) { event in try files[event.topic]?.write(line: event.json) }
        for file in files.values { try file.close() }
        return counts
    }

    /// Publishes to the four topics; the truth goes to standard error.
    func publish(to properties: KafkaProperties, _ stop: StopFlag) throws -> Counts {
        let producer = try KafkaProducer(properties: properties)
        defer { producer.close() }
        var season = Season(settings)
        for line in season.truth { Console.error(line) }
        var counts = Counts(faults: season.faults.count, place: "to \(properties.bootstrap)")
        let begun = Date()
        var unsent = 0
        try run(&season, &counts, stop) { event in
            if let speed {
                let due = Double(event.arrival.milliseconds - settings.start.milliseconds) / 1000 / speed
                let ahead = due - Date().timeIntervalSince(begun)
                if ahead > 0.02 { stop.sleep(seconds: ahead) }
            }
            let topic = try producer.topic(event.topic)
            try event.json.withUnsafeBytes { value in
                try Array(event.key.utf8).withUnsafeBytes {
                    try producer.send(to: topic, key: $0, value: value)
                }
            }
            unsent += 1
            if unsent == 100_000 {
                try producer.flush(waitMilliseconds: 60_000)
                unsent = 0
            }
        }
        try producer.flush(waitMilliseconds: 60_000)
        return counts
    }

    private func run(
        _ season: inout Season, _ counts: inout Counts, _ stop: StopFlag,
        _ take: (SimulatedEvent) throws -> Void
    ) throws {
        let begun = Date()
        var told = begun
        while !stop.isSet, let events = season.nextHour() {
            for event in events where !stop.isSet {
                try take(event)
                counts.events[event.topic, default: 0] += 1
            }
            let pause = Console.isErrorTerminal ? 0.2 : 10
            guard Date().timeIntervalSince(told) > pause, Date().timeIntervalSince(begun) > 2 else {
                continue
            }
            told = Date()
            let line =
                "\(Int(season.share * 100)) %, \(Console.count(counts.events.values.reduce(0, +), "event"))"
            if Console.isErrorTerminal { Console.status(line) } else { Console.note(line) }
        }
        counts.isComplete = !stop.isSet
        counts.seconds = Date().timeIntervalSince(begun)
    }
}

/// A file that lines are written to.
private final class BufferedFile {
    private let path: String
    private let handle: FileHandle
    private var buffer: [UInt8] = []

    init(_ path: String) throws {
        self.path = path
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else {
            throw CommandFailure(
                domain: .input, message: "\(path): cannot be written",
                hint: "name a folder that may be written to")
        }
        self.handle = handle
        buffer.reserveCapacity(1 << 20)
    }

    func write(line: [UInt8]) throws {
        buffer.append(contentsOf: line)
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= 1 << 20 { try flush() }
    }

    func close() throws {
        try flush()
        try handle.close()
    }

    private func flush() throws {
        do { try handle.write(contentsOf: Data(buffer)) } catch {
            throw CommandFailure(
                domain: .input, message: "\(path): \(error.localizedDescription)",
                hint: "make room on the disk")
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
