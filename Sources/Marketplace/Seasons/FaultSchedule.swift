import EventModel

/// What goes wrong when: spread over the season behind its first month, which shows what is usual. No seller has two faults.
struct FaultSchedule {
    private(set) var faults: [SeasonFault] = []
    private var bySeller: [Int: SeasonFault] = [:]
    private let firstDay: Double
    private let days: Double

    init(_ settings: SeasonSettings, random: SplitMix64) {
        var random = random
        firstDay = min(32, Double(settings.days) / 3)
        days = Double(settings.days)
        // Large enough to be noticed: at least two orders a day at 3,300 in all.
        let known = min(settings.sellers / 3, 260)
        var free = Array(settings.sellers < 100 ? 1..<min(40, settings.sellers) : 4..<known)
        func begin(_ length: Double) -> EventTime {
            let latest = max(days - length - 4, firstDay + 1)
            return settings.start.advanced(byDays: random.between(firstDay, latest))
        }
        func add(_ kind: SeasonFault.Kind, _ length: Double, _ entity: [String: String], seller: Int? = nil) {
            let from = begin(length)
            guard settings.faults.contains(kind) else { return }
            let fault = SeasonFault(
                kind: kind, entity: entity, seller: seller, from: from, to: from.advanced(byDays: length))
            faults.append(fault)
            if let seller { bySeller[seller] = fault }
        }
        func addSellers(_ kind: SeasonFault.Kind, _ count: Int, _ length: Double, among share: Double = 1) {
            for _ in 0..<count {
                guard !free.isEmpty else { return }
                // The larger ones are in front.
                let bound = max(Int(Double(free.count) * share), 1)
                let seller = free.remove(at: random.below(bound))
                add(kind, length, ["seller_id": SellerTraits.id(seller)], seller: seller)
            }
        }
        let carrier = random.pick(SimulatedCarrier.allCases).rawValue
        add(.carrierFailing, 8, ["carrier": carrier, "region": random.pick(Region.allCases).rawValue])
        addSellers(.sellerSlipping, 4, 35, among: 0.3)
        addSellers(.sellerNeverShips, 2, 14)
        addSellers(.giftsRunOut, 2, 14, among: 0.15)
        addSellers(.rebatesInPoints, 2, 21, among: 0.15)
        add(.paymentProviderDown, 0.25, ["payment_provider": random.pick(["cardlink", "paywell"])])
        add(.trackingLost, 1, ["page": "checkout"])
        addSellers(.brushingRing, 2, 12)
        addSellers(.reviewBombing, 2, 2, among: 0.5)
        addSellers(.retaliatingSeller, 1, 40, among: 0.1)
        add(.boughtTraffic, 5, ["channel": "paid_search"])
        addSellers(.badListing, 2, 25, among: 0.3)
        faults.sort { ($0.from, $0.kind.rawValue) < ($1.from, $1.kind.rawValue) }
    }

    /// The fault of a seller, if it has one at a time.
    func fault(ofSeller seller: Int, at time: EventTime) -> SeasonFault? {
        guard let fault = bySeller[seller], fault.covers(time) else { return nil }
        return fault
    }

    /// The fault of a kind that is not a seller's, if there is one at a time.
    func fault(_ kind: SeasonFault.Kind, at time: EventTime) -> SeasonFault? {
        faults.first { $0.kind == kind && $0.covers(time) }
    }
}
