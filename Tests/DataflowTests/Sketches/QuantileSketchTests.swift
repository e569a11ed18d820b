import Dataflow
import EventModel
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct QuantileSketchTests {
    /// Distributions to draw from.
    enum Shape: CaseIterable {
        case uniform, logNormal, constant, aroundZero, powers, whole

        func draw(using random: inout SplitMix64) -> Double {
            let share = Double.random(in: 0..<1, using: &random)
            let turn = Double.random(in: 0..<1, using: &random)
            let normal = (-2 * log(1 - share)).squareRoot() * cos(2 * Double.pi * turn)
            return switch self {
            case .uniform: 1000 * share
            case .logNormal: exp(3 + 2 * normal)
            case .constant: 4711
            case .aroundZero: (share * 20).rounded() == 3 ? 0 : normal
            case .powers: exp2((share * 80 - 29).rounded()) * (turn < 0.2 ? -1 : 1)
            case .whole: (share * 50).rounded() - 5
            }
        }
    }

    private func sketch(_ values: some Sequence<Double>, relativeError: Double = 0.01) -> QuantileSketch {
        var sketch = QuantileSketch(relativeError: relativeError)
        for value in values { sketch.insert(value) }
        return sketch
    }

    @Test(arguments: Shape.allCases, [0.01, 0.001, 0.1, 0.5])
    func `every quantile is within the relative error of the exact one`(shape: Shape, error: Double) throws {
        for seed in UInt64(0)..<6 {
            var random = SplitMix64(seed: seed)
            let count = [1, 2, 10, 101, 1000, 20_000][Int(seed)]
            let values = (0..<count).map { _ in shape.draw(using: &random) }
            let sketch = sketch(values, relativeError: error)
            let sorted = values.sorted()
            for q in [0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1] {
                let exact = sorted[Int(q * Double(count - 1))]
                let quantile = try #require(sketch.quantile(q))
                // A part in 10¹² for the rounding of the bucket's ends.
                let allowed = error * abs(exact) * (1 + 1e-12)
                #expect(abs(quantile - exact) <= allowed, "\(quantile), exactly \(exact), seed \(seed)")
            }
        }
    }

    @Test func `all sizes between the limits keep the relative error, and those beyond count as the limit`() {
        for error in [0.0001, 0.01, 0.5] {
            let scale = QuantileScale(relativeError: error)
            var last: Int32 = 0
            for step in 0..<200_000 {
                let value = min(1e-9 * exp2(Double(step) / 200_000 * 89.7), 1e18)
                let bucket = scale.bucket(of: value)
                #expect(bucket >= last && bucket <= scale.largestBucket)
                #expect(abs(scale.value(of: bucket) - value) <= error * value * (1 + 1e-11))
                #expect(scale.bucket(of: -value) == -bucket)
                last = bucket
            }
            #expect(scale.bucket(of: 1e-300) == scale.bucket(of: 1e-9))
            #expect(scale.bucket(of: .leastNonzeroMagnitude) == scale.bucket(of: 1e-9))
            #expect(scale.bucket(of: -.greatestFiniteMagnitude) == -scale.bucket(of: 1e18))
            #expect(scale.bucket(of: -0.0) == 0)
            #expect(Double(scale.largestBucket) <= 31.5 / error)
        }
        #expect(
            QuantileScale(relativeError: 0.01).largestBucket
                - QuantileScale(relativeError: 0.01).bucket(of: 1e-9) < 3140)
    }

    @Test(arguments: UInt64(0)..<40)
    func `neither order, splits, merges nor values taken back show`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let shape = try #require(Shape.allCases.randomElement(using: &random))
        let kept = (0..<Int.random(in: 0..<500, using: &random)).map { _ in shape.draw(using: &random) }
        let passing = (0..<Int.random(in: 0..<500, using: &random)).map { _ in shape.draw(using: &random) }
        let straight = sketch(kept)
        let changes = (kept + passing).map { ($0, Int64(1)) } + passing.map { ($0, Int64(-1)) }
        let parts = changes.shuffled(using: &random).dealt(to: 6, using: &random).map {
            var part = QuantileSketch()
            for (value, weight) in $0 { part.insert(value, weight: weight) }
            return part
        }
        let merged = try #require(QuantileSketch.merged(parts, using: &random))
        #expect(merged == straight, "seed \(seed)")
        #expect(merged.encoded == straight.encoded, "seed \(seed)")
        #expect(merged.count == Int64(kept.count))

        var difference = sketch(kept + passing)
        difference.subtract(sketch(passing))
        #expect(difference == straight, "seed \(seed)")
        difference.subtract(straight)
        #expect(difference.isEmpty && difference == QuantileSketch(), "seed \(seed)")
    }

    @Test func `a weight is as many values`() {
        var weighed = QuantileSketch()
        weighed.insert(5, weight: 3)
        weighed.insert(-7, weight: 2)
        weighed.insert(9, weight: 0)
        #expect(weighed == sketch([5, -7, 5, -7, 5]))
        #expect(weighed.count == 5)
    }

    @Test func `what is not a number is refused, and nothing has no quantile`() {
        var sketch = QuantileSketch()
        for value in [Double.nan, .infinity, -.infinity] {
            let isTaken = sketch.insert(value)
            #expect(!isTaken)
        }
        #expect(sketch.isEmpty && sketch.count == 0 && sketch.byteCount == 0)
        #expect(sketch.quantile(0.5) == nil)
        sketch.insert(1, weight: .max)
        #expect(sketch.quantile(1) == sketch.quantile(0))
        #expect(sketch.quantile(1.1) == nil)
        #expect(sketch.quantile(-0.1) == nil)
        #expect(sketch.quantile(.nan) == nil)
        var owed = QuantileSketch()
        owed.insert(1, weight: -1)
        #expect(!owed.isEmpty && owed.quantile(0.5) == nil)
    }

    @Test(arguments: Shape.allCases)
    func `bytes come back and damaged ones do no harm`(shape: Shape) {
        var random = SplitMix64(seed: 17)
        for count in [0, 1, 30, 1000] {
            var sketch = sketch((0..<count).map { _ in shape.draw(using: &random) })
            sketch.insert(1e18, weight: .max)
            sketch.insert(-1e18, weight: .min)
            sketch.expectSoundEncoding(seed: UInt64(count))
            QuantileSketch.expectSoundRefusal(behind: Array(sketch.encoded.prefix(24)), seed: UInt64(count))
        }
    }
}
