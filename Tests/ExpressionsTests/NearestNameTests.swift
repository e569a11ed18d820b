import Expressions
import Testing

@Suite struct NearestNameTests {
    static let names = ["seller_id", "buyer_id", "region", "amount", "of", "on"]

    @Test(
        arguments: [
            ("seler_id", "seller_id"), ("sellerid", "seller_id"), ("SELLER_ID", "seller_id"),
            ("buyre_id", "buyer_id"),
            ("regoin", "region"), ("amonut", "amount"), ("zebra", nil), ("", nil), ("oo", "of"),
        ] as [(String, String?)])
    func `the name that was meant is found`(written: String, meant: String?) {
        #expect(NearestName.of(written, among: Self.names) == meant)
        #expect(NearestName.of(written, among: Self.names.reversed()) == meant)
    }

    @Test func `two letters that changed places are one mistake`() {
        #expect(NearestName.of("ba", among: ["ab", "cd"]) == "ab")
    }

    @Test func `an absurdly long name has no neighbour`() {
        let long = String(repeating: "a", count: 50_000)
        #expect(NearestName.of(long, among: [long + "b"]) == nil)
    }
}
