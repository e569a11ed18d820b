import EventModel
import Foundation
import Planning
import Simulation
import Testing
import Worker

/// The orders and logistics of a marketplace, published, read by one worker and settled.
struct MarketplaceRun {
    let published: Published
    let status: WorkerStatus
    let log: MemoryLog

    init(
        _ plan: PipelinePlan, orders: [StoredRecord], logistics: [StoredRecord],
        _ configuration: Configuration = Configuration()
    ) throws {
        let log = MemoryLog()
        log.create("orders", partitions: configuration.partitions)
        log.create("logistics", partitions: configuration.partitions)
        log.delivery = configuration.delivery
        var settings = WorkerSettings.eager(
            threads: configuration.threads, batchSize: configuration.batchSize)
        settings.commitIntervalMilliseconds = configuration.commitIntervalMilliseconds
        let publication = configuration.publication
        let early = Self.early(publication, orders.count, logistics.count)
        log.publish(Array(orders[..<early.orders]), to: "orders")
        log.publish(Array(logistics[..<early.logistics]), to: "logistics")
        let worker = RunningWorker([plan], log: log, settings: settings) { topic, value in
            // Provisional results are many, and of no use here.
            topic != "credence.metrics" || ByteSearch.contains(value, "\"final\":true")
        }
        let rest = (orders: Array(orders[early.orders...]), logistics: Array(logistics[early.logistics...]))
        Self.publish(rest.orders, rest.logistics, publication, to: worker)
        worker.waitUntilRead(orders.count + logistics.count)
        worker.waitUntilSettled()
        status = try #require(worker.stop())
        #expect(worker.failure == nil)
        published = Published(log)
        self.log = log
    }

    /// How many records are there before the worker starts.
    private static func early(_ publication: Publication, _ orders: Int, _ logistics: Int) -> (
        orders: Int, logistics: Int
    ) {
        switch publication {
        case .before: (orders, logistics)
        case .during: (orders / 2, logistics / 3)
        case .after, .ordersFirst, .logisticsFirst, .interleaved: (0, 0)
        }
    }

    private static func publish(
        _ orders: [StoredRecord], _ logistics: [StoredRecord], _ publication: Publication,
        to worker: RunningWorker
    ) {
        let log = worker.log
        // Long after all partitions of the first topic have fallen silent the second one begins.
        func pause(_ count: Int) {
            worker.waitUntilRead(count)
            worker.letTimePass(seconds: 100)
        }
        switch publication {
        case .before: return
        case .after, .during:
            log.publish(orders, to: "orders")
            log.publish(logistics, to: "logistics")
        case .ordersFirst:
            log.publish(orders, to: "orders")
            pause(orders.count)
            log.publish(logistics, to: "logistics")
        case .logisticsFirst:
            log.publish(logistics, to: "logistics")
            pause(logistics.count)
            log.publish(orders, to: "orders")
        case .interleaved:
            for place in 0..<max(orders.count, logistics.count) {
                if place < logistics.count { log.publish(logistics[place], to: "logistics") }
                if place < orders.count { log.publish(orders[place], to: "orders") }
            }
        }
    }
}

enum ByteSearch {
    static func contains(_ bytes: UnsafeRawBufferPointer, _ text: StaticString) -> Bool {
        let sought = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes.count >= sought.count else { return false }
        return (0...bytes.count - sought.count).contains { start in
            bytes[start] == sought[0] && bytes[start..<start + sought.count].elementsEqual(sought)
        }
    }
}
