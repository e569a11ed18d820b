import EventModel

/// A marketplace that never was: sellers, buyers, carriers and their orders, from a seed and nothing else.
///
/// Events come one at a time in the order in which they reach their topics, which is nearly the order in which they
/// happened: event times are out of order by less than ``MarketplaceSettings/disorderMilliseconds``. The same settings
/// give the same bytes on every machine. The memory grows with the orders that are under way at a time (some 24 bytes
/// each), not with the length of the run.
public struct Marketplace: Sendable {
    /// The shops, the largest first.
    public var sellers: [SimulatedSeller] { world.sellers.sellers }
    /// What goes wrong on purpose, when, and whom it hits.
    public let plantedFaults: [PlantedFault]

    private let world: World
    private let writer: EventWriter
    private var underWay = OrdersUnderWay()
    private var nextOrder = 0
    private var nextPlacedAt: EventTime

    /// A marketplace before its first order.
    ///
    /// The settings must be in their ranges: at least one seller and one order per day.
    public init(_ settings: MarketplaceSettings) {
        let world = World(settings)
        self.world = world
        writer = EventWriter(chance: world.chance)
        plantedFaults = world.carrierFailure.map { [$0.planted(among: world.sellers.sellers)] } ?? []
        nextPlacedAt = world.calendar.placedAt(0)
    }

    /// The next event; `nil` when all orders are over.
    ///
    /// - Complexity: O(log orders under way).
    public mutating func next() -> SimulatedEvent? {
        beginOrders()
        guard let next = underWay.removeFirst() else { return nil }
        let order = Order(next.order, in: world)
        follow(order, from: next.step + 1)
        return writer.event(order.steps[next.step], of: order)
    }

    /// Begins all orders that may have an event before the earliest that is known.
    private mutating func beginOrders() {
        while nextOrder < world.calendar.count, nextPlacedAt <= underWay.first?.arrival ?? .distantFuture {
            follow(Order(nextOrder, in: world), from: 0)
            nextOrder += 1
            nextPlacedAt = world.calendar.placedAt(nextOrder)
        }
    }

    private mutating func follow(_ order: Order, from step: Int) {
        guard step < order.steps.count else { return }
        underWay.insert(.init(arrival: order.steps[step].arrival, order: order.number, step: step))
    }
}
