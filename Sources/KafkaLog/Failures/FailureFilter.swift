import CRdKafka
import EventModel

/// Decides which of the library's errors are worth saying: each kind at most once per quiet period.
///
/// A connection error alone says nothing yet: when it was the last broker that answered, the library says so right
/// behind it, and one failure then carries both. It is held back for `settleMilliseconds` for that.
struct FailureFilter {
    private let bootstrap: String
    private let quietMilliseconds: Int64
    private let settleMilliseconds: Int64
    // Kafka that does not answer shows in many ways, which are one piece of news.
    private static let unreachable: Set = ["_ALL_BROKERS_DOWN", "_TRANSPORT", "_RESOLVE", "_TIMED_OUT"]
    private var lastSaid: [String: Int64] = [:]
    private var heldBack: (code: rd_kafka_resp_err_t, reason: String, since: Int64)?

    init(bootstrap: String, quietMilliseconds: Int64 = 10_000, settleMilliseconds: Int64 = 200) {
        self.bootstrap = bootstrap
        self.quietMilliseconds = quietMilliseconds
        self.settleMilliseconds = settleMilliseconds
    }

    /// Takes in an error of the client as a whole.
    mutating func observe(_ code: rd_kafka_resp_err_t, reason: String, at now: Int64) -> LogFailure? {
        guard code.meansUnreachable else {
            return admit(
                LogFailure(kafka: code, doing: "Kafka client", bootstrap: bootstrap, reason: reason), at: now)
        }
        guard code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN else {
            if heldBack == nil { heldBack = (code, reason, now) }
            return nil
        }
        let detail = ClientContext.lasting(heldBack?.reason ?? reason)
        heldBack = nil
        return admit(
            LogFailure(kafka: code, doing: "connecting", bootstrap: bootstrap, reason: detail), at: now)
    }

    /// Gives out a connection error that was held back long enough: call it now and then.
    mutating func settle(at now: Int64) -> LogFailure? {
        guard let held = heldBack, now - held.since >= settleMilliseconds else { return nil }
        heldBack = nil
        let reason = ClientContext.lasting(held.reason)
        var failure = LogFailure(kafka: held.code, doing: "connecting", bootstrap: bootstrap, reason: reason)
        // Where the only address to start from does not answer, nothing does.
        if bootstrap.contains(",") || !held.reason.contains("/bootstrap") {
            failure.message = "a broker of \(bootstrap) does not answer (\(reason))"
        }
        return admit(failure, at: now)
    }

    /// Lets a failure pass unless the same was said a short while ago.
    mutating func admit(_ failure: LogFailure, at now: Int64) -> LogFailure? {
        let key =
            Self.unreachable.contains(failure.code) ? "unreachable" : "\(failure.code) \(failure.message)"
        if let last = lastSaid[key], now - last < quietMilliseconds { return nil }
        // Bounds the memory of messages that never repeat, such as those with offsets in them.
        if lastSaid.count >= 64 { lastSaid = lastSaid.filter { now - $0.value < quietMilliseconds } }
        if lastSaid.count >= 64 { return nil }
        lastSaid[key] = now
        return failure
    }
}
