// The values of the events' fields, as they are written.

enum Region: String, CaseIterable { case north, south, east, west, islands }

enum Category: String, CaseIterable, Sendable {
    case books, beauty, electronics, fashion, garden, kitchen, sports, toys

    /// What a middling article costs, in cents.
    var usualCents: Int {
        switch self {
        case .books: 1_800
        case .beauty: 2_600
        case .electronics: 19_900
        case .fashion: 5_400
        case .garden: 4_200
        case .kitchen: 6_100
        case .sports: 7_500
        case .toys: 3_100
        }
    }
}

enum Channel: String, CaseIterable {
    case organic, direct, email, social
    case paidSearch = "paid_search"
}

enum PaymentMethod: String, CaseIterable {
    case card, wallet
    case bankTransfer = "bank_transfer"

    var provider: String { self == .card ? "cardlink" : "paywell" }
}

enum ServiceTier: String {
    case sameDay = "same_day"
    case express, standard

    /// From payment to the promised shipment, in hours.
    var shipHours: Double {
        switch self {
        case .sameDay: 3
        case .express: 10
        case .standard: 20
        }
    }

    /// From payment to the promised delivery, in hours.
    var deliveryHours: Double {
        switch self {
        case .sameDay: 9
        case .express: 30
        case .standard: 60
        }
    }
}
