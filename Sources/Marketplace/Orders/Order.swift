import EventModel

/// One order from placing to parcel, all of which follows from the world and its number.
struct Order {
    /// One event of an order.
    struct Step {
        enum Kind: Int {
            case placed, paid, cancelled
            case accepted, inTransit, delivered

            var isShipment: Bool { rawValue >= Kind.accepted.rawValue }
        }

        var kind: Kind
        var time: EventTime
        /// When the topic gets to see it.
        var arrival: EventTime
    }

    let number: Int
    let placedAt: EventTime
    let buyer: Buyer
    let basket: Basket
    let carrier: SimulatedCarrier
    let promise: DeliveryPromise
    let course: OrderCourse
    /// What happens, in the order of arrival.
    let steps: [Step]

    init(_ number: Int, in world: World) {
        self.number = number
        placedAt = world.calendar.placedAt(number)
        buyer = Buyer(ofOrder: number, chance: world.chance)
        basket = Basket(sellers: world.sellers, random: world.chance.of(.basket, number))
        promise = DeliveryPromise(placedAt: placedAt, random: world.chance.of(.promise, number))
        var random = world.chance.of(.course, number)
        carrier = random.unit() < 0.9 ? basket.seller.carrier : random.pick(SimulatedCarrier.allCases)
        course = OrderCourse(
            promise: promise, seller: basket.seller, carrier: carrier, failure: world.carrierFailure,
            random: random)
        steps = Self.steps(placedAt, promise, course, delays: world.chance.of(.delays, number), world)
    }

    var cancelledBy: OrderCourse.CancelParty? {
        if case .cancelled(_, let party) = course { party } else { nil }
    }

    private static func steps(
        _ placedAt: EventTime, _ promise: DeliveryPromise, _ course: OrderCourse, delays: SplitMix64,
        _ world: World
    ) -> [Step] {
        var random = delays
        var steps: [Step] = []
        steps.reserveCapacity(5)
        func add(_ kind: Step.Kind, _ time: EventTime) {
            // Most arrive soon; the square leaves a few stragglers.
            let delay = Int64(Double(world.disorderMilliseconds) * random.unit() * random.unit())
            steps.append(Step(kind: kind, time: time, arrival: time.advanced(byMilliseconds: delay)))
        }
        add(.placed, placedAt)
        add(.paid, promise.paidAt)
        switch course {
        case .cancelled(let time, _): add(.cancelled, time)
        case .shipped(let accepted, let inTransit, let delivered):
            add(.accepted, accepted)
            add(.inTransit, inTransit)
            if let delivered { add(.delivered, delivered) }
        }
        steps.sort { ($0.arrival, $0.kind.rawValue) < ($1.arrival, $1.kind.rawValue) }
        return steps
    }
}
