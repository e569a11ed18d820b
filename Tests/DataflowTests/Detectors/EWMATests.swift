import Dataflow
import Testing

@Suite struct EWMATests {
    /// x, z, half-width of the limits, where z is: numpy, by the formulas, μ = 10, σ = 2, λ = 0.2, L = 2.962.
    private static let reference: [(x: Double, z: Double, limit: Double, side: EWMA.Side)] = [
        (11, 10.2, 1.1847999999999999, .inside), (13, 10.76, 1.517284319302088, .inside),
        (14.5, 11.508000000000001, 1.6962099314601364, .inside),
        (9, 11.006400000000001, 1.8014197301611192, .inside),
        (16, 12.005120000000002, 1.865642888737501, .above),
        (17, 13.004096000000002, 1.9056101407449417, .above),
        (18, 14.003276800000002, 1.9307550454281797, .above),
        (12, 13.602621440000002, 1.9466773407747053, .above),
        (8, 12.482097152000001, 1.9567996188201884, .above),
        (4, 10.785677721600003, 1.9632504880573682, .inside),
        (2, 9.028542177280002, 1.967367943844973, .inside),
        (1, 7.422833741824002, 1.96999859922286, .below),
        (10, 7.938266993459202, 1.971680376684218, .below),
        (16, 9.550613594767363, 1.9727559618445047, .inside),
    ]

    @Test func `average and limits are those of the formulas, and each excursion signals once`() throws {
        let chart = try #require(EWMAChart(mean: 10, deviation: 2))
        var ewma = EWMA()
        var signals: [EWMA.Side?] = []
        for row in Self.reference {
            signals.append(ewma.add(row.x, chart: chart))
            #expect(abs(ewma.departure - (row.z - 10)) < 1e-12)
            #expect(abs(ewma.halfWidth(chart: chart) - row.limit) < 1e-12)
            #expect(ewma.side == row.side)
        }
        #expect(signals.indices.filter { signals[$0] != nil } == [4, 11])
        #expect(signals[4] == .above && signals[11] == .below)
    }

    @Test func `from one side straight to the other is a new excursion`() throws {
        let chart = try #require(EWMAChart(mean: 0, deviation: 1, smoothing: 1, width: 3))
        var ewma = EWMA()
        #expect(
            [4, 5, -4, -5, 0, -4].map { ewma.add($0, chart: chart) } == [
                .above, nil, .below, nil, nil, .below,
            ])
    }

    @Test func `a training stretch gives mean and deviation`() throws {
        var training = RunningMoments()
        #expect(EWMAChart(training: training) == nil)
        for value in [8.0, 12, 8, 12] { training.add(value) }
        let chart = try #require(EWMAChart(training: training))
        #expect(chart.mean == 10)
        #expect(abs(chart.deviation - (16.0 / 3).squareRoot()) < 1e-15)
    }

    @Test func `what is no number changes nothing`() throws {
        let chart = try #require(EWMAChart(mean: 0, deviation: 1))
        var ewma = EWMA()
        #expect(ewma.add(.nan, chart: chart) == nil)
        #expect(ewma == EWMA())
        #expect(EWMAChart(mean: 0, deviation: -1) == nil)
        #expect(EWMAChart(mean: 0, deviation: 1, smoothing: 0) == nil)
        #expect(EWMAChart(mean: .nan, deviation: 1) == nil)
    }
}
