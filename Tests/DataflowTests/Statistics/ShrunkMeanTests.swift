import Dataflow
import Testing

@Suite struct ShrunkMeanTests {
    private let rating = ShrunkMean(priorMean: 4.5)

    @Test func `without values the mean is the prior's`() {
        #expect(rating.mean(sum: 0, count: 0) == 4.5)
        #expect(rating.mean(sum: 3, count: -1) == 4.5)
    }

    @Test func `with as many values as the prior counts for it is half way`() {
        #expect(rating.mean(sum: 20 * 3, count: 20) == 3.75)
    }

    @Test func `decimals come as millionths`() {
        // (4.25 + 5 + 20 · 4.5) / 22
        #expect(rating.mean(sumMillionths: 9_250_000, count: 2) == 99.25 / 22)
        #expect(rating.mean(sumMillionths: 9_000_000, count: 2) == rating.mean(sum: 9, count: 2))
    }

    @Test func `the weight is how many values the prior counts for`() {
        #expect(ShrunkMean(priorMean: 0, weight: 4).mean(sum: 10, count: 1) == 2)
    }
}
