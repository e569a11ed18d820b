import CRdKafka
import EventModel

extension TransactionFailure {
    /// When in a transaction something failed, which decides what can be known.
    enum Moment {
        /// Before the brokers were asked to end it: nothing of it can have been written.
        case open
        /// After they were asked to: it may have been written.
        case ending
    }

    /// Sorts a failure by what can be done about it.
    ///
    /// - Parameters:
    ///   - failure: what the library says.
    ///   - moment: whether the outcome can be in doubt.
    ///   - isOverdue: whether the transaction's own time was over: the brokers then abort it by themselves, and tell its
    ///     writer the same as one that was replaced.
    init(_ failure: LogFailure, at moment: Moment, isOverdue: Bool = false) {
        switch failure.code {
        case "UNKNOWN_MEMBER_ID", "FENCED_INSTANCE_ID":
            self = .fenced(failure)
        case "_FENCED", "PRODUCER_FENCED", "INVALID_PRODUCER_EPOCH":
            self = isOverdue ? .unknown(failure.overdue) : .fenced(failure)
        case let code where code.hasSuffix("AUTHORIZATION_FAILED") || Self.lasting.contains(code):
            self = .fatal(failure)
        default:
            // A client that is of no further use is replaced, and what was committed tells the rest.
            self = moment == .ending || failure.isFatal ? .unknown(failure) : .aborted(failure)
        }
    }

    /// Sorts the reason for which records were refused: others may be tried again.
    init(refused failure: LogFailure, isOverdue: Bool) {
        let sorted = TransactionFailure(failure, at: .open, isOverdue: isOverdue)
        if case .aborted = sorted, !failure.isRetriable, !failure.code.hasPrefix("_PURGE") {
            self = .fatal(failure)
        } else {
            self = sorted
        }
    }

    /// What no retry and no other writer mends.
    private static let lasting: Set = [
        "MSG_SIZE_TOO_LARGE", "INVALID_MSG_SIZE", "RECORD_LIST_TOO_LARGE", "INVALID_RECORD",
        "_UNSUPPORTED_FEATURE",
        "UNSUPPORTED_VERSION", "UNSUPPORTED_FOR_MESSAGE_FORMAT", "INVALID_TRANSACTION_TIMEOUT",
        "INVALID_CONFIG",
        "OFFSET_METADATA_TOO_LARGE", "_INVALID_ARG", "_NOT_CONFIGURED", "_AUTHENTICATION",
        "SASL_AUTHENTICATION_FAILED",
    ]
}

extension LogFailure {
    /// The same, for a transaction that took too long.
    fileprivate var overdue: LogFailure {
        var failure = self
        failure.hint =
            "the transaction took longer than transaction.timeout.ms and the brokers gave it up: look for "
            + "what was slow, or raise it"
        return failure
    }
}
