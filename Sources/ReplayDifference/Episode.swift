public import EventModel
import Foundation

/// One run of an alert for one entity, from firing to resolved.
public struct Episode: Sendable, Hashable {
    /// The pipeline and the rule.
    public var rule: String
    /// The entity's names and values, as they are written.
    public var entity: String
    /// What records call it.
    public var id: String
    /// When it fired.
    public var from: EventTime
    /// When it resolved; `nil` when it still fires at the end.
    public var to: EventTime?
    /// How bad it is.
    public var severity: String

    /// An episode from its parts.
    public init(
        rule: String, entity: String, id: String, from: EventTime, to: EventTime?,
        severity: String = "warning"
    ) {
        self.rule = rule
        self.entity = entity
        self.id = id
        self.from = from
        self.to = to
        self.severity = severity
    }

    /// Whether both fire at some moment.
    func meets(_ other: Episode) -> Bool {
        from <= other.to ?? .distantFuture && other.from <= to ?? .distantFuture
    }
}

/// Puts episodes together from the transitions of a run.
public struct EpisodeReading {
    private var open: [String: Episode] = [:]
    private var done: [Episode] = []

    /// Nothing read.
    public init() {}

    /// Takes a line of alerts.
    ///
    /// - Throws: ``DifferenceFailure`` when it is none.
    public mutating func take(_ line: some Sequence<UInt8>, number: Int) throws(DifferenceFailure) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any],
            let data = object["data"] as? [String: Any], let rule = data["rule"] as? String,
            let pipeline = data["pipeline"] as? String, let id = data["alert_id"] as? String,
            let entity = data["entity"] as? [String: Any], let state = data["state"] as? String,
            let text = object["time"] as? String, let time = RFC3339.parse(text)
        else { throw DifferenceFailure(message: "line \(number) is no transition of an alert") }
        guard state == "firing" else {
            if var episode = open.removeValue(forKey: id) {
                episode.to = time
                done.append(episode)
            }
            return
        }
        let names = entity.keys.sorted().map { "\($0)=\(entity[$0] ?? "")" }.joined(separator: " ")
        open[id] = Episode(
            rule: "\(pipeline)/\(rule)", entity: names, id: id, from: time, to: nil,
            severity: data["severity"] as? String ?? "")
    }

    /// All episodes, by rule, entity and time.
    public var episodes: [Episode] {
        (done + open.values).sorted {
            ($0.rule, $0.entity, $0.from, $0.id) < ($1.rule, $1.entity, $1.from, $1.id)
        }
    }
}

/// Why two runs cannot be compared.
public struct DifferenceFailure: Error, Sendable, Equatable {
    /// What is wrong.
    public var message: String

    /// A failure with its message.
    public init(message: String) { self.message = message }
}
