import EventFiles
import EventModel
import Foundation
import KafkaLog

/// Files on their way to a topic.
struct FilePublication: Sendable {
    /// What was published.
    struct Counts {
        var events = 0
        var bytes = 0
        var withoutKey = 0
        var emptyLines = 0
        var seconds = 0.0
        var isComplete = false

        func text(topic: String, key: String) -> String {
            let rate = seconds > 0 ? Int(Double(events) / seconds) : events
            var text = "published \(Console.count(events, "event")) (\(Console.bytes(bytes))) to \(topic) in "
            text += "\((seconds * 100).rounded() / 100) s, \(Console.grouped(rate))/s"
            if withoutKey > 0 {
                text += "; \(Console.grouped(withoutKey)) had no field '\(key)' and went without a key"
            }
            if emptyLines > 0 { text += "; left out \(Console.count(emptyLines, "empty line"))" }
            return text + (isComplete ? "" : "; stopped before the end")
        }

        func json(topic: String) -> String {
            jsonText([
                ("topic", .string(topic)), ("published", .number(events)), ("bytes", .number(bytes)),
                ("without_key", .number(withoutKey)), ("empty_lines", .number(emptyLines)),
                ("milliseconds", .number(Int(seconds * 1000))), ("complete", .bool(isComplete)),
            ])
        }
    }

    let files: [String]
    let topic: String
    let key: KeyField
    let rate: Double?
    let properties: KafkaProperties

    /// Publishes until the files or the patience end; whatever was sent is acknowledged when it returns or throws.
    func run(stop: StopFlag) throws -> Counts {
        // A name that is wrong in the last file should not show after an hour of publishing the first.
        // A pipe is opened once: its first bytes cannot be read again.
        for file in files where !Self.isPipe(file) { _ = try LineReader(path: file) }
        let producer = try KafkaProducer(properties: properties)
        defer { producer.close() }
        if try KafkaPresence.topics(properties)[topic] == nil {
            Console.note(
                "no such topic: \(topic); Kafka creates it, with its own number of partitions, if it may")
        }
        var counts = Counts()
        let start = Date()
        do {
            for (number, file) in files.enumerated() where !stop.isSet {
                try publish(file, number: number, to: producer, since: start, stop, &counts)
            }
        } catch {
            try? flush(producer, patience: 30, stop)
            throw error
        }
        counts.isComplete = !stop.isSet
        try flush(producer, patience: 30, stop)
        counts.seconds = Date().timeIntervalSince(start)
        return counts
    }

    private func publish(
        _ file: String, number: Int, to producer: KafkaProducer, since start: Date, _ stop: StopFlag,
        _ counts: inout Counts
    ) throws {
        let reader = try LineReader(path: file)
        let handle = try producer.topic(topic)
        var scratch: [UInt8] = []
        var told = Date()
        var flushed = (bytes: counts.bytes, events: counts.events)
        while !stop.isSet, let line = try reader.next() {
            if line.isEmpty {
                counts.emptyLines += 1
                continue
            }
            if scratch.count < line.count { scratch = Array(repeating: 0, count: line.count) }
            try scratch.withUnsafeMutableBytes { scratch in
                let value = key.find(in: line, unescapingInto: scratch)
                if value == nil { counts.withoutKey += 1 }
                try producer.send(to: handle, key: value, value: line)
            }
            counts.events += 1
            counts.bytes += line.count
            // What waits is bounded here, not by the client's queue: that one cannot be stopped while Kafka is away.
            if counts.bytes - flushed.bytes > 64 << 20 || counts.events - flushed.events > 200_000 {
                try flush(producer, patience: 600, stop)
                flushed = (counts.bytes, counts.events)
            }
            if let rate { pace(counts.events, rate, start, stop) }
            if counts.events & 0xFF == 0 || rate != nil,
                Date().timeIntervalSince(told) > (Console.isErrorTerminal ? 0.2 : 5)
            {
                told = Date()
                progress(reader, file: file, number: number, counts, start)
            }
        }
    }

    /// Waits until the next event may go, in steps of some milliseconds, so that high rates stay even.
    private func pace(_ events: Int, _ rate: Double, _ start: Date, _ stop: StopFlag) {
        let ahead = Double(events) / rate - Date().timeIntervalSince(start)
        if ahead > 0.005 { stop.sleep(seconds: ahead) }
    }

    private func progress(
        _ reader: LineReader, file: String, number: Int, _ counts: Counts, _ start: Date
    ) {
        let seconds = Date().timeIntervalSince(start)
        let share = reader.fileBytes > 0 ? "\(min(reader.bytesRead * 100 / reader.fileBytes, 100)) % of " : ""
        let line =
            "\(share)\(file) (\(number + 1) of \(files.count)): \(Console.grouped(counts.events)) events, "
            + "\(Console.grouped(Int(Double(counts.events) / max(seconds, 0.001))))/s"
        if Console.isErrorTerminal { Console.status(line) } else { Console.note(line) }
    }

    /// Waits for so many seconds, and not longer than until stopped, for Kafka to take what was sent.
    private func flush(_ producer: KafkaProducer, patience seconds: Int, _ stop: StopFlag) throws {
        for second in 1...seconds {
            do { return try producer.flush(waitMilliseconds: 1000) } catch {
                // A record that was refused is lost, however often the rest is tried.
                let isLost = producer.counts.failed > 0
                guard error.isRetriable, !error.isFatal, !isLost, !stop.isSet, second < seconds else {
                    throw error
                }
                if second % 10 == 1 { Console.note("\(error.message); trying on") }
            }
        }
    }

    private static func isPipe(_ file: String) -> Bool {
        var status = stat()
        return stat(file, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
            && status.st_mode & S_IFMT != S_IFDIR
    }
}
