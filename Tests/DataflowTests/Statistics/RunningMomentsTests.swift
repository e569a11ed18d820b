import Dataflow
import Testing

@Suite struct RunningMomentsTests {
    // Reference values: numpy.mean(x), numpy.std(x, ddof=1).
    @Test(arguments: [0.0, 1e9])
    func `the moments agree with NumPy, far from zero as well`(shift: Double) {
        var moments = RunningMoments()
        for value in [3.5, -1.25, 10, 0.5, 2.25, 7.75] { moments.add(value + shift) }
        #expect(moments.count == 6)
        #expect(abs(moments.mean - shift - 3.7916666666666665) <= 1e-15 * max(10, shift))
        #expect(abs((moments.deviation ?? 0) - 4.311080684314162) <= (shift == 0 ? 1e-14 : 1e-6))
    }

    @Test func `one value has no deviation`() {
        var moments = RunningMoments()
        #expect(moments.deviation == nil)
        moments.add(3)
        #expect(moments.deviation == nil)
        moments.add(3)
        #expect(moments.deviation == 0)
    }

    @Test func `a value that is no number is passed over`() {
        var moments = RunningMoments()
        moments.add(.nan)
        moments.add(.infinity)
        #expect(moments == RunningMoments())
    }
}
