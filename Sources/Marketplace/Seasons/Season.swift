import EventModel

/// A season of a marketplace: visitors of whom some buy, sellers who keep their word or not, buyers who come back or stay
/// away with what they experienced, and faults that are planted on a schedule.
///
/// Hour by hour all events that reach their topics come in the order in which they do. The same settings give the same
/// bytes on every machine. The memory grows with the orders that are under way (some 200 bytes each) and with the buyers
/// who are known (some 30).
public struct Season {
    /// What goes wrong, in the order in which it begins.
    public var faults: [SeasonFault] { schedule.faults }

    // Of a hundred visits so many end with an order; of those who come back far more.
    private static let conversion = 0.24
    private static let conversionOfReturning = 0.6
    private static let returningShare = 0.15
    private static let daysAfter = 32

    private let settings: SeasonSettings
    private let traits: [SellerTraits]
    private let sharesUpTo: [Double]
    private let schedule: FaultSchedule
    private let rhythm: SeasonRhythm
    private var random: SplitMix64
    private var lines: SeasonLines
    private var agenda = SeasonAgenda()
    private var orders: [Int: (order: SeasonOrder, left: Int)] = [:]
    private var ordersOfBuyers: [Int: UInt16] = [:]
    private var nextOrder = 0
    private var nextVisitor = 0
    private var hour = 0
    private var events: [SimulatedEvent] = []
    // Clicks of visits that go on into the next hour.
    private var waiting: [SimulatedEvent] = []
    private var hourStart = EventTime.distantPast
    private var visitsOfChannel: [Channel: Int] = [:]

    /// A season before its first visitor.
    public init(_ settings: SeasonSettings) {
        precondition(settings.sellers >= 20 && settings.days > 0 && settings.ordersPerDay > 0)
        self.settings = settings
        let chance = Chance(seed: settings.seed)
        var traits = SellerTraits.all(settings.sellers, chance: chance)
        var sum = 0.0
        sharesUpTo = traits.map { seller in
            sum += seller.orderShare
            return sum
        }
        let schedule = FaultSchedule(settings, random: chance.of(.carriers, 0))
        // Who breaks a promise has made it.
        for fault in schedule.faults {
            guard let seller = fault.seller else { continue }
            if fault.kind == .giftsRunOut { traits[seller].promisesGifts = true }
            if fault.kind == .rebatesInPoints { traits[seller].promisesRebates = true }
        }
        self.schedule = schedule
        self.traits = traits
        rhythm = SeasonRhythm(days: settings.days)
        random = chance.of(.placing, 0)
        lines = SeasonLines(seed: settings.seed)
    }

    /// The first line of the ground truth, and the faults behind it.
    public var truth: [String] {
        let end = settings.start.advanced(byDays: Double(settings.days))
        return [
            "{\"version\":1,\"seed\":\(settings.seed),\"days\":\(settings.days),\"sellers\":\(settings.sellers),"
                + "\"from\":\"\(RFC3339.format(settings.start))\",\"to\":\"\(RFC3339.format(end))\"}"
        ] + faults.map { told($0).json }
    }

    /// A fault with the sellers who suffer from it: those who ship mostly by a carrier, or the one it is about.
    private func told(_ fault: SeasonFault) -> SeasonFault {
        var fault = fault
        if let carrier = fault.entity["carrier"] {
            fault.sellers = traits.indices.filter { traits[$0].carrier.rawValue == carrier }
                .map(SellerTraits.id)
        } else if let seller = fault.seller {
            fault.sellers = [SellerTraits.id(seller)]
        }
        return fault
    }

    /// How much of the season is over, 0 to 1.
    public var share: Double { min(Double(hour) / Double((settings.days + Self.daysAfter) * 24), 1) }

    /// All events that arrive in the next hour, in the order of their arrival; `nil` when all is over.
    ///
    /// - Complexity: O(events · log(orders under way)).
    public mutating func nextHour() -> [SimulatedEvent]? {
        guard hour < (settings.days + Self.daysAfter) * 24 else { return nil }
        let start = settings.start.advanced(byHours: Double(hour))
        let end = start.advanced(byHours: 1)
        hourStart = start
        events = waiting
        waiting = []
        if hour < settings.days * 24 {
            addVisits(from: start)
            addFakes(from: start)
            if hour % 24 == 23 { addAdSpend(at: end.advanced(byMilliseconds: -1)) }
        }
        while let next = agenda.first, next.arrival < end, let step = agenda.removeFirst() { take(step) }
        waiting = events.filter { $0.arrival >= end }
        events.removeAll { $0.arrival >= end }
        events.sort { ($0.arrival, $0.key, $0.time) < ($1.arrival, $1.key, $1.time) }
        hour += 1
        return events
    }

    private mutating func hits(_ probability: Double) -> Bool { random.unit() < probability }

    /// A number whose mean is this.
    private mutating func some(_ mean: Double) -> Int { Int(mean + random.unit()) }

    // MARK: Visits

    private mutating func addVisits(from start: EventTime) {
        let load = rhythm.load(hour: hour) * Double(settings.ordersPerDay) / 24
        let expected = load * (1 - Self.returningShare) / Self.conversion
        for _ in 0..<some(expected * random.between(0.93, 1.07)) {
            visit(newVisitor(), isNew: true, channel: channel(), at: start.advanced(byHours: random.unit()))
        }
        for _ in 0..<some(expected * 0.02) { visitOfBot(at: start.advanced(byHours: random.unit())) }
        guard schedule.fault(.boughtTraffic, at: start) != nil else { return }
        for _ in 0..<some(expected * 0.9) {
            visit(
                newVisitor(), isNew: true, channel: .paidSearch, at: start.advanced(byHours: random.unit()),
                conversion: 0.002)
        }
    }

    private mutating func newVisitor() -> Int {
        nextVisitor += 1
        return nextVisitor
    }

    private mutating func channel() -> Channel {
        let roll = random.unit()
        return roll < 0.4
            ? .organic : roll < 0.65 ? .paidSearch : roll < 0.8 ? .social : roll < 0.95 ? .direct : .email
    }

    private mutating func visit(
        _ visitor: Int, isNew: Bool, channel: Channel, at start: EventTime,
        conversion: Double = Season.conversion
    ) {
        visitsOfChannel[channel, default: 0] += 1
        let seller = seller(at: random.unit())
        let visit = SeasonVisit(
            visitor: visitor, isNew: isNew, isBot: false, channel: channel, seller: seller,
            category: traits[seller].category)
        var time = start
        func later(_ low: Double, _ high: Double, _ random: inout SplitMix64) -> EventTime {
            time = time.advanced(byMilliseconds: Int64(random.between(low, high) * 1000))
            return time
        }
        add(lines.click("page_viewed", visit, at: time, dwell: 2000 + random.below(20_000)))
        let buys = hits(conversion)
        guard buys || hits(0.6) else { return }
        add(
            lines.click(
                "product_viewed", visit, at: later(5, 40, &random), dwell: 4000 + random.below(50_000)))
        if hits(buys ? 0.5 : 0.12) {
            let kinds = ["reviews_viewed", "seller_viewed", "policy_viewed", "question_asked"]
            add(lines.click(kinds[random.below(4)], visit, at: later(5, 60, &random), dwell: nil))
        }
        guard buys || hits(0.06) else { return }
        add(lines.click("product_added", visit, at: later(5, 60, &random), dwell: nil))
        guard buys || hits(0.3) else { return }
        let isLost = schedule.fault(.trackingLost, at: time) != nil
        let checkout = later(5, 60, &random)
        if !isLost { add(lines.click("checkout_started", visit, at: checkout, dwell: nil)) }
        guard buys else { return }
        let payment = later(10, 90, &random)
        if !isLost { add(lines.click("payment_info_entered", visit, at: payment, dwell: nil)) }
        let order = order(of: visit, isTracked: !isLost, at: later(20, 120, &random))
        let fate = OrderFate(
            order, traits: traits[seller], schedule: schedule, random: SplitMix64(seed: random.next()))
        follow(fate)
        if !isLost, fate.steps.contains(where: { $0.kind == .paid }) {
            add(lines.click("order_completed", visit, at: later(2, 10, &random), dwell: nil, order: order.id))
        }
    }

    private mutating func visitOfBot(at start: EventTime) {
        let seller = seller(at: random.unit())
        let visit = SeasonVisit(
            visitor: newVisitor(), isNew: true, isBot: true, channel: .organic, seller: seller,
            category: traits[seller].category)
        for page in 0..<8 {
            let time = start.advanced(byMilliseconds: Int64(page * 700))
            add(lines.click("product_viewed", visit, at: time, dwell: 600))
        }
    }

    private mutating func addAdSpend(at time: EventTime) {
        // Some cents for each visit that was paid for.
        let cents = (visitsOfChannel[.paidSearch] ?? 0) * 55
        if cents > 0 { add(lines.adSpend(.paidSearch, cents: cents, at: time)) }
        visitsOfChannel = [:]
    }

    private func seller(at place: Double) -> Int {
        var (low, high) = (0, sharesUpTo.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sharesUpTo[middle] > place { high = middle } else { low = middle + 1 }
        }
        return low
    }

    // MARK: Orders

    private mutating func order(of visit: SeasonVisit, isTracked: Bool, at time: EventTime) -> SeasonOrder {
        let own = traits[visit.seller]
        let roll = random.unit()
        let tier: ServiceTier = roll < 0.03 ? .sameDay : roll < 0.15 ? .express : .standard
        let cents = max(Int(Double(visit.category.usualCents) * random.between(0.4, 1.9)), 100)
        let promisesRebate = own.promisesRebates && hits(0.35)
        nextOrder += 1
        let ordersBefore = ordersOfBuyers[visit.visitor] ?? 0
        return SeasonOrder(
            number: nextOrder, seller: visit.seller, buyer: visit.visitor,
            visitor: isTracked ? visit.visitor : nil, device: visit.visitor, isFirst: ordersBefore == 0,
            region: Region.allCases[visit.visitor % 5], category: visit.category, channel: visit.channel,
            payment: random.pick(PaymentMethod.allCases),
            carrier: hits(0.85) ? own.carrier : random.pick(SimulatedCarrier.allCases), tier: tier,
            cents: cents, discountCents: hits(0.2) ? cents / 10 : 0, paidAt: time,
            shipBy: time.advanced(byHours: tier.shipHours * 1.5),
            deliverBy: time.advanced(byHours: tier.deliveryHours * 1.5),
            hasGift: own.promisesGifts && hits(0.4),
            rebateCents: promisesRebate ? max(cents / 20, 50) : 0, rebateBy: time.advanced(byDays: 10),
            stars: 5, describedStars: 5, deliveryStars: 5)
    }

    /// Puts what becomes of an order on the agenda.
    private mutating func follow(_ fate: OrderFate) {
        let order = fate.decided
        var left = 0
        for step in fate.steps {
            insert(step.kind, of: order.number, at: step.at)
            left += 1
        }
        if fate.steps.contains(where: { $0.kind == .paid }) {
            ordersOfBuyers[order.buyer, default: 0] += 1
            if hits(fate.returnChance) {
                insert(.comesBack, of: order.number, at: fate.overAt.advanced(byDays: random.between(2, 40)))
                left += 1
            }
        }
        orders[order.number] = (order, left)
    }

    private mutating func insert(_ kind: SeasonStep.Kind, of order: Int, at time: EventTime) {
        let delay = hits(settings.lateShare) ? random.between(1, 15) : random.unit() / 60
        agenda.insert(
            SeasonStep(
                at: time, arrival: max(time.advanced(byHours: delay), hourStart), order: order, kind: kind,
                turn: 0))
    }

    private mutating func take(_ step: SeasonStep) {
        guard let entry = orders[step.order] else { return }
        if entry.left == 1 { orders[step.order] = nil } else { orders[step.order]?.left -= 1 }
        if step.kind == .comesBack {
            guard step.at < settings.start.advanced(byDays: Double(settings.days)) else { return }
            return visit(
                entry.order.buyer, isNew: false, channel: hits(0.6) ? .direct : .email, at: step.arrival,
                conversion: Self.conversionOfReturning)
        }
        guard var event = lines.event(step.kind, entry.order, at: step.at) else { return }
        event.arrival = step.arrival
        if let (name, due) = SeasonLines.promises(of: step.kind, at: step.at) { event.add(name, due) }
        add(event)
    }

    private mutating func add(_ event: SimulatedEvent) {
        events.append(event)
        if hits(settings.copiedShare) { events.append(event) }
    }

    // MARK: Orders that are none

    private mutating func addFakes(from start: EventTime) {
        for fault in schedule.faults where fault.covers(start) {
            guard let seller = fault.seller else { continue }
            switch fault.kind {
            case .brushingRing: for _ in 0..<some(0.7) { brush(seller, at: start) }
            case .reviewBombing: for _ in 0..<some(1.2) { bomb(seller, at: start) }
            default: break
            }
        }
    }

    /// Nobody has looked at anything, nothing is sent, all is praised at once, from few devices.
    private mutating func brush(_ seller: Int, at start: EventTime) {
        var fake = fakeOrder(seller, at: start.advanced(byHours: random.unit()))
        fake.device = 90_000_000 + seller * 10 + random.below(3)
        fake.visitor = nil
        let confirmed = fake.paidAt.advanced(byHours: random.between(5, 20))
        follow(
            fake,
            [
                (.placed, fake.paidAt.advanced(byHours: -0.01)), (.paid, fake.paidAt),
                (.receiptConfirmed, confirmed),
                (.reviewed, confirmed.advanced(byHours: random.between(0.01, 0.1))),
            ])
    }

    /// People who buy once, and then say the worst.
    private mutating func bomb(_ seller: Int, at start: EventTime) {
        var order = fakeOrder(seller, at: start.advanced(byHours: random.unit()))
        order.stars = 1
        let delivered = order.paidAt.advanced(byHours: random.between(10, 20))
        follow(
            order,
            [
                (.placed, order.paidAt.advanced(byHours: -0.01)), (.paid, order.paidAt),
                (.accepted, order.paidAt.advanced(byHours: 2)), (.delivered, delivered),
                (.reviewed, delivered.advanced(byHours: random.between(0.5, 5))),
            ])
    }

    private mutating func fakeOrder(_ seller: Int, at time: EventTime) -> SeasonOrder {
        let visit = SeasonVisit(
            visitor: newVisitor(), isNew: true, isBot: false, channel: .direct, seller: seller,
            category: traits[seller].category)
        var order = order(of: visit, isTracked: true, at: time)
        (order.hasGift, order.rebateCents) = (false, 0)
        return order
    }

    private mutating func follow(_ order: SeasonOrder, _ steps: [(SeasonStep.Kind, EventTime)]) {
        orders[order.number] = (order, steps.count)
        ordersOfBuyers[order.buyer, default: 0] += 1
        for (kind, time) in steps { insert(kind, of: order.number, at: time) }
    }
}

extension SimulatedEvent {
    /// Adds a time to the event's own fields.
    fileprivate mutating func add(_ name: String, _ time: EventTime) {
        json.removeLast()
        json.append(contentsOf: ",\"\(name)\":\(time.milliseconds)}".utf8)
    }
}
