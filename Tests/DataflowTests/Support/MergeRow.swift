import EventModel
/// One row of a metric's input as the merge tests write it.
struct MergeRow: Equatable {
    var time: Int64
    var seller: String?
    var region: String? = "n"
    var amount: Int64? = 1
    var price: Double? = 1
    var isOk: Bool? = true
    var weight: Int64 = 1

    static func random(
        _ random: inout SplitMix64, count: Int, times: Range<Int64>, withTakingBack: Bool
    ) -> [MergeRow] {
        var rows = (0..<count).map { _ in
            MergeRow(
                time: Int64.random(in: times, using: &random),
                seller: Int.random(in: 0..<20, using: &random) == 0
                    ? nil : "s\(Int.random(in: 0..<5, using: &random))",
                region: Int.random(in: 0..<20, using: &random) == 0
                    ? nil : ["n", "s", ""].randomElement(using: &random),
                amount: Bool.random(using: &random) ? Int64.random(in: -9...9, using: &random) : nil,
                price: Int.random(in: 0..<4, using: &random) > 0
                    ? Double(Int.random(in: -999...999, using: &random)) / 100 : nil,
                isOk: [true, false, nil].randomElement(using: &random) ?? nil)
        }
        guard withTakingBack else { return rows }
        // Some are taken back, a few of them are told anew with another time.
        for row in rows where Int.random(in: 0..<4, using: &random) == 0 {
            var back = row
            back.weight = -1
            rows.append(back)
            guard Bool.random(using: &random) else { continue }
            var again = row
            again.time = Int64.random(in: times, using: &random)
            rows.append(again)
        }
        return rows
    }
}
