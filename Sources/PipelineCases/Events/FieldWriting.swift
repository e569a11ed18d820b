import EventModel
import Foundation
import PipelineSpec

/// Writes the value of a field as the shop's own records have it: the opposite of how its schema reads it.
struct FieldWriting {
    let field: SchemaField

    /// The value as JSON.
    func json(_ value: FieldValue) -> String {
        if let mapped = field.reading.values.first(where: { $0.ours == value }) {
            return JSONWords.quoted(mapped.theirs)
        }
        switch value {
        case .int(let number): return bare(String(number))
        case .double(let amount): return bare(written(amount))
        case .bool(let flag): return bare(String(flag))
        case .string(let text): return JSONWords.quoted(text)
        case .time(let time): return written(time)
        }
    }

    private func bare(_ text: String) -> String { field.reading.isQuoted ? "\"\(text)\"" : text }

    private func written(_ amount: Double) -> String {
        guard let digits = field.reading.minorUnits else { return "\(amount)" }
        let units = (amount * pow(10, Double(digits))).rounded()
        return Int64(exactly: units).map(String.init) ?? "\(units)"
    }

    private func written(_ time: EventTime) -> String {
        switch field.reading.time {
        case .standard, .rfc3339: return JSONWords.quoted(RFC3339.format(time))
        case .epoch(.milliseconds): return "\(time.milliseconds)"
        case .epoch(.microseconds): return "\(time.milliseconds)000"
        case .epoch(.nanoseconds): return "\(time.milliseconds)000000"
        case .epoch(.seconds): return seconds(time.milliseconds)
        case .pattern(let pattern, let zone):
            let formatter = DateFormatter()
            formatter.locale = Locale(identifier: "en_US_POSIX")
            formatter.timeZone = TimeZone(identifier: zone)
            formatter.dateFormat = pattern.text
            let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)
            return JSONWords.quoted(formatter.string(from: date))
        }
    }

    private func seconds(_ milliseconds: Int64) -> String {
        let (whole, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        guard rest != 0 else { return "\(whole)" }
        let digits = String(rest.magnitude)
        let sign = milliseconds < 0 && whole == 0 ? "-" : ""
        return "\(sign)\(whole)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
}

/// A record with values at their paths.
indirect enum RecordTree {
    case value(String)
    case object([(key: String, tree: RecordTree)])
    case list([RecordTree])

    /// The tree with a value at a path; what stands in the way is replaced.
    func inserting(_ json: String, at steps: ArraySlice<FieldPath.Step>) -> RecordTree {
        guard let step = steps.first else { return .value(json) }
        switch step {
        case .key(let key):
            var members: [(key: String, tree: RecordTree)] = []
            if case .object(let known) = self { members = known }
            let place = members.firstIndex { $0.key == key }
            let inner = place.map { members[$0].tree } ?? .object([])
            let tree = inner.inserting(json, at: steps.dropFirst())
            if let place { members[place].tree = tree } else { members.append((key, tree)) }
            return .object(members)
        case .item(let number):
            var items: [RecordTree] = []
            if case .list(let known) = self { items = known }
            while items.count <= number { items.append(.value("null")) }
            items[number] = items[number].inserting(json, at: steps.dropFirst())
            return .list(items)
        }
    }

    var json: String {
        switch self {
        case .value(let json): json
        case .object(let members):
            "{" + members.map { JSONWords.quoted($0.key) + ":" + $0.tree.json }.joined(separator: ",") + "}"
        case .list(let items): "[" + items.map(\.json).joined(separator: ",") + "]"
        }
    }
}

/// Text as JSON has it.
enum JSONWords {
    static func quoted(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }
}
