import Dataflow
import Foundation
import Testing

/// The figures of `docs/windows.md`.
@Suite struct DocumentedFigureTests {
    private static let page: String = {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        return
            (try? String(contentsOfFile: root.joined(separator: "/") + "/docs/windows.md", encoding: .utf8))
            ?? ""
    }()

    @Test(arguments: [20, 100, 1000])
    func `a fixed limit convicts small sellers by chance`(parcels: Int) {
        // More than 4 % observed.
        let enough = parcels * 4 / 100 + 1
        let chance = Self.atLeast(enough, of: parcels, rate: 0.025)
        #expect(Self.page.contains("\n| \(parcels) | \(Self.percent(chance)) |\n"))
    }

    @Test(arguments: [20, 50, 100, 200, 1000])
    func `the late parcels that fire are those of the page`(parcels: Int) throws {
        let enough = try #require(
            (0...parcels).first { late in
                late >= 3
                    && BetaDistribution(
                        priorMean: 0.05, weight: 50, successes: Int64(late), trials: Int64(parcels)
                    ).probabilityAbove(0.10) >= 0.95
            })
        let usual = Self.atLeast(enough, of: parcels, rate: 0.05)
        let bad = Self.atLeast(enough, of: parcels, rate: 0.20)
        let observed = Self.percent(Double(enough) / Double(parcels))
        let row = "| \(parcels) | \(enough) | \(observed) | \(Self.percent(usual)) | \(Self.percent(bad)) |"
        #expect(Self.page.contains("\n\(row)\n"), "\(row)")
    }

    @Test(arguments: [20, 30, 50]) func `the visits that show a fall are those of the page`(fall: Int) throws
    {
        let visits = try #require(BinomialPlan().trials(rate: 0.02, relativeFall: Double(fall) / 100))
        #expect(Self.page.contains("\n| \(fall) % | \(visits) |\n"))
    }

    @Test func `a shop of 1,500 visits a day waits as long as the page says`() throws {
        let half = try #require(BinomialPlan().trials(rate: 0.02, relativeFall: 0.5))
        let fifth = try #require(BinomialPlan().trials(rate: 0.02, relativeFall: 0.2))
        #expect((half + 1_499) / 1_500 == 3 && (fifth + 1_499) / 1_500 == 16)
    }

    /// P(at least `count` of `trials` succeed).
    private static func atLeast(_ count: Int, of trials: Int, rate: Double) -> Double {
        var sum = 0.0
        var logOfTerm = Double(trials) * log(1 - rate)
        for successes in 0...trials {
            if successes >= count { sum += exp(logOfTerm) }
            logOfTerm += log(Double(trials - successes) / Double(successes + 1)) + log(rate / (1 - rate))
        }
        return sum
    }

    private static func percent(_ share: Double) -> String {
        if share < 0.001 { return "less than 0.1 %" }
        return share < 0.01 ? String(format: "%.1f %%", share * 100) : String(format: "%.0f %%", share * 100)
    }
}
