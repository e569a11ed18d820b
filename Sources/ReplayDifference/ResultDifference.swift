import EventModel
import Foundation

/// A final result that differs.
public struct ResultDifference: Sendable, Equatable {
    /// Pipeline, metric or score, key and window, as records write them.
    public var result: String
    /// What the first run has: `nil` for no such result.
    public var old: String?
    /// What the second run has.
    public var new: String?
}

/// Compares final results of two runs as they come in the order of event time: all results of one moment are held at a
/// time, never all of a run.
public struct ResultComparison {
    private struct Line {
        var values: String
        var numbers: [String: Double]
    }

    private let tolerance: Double
    private var moment = ""
    private var sides: [[String: Line]] = [[:], [:]]
    /// How many results were the same.
    public private(set) var same = 0
    /// What differed, at most ``limit`` of them.
    public private(set) var differences: [ResultDifference] = []
    /// How many differed, by pipeline and metric.
    public private(set) var differing: [String: Int] = [:]
    /// So many are kept.
    public let limit: Int

    /// Nothing compared; numbers are the same when they differ by no more than this part of the larger one.
    public init(tolerance: Double, limit: Int = 100_000) {
        self.tolerance = tolerance
        self.limit = limit
    }

    /// Takes a line of metrics of one run. Lines of both must come in the order of the end of their windows.
    ///
    /// - Throws: ``DifferenceFailure`` when it is none.
    public mutating func take(_ line: some Sequence<UInt8>, side: Int, number: Int)
        throws(DifferenceFailure)
    {
        guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any],
            let pipeline = object["pipeline"] as? String,
            let name = (object["metric"] ?? object["score"]) as? String,
            let key = object["key"] as? [String: Any], let window = object["window"] as? [String: Any]
        else { throw DifferenceFailure(message: "line \(number) is no result of a metric") }
        let names = key.keys.sorted().map { "\($0)=\(key[$0] ?? "")" }.joined(separator: " ")
        let result =
            "\(pipeline)/\(name) \(names) \(window["start"] ?? "")/\(window["end"] ?? "")"
        var numbers: [String: Double] = [:]
        var texts: [String] = []
        let all = (object["values"] as? [String: Any] ?? [:]).merging(["value": object["value"] ?? NSNull()])
        { $1 }
        for (name, value) in all.sorted(by: { $0.key < $1.key }) {
            if let number = value as? Double { numbers[name] = number }
            texts.append("\(name)=\(value)")
        }
        sides[side][result] = Line(values: texts.joined(separator: " "), numbers: numbers)
    }

    /// Notes that both runs have the same line.
    public mutating func noteSame() { same += 1 }

    /// Compares what both have brought of a moment, and forgets it.
    public mutating func closeMoment() {
        let (old, new) = (sides[0], sides[1])
        for (result, line) in old.sorted(by: { $0.key < $1.key }) {
            guard let other = new[result] else {
                note(ResultDifference(result: result, old: line.values, new: nil))
                continue
            }
            if isSame(line, other) {
                same += 1
            } else {
                note(ResultDifference(result: result, old: line.values, new: other.values))
            }
        }
        for (result, line) in new.sorted(by: { $0.key < $1.key }) where old[result] == nil {
            note(ResultDifference(result: result, old: nil, new: line.values))
        }
        sides = [[:], [:]]
    }

    private func isSame(_ old: Line, _ new: Line) -> Bool {
        if old.values == new.values { return true }
        guard old.numbers.keys == new.numbers.keys || Set(old.numbers.keys) == Set(new.numbers.keys) else {
            return false
        }
        guard !old.numbers.isEmpty else { return false }
        return old.numbers.allSatisfy { name, number in
            guard let other = new.numbers[name] else { return false }
            return abs(number - other) <= tolerance * max(abs(number), abs(other))
        }
    }

    private mutating func note(_ difference: ResultDifference) {
        let metric = String(difference.result.prefix { $0 != " " })
        differing[metric, default: 0] += 1
        if differences.count < limit { differences.append(difference) }
    }
}
