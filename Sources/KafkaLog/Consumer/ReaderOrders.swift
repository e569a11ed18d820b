import CRdKafka
import Synchronization

/// What the control thread tells a reader; taken in once per fetch.
enum ReaderOrder {
    /// These topics are read, by their places.
    case topics([KafkaTopic])
    /// A partition begins at this position.
    case begin(topicIndex: Int, partition: Int32, position: Int64)
    /// A partition is no longer this reader's.
    case end(topicIndex: Int, partition: Int32)
}

/// A mailbox with a flag, so that a fetch without news takes no lock.
final class ReaderOrders: Sendable {
    private let isFilled = Atomic<Bool>(false)
    private let orders = Mutex<[ReaderOrder]>([])

    func give(_ order: ReaderOrder) {
        orders.withLock { $0.append(order) }
        isFilled.store(true, ordering: .releasing)
    }

    func take() -> [ReaderOrder] {
        guard isFilled.exchange(false, ordering: .acquiringAndReleasing) else { return [] }
        return orders.withLock { orders in
            defer { orders.removeAll() }
            return orders
        }
    }
}
