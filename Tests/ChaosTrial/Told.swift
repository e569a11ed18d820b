import EventModel
import Foundation
import KafkaLog
import Synchronization

/// All that one side has told so far, read with `read_committed` as it comes.
final class Told: Sendable {
    /// What is kept of a key of the metric topic.
    struct Result {
        /// The newest record; `nil` when it was withdrawn.
        var newest: [UInt8]?
        /// How often a final result came.
        var finals = 0
        /// Whether something else came behind a final result.
        var isBehindFinal = false

        var isFinal: Bool { finals > 0 }
    }

    struct Content {
        var results: [String: Result] = [:]
        /// The transitions of each alert, in order.
        var alerts: [String: [[UInt8]]] = [:]
        var active: [String: [UInt8]] = [:]
        /// How often each record was passed on, by topic and place in its source.
        var rejects: [String: Int] = [:]
        var records = 0
        var lastRecord = Date()

        /// Keys with a final result, and different transitions.
        var finals = 0
        var transitions = 0
    }

    private let state = Mutex((content: Content(), isStopped: false))
    private static let topics = ["metrics", "alerts", "alerts.active", "late", "dead-letters"]

    var content: Content { state.withLock { $0.content } }
    /// Finals, transitions and when the last record came, without a copy of everything.
    var summary: (finals: Int, transitions: Int, records: Int, lastRecord: Date) {
        state.withLock {
            ($0.content.finals, $0.content.transitions, $0.content.records, $0.content.lastRecord)
        }
    }

    /// Begins to read.
    func follow(prefix: String, _ properties: KafkaProperties) {
        for topic in Self.topics {
            Thread { self.read(topic, of: prefix, properties) }.start()
        }
    }

    func stop() { state.withLock { $0.isStopped = true } }

    private func read(_ topic: String, of prefix: String, _ properties: KafkaProperties) {
        do {
            let tail = try KafkaTail(topic: prefix + topic, from: .beginning, properties: properties)
            defer { tail.close() }
            while !state.withLock({ $0.isStopped }) {
                guard let records = try? tail.fetch(limit: 20_000, waitMilliseconds: 200), !records.isEmpty
                else { continue }
                state.withLock { state in
                    for record in records { state.content.take(record, from: topic) }
                    state.content.records += records.count
                    state.content.lastRecord = Date()
                }
            }
        } catch { Progress.tell("\(prefix)\(topic) cannot be read: \(error)") }
    }
}

extension Told.Content {
    private static let finalMark = Array("\"final\":true".utf8)

    fileprivate mutating func take(_ record: TailRecord, from topic: String) {
        let key = String(decoding: record.key ?? [], as: UTF8.self)
        switch topic {
        case "metrics":
            let isFinal = record.value.map { Self.contains($0, Self.finalMark) } ?? false
            var result = results[key] ?? Told.Result()
            if result.isFinal { result.isBehindFinal = true }
            if isFinal {
                finals += result.isFinal ? 0 : 1
                result.finals += 1
            }
            result.newest = record.value
            results[key] = result
        case "alerts":
            let value = record.value ?? []
            if alerts[key]?.contains(value) != true { transitions += 1 }
            alerts[key, default: []].append(value)
        case "alerts.active": active[key] = record.value
        default:
            let place = record.headers.prefix(3).map { String(decoding: $0.value ?? [], as: UTF8.self) }
            rejects["\(topic) \(place.joined(separator: "/"))", default: 0] += 1
        }
    }

    private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        Data(bytes).range(of: Data(part)) != nil
    }
}
