import Foundation
import Simulation
import Testing

/// In which order, and when, the records of two topics are published.
enum Publication: String, CaseIterable, Sendable, CustomTestStringConvertible {
    /// Everything is there before the worker starts.
    case before
    /// The worker waits for the first record.
    case after
    /// The worker starts in the middle.
    case during
    /// All orders, and when they are read, the parcels.
    case ordersFirst
    /// All parcels, and when they are read, the orders.
    case logisticsFirst
    /// One by one in turn, by the worker's side.
    case interleaved

    var testDescription: String { rawValue }
}

/// How a run is set up; none of it may show in final results.
struct Configuration: Sendable, CustomTestStringConvertible {
    var partitions = 8
    var threads = 2
    var batchSize = 4096
    var delivery = MemoryLog.Delivery()
    var commitIntervalMilliseconds: Int64 = 0
    var publication = Publication.before

    var testDescription: String {
        "\(partitions) partitions, \(threads) threads, batches of \(batchSize), published \(publication.rawValue)"
            + ", \(Self.text(delivery.recordsPerFetch)) per fetch, \(Self.text(delivery.recordsPerRun)) per run"
            + ", commits every \(commitIntervalMilliseconds) ms"
    }

    private static func text(_ count: Int) -> String { count == .max ? "all" : "\(count)" }
}
