import EventModel

/// When one carrier brings parcels late.
struct CarrierFailure {
    let carrier: SimulatedCarrier
    let from: EventTime
    let to: EventTime
    let lateShare: Double

    init?(_ settings: MarketplaceSettings) {
        guard let carrier = settings.failingCarrier else { return nil }
        self.carrier = carrier
        from = settings.start.advanced(byDays: settings.carrierFailsAfterDays)
        to = settings.carrierRecoversAfterDays.map { settings.start.advanced(byDays: $0) } ?? .distantFuture
        lateShare = settings.failingLateShare
    }

    /// Whether a parcel that the carrier takes at this moment meets with the failure.
    func covers(_ carrier: SimulatedCarrier, at time: EventTime) -> Bool {
        carrier == self.carrier && from <= time && time < to
    }

    /// The failure as it is told to the outside.
    func planted(among sellers: [SimulatedSeller]) -> PlantedFault {
        PlantedFault(
            kind: .carrierLate, entity: carrier.rawValue,
            sellers: sellers.filter { $0.carrier == carrier }.map(\.id), from: from, to: to)
    }
}

extension EventTime {
    func advanced(byDays days: Double) -> EventTime { advanced(byMilliseconds: Int64(days * 86_400_000)) }
    func advanced(byHours hours: Double) -> EventTime { advanced(byMilliseconds: Int64(hours * 3_600_000)) }
}
