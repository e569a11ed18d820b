/// Which rules find a kind of fault, and which others it sets off.
///
/// A rule finds a fault where it names the fault's entity. What a fault sets off besides is no false alarm: buyers who are
/// disappointed stay away, and a carrier's delay is its sellers'.
struct FaultRules {
    /// Rules that find it.
    var finding: Set<String>
    /// Rules that it sets off for others than its entity; those of its own entity are all explained.
    var following: Set<String> = []
    /// How long after its end it may still be found or felt, in days: windows and maturities.
    var graceDays: Double

    static let byKind: [String: FaultRules] = [
        "carrier_failing": FaultRules(
            finding: ["carrier-late", "carrier-late-in-region"],
            following: [
                "late-deliveries", "deliveries-late", "seller-credit-eroding", "severely-late-deliveries",
                "service-tier-missed", "receipt-step-eroding", "satisfaction-step-eroding", "promises-broken",
                "promises-broken-often",
                "late-deliveries-erode-credit", "late-deliveries-erode-score", "logistics-rating-falls",
                "seller-score-falls",
            ], graceDays: 25),
        "seller_slipping": FaultRules(
            finding: ["late-deliveries", "deliveries-late", "seller-credit-eroding"],
            graceDays: 21),
        "seller_never_ships": FaultRules(
            finding: ["late-deliveries", "late-shipments", "deliveries-late", "order-defects"], graceDays: 30),
        "gifts_run_out": FaultRules(finding: ["gifts-not-shipped", "gifts-missing"], graceDays: 21),
        "rebates_in_points": FaultRules(
            finding: ["rebates-broken", "rebates-broken-often", "rebate-instrument-changed"], graceDays: 30),
        "payment_provider_down": FaultRules(
            finding: ["payments-fail", "payment-provider-down"],
            following: [
                "conversion-falls", "conversion-falls-by-half", "paid-step-eroding", "action-step-eroding",
                "unpaid-orders-rise", "method-unpaid-orders-rise", "card-form-exits-rise",
                "daily-conversion-falls", "daily-conversion-falls-by-half", "seller-conversion-falls-by-half",
            ], graceDays: 2),
        "tracking_lost": FaultRules(
            finding: ["orders-lose-their-visits", "more-orders-than-visits"],
            following: [
                "conversion-falls", "conversion-falls-by-half", "desire-step-eroding", "action-step-eroding",
                "paid-step-eroding", "daily-conversion-falls", "daily-conversion-falls-by-half",
                "card-form-exits-rise", "seller-conversion-falls-by-half", "first-purchases-eroding",
            ], graceDays: 2),
        "brushing_ring": FaultRules(
            finding: ["fake-orders", "orders-of-one-device", "seller-brushes"], graceDays: 20),
        "review_bombing": FaultRules(finding: ["review-burst", "order-defects"], graceDays: 20),
        "retaliating_seller": FaultRules(finding: ["seller-retaliates"], graceDays: 30),
        "bought_traffic": FaultRules(
            finding: ["bought-traffic"],
            following: [
                "conversion-falls", "conversion-falls-by-half", "daily-conversion-falls",
                "daily-conversion-falls-by-half", "first-purchases-eroding", "advertising-loses-money",
                "interest-step-eroding", "trust-step-eroding", "desire-step-eroding", "buying-growth",
                "paid-traffic-dominates", "seller-conversion-falls-by-half", "product-dwell-falls",
            ], graceDays: 15),
        "bad_listing": FaultRules(finding: ["description-mismatch", "order-defects"], graceDays: 60),
    ]
}
