/// Exponentially decayed sums in whole numbers (forward decay: Cormode, Shkapenyuk, Srivastava and Xu 2009).
///
/// A value v of time t weighs 2^((t − L)/h) at a landmark L; at a later time all weights shrink by the same factor,
/// so that values may come in any order. Landmarks lie on a grid of **eras** of four half-lives since the epoch, and
/// a contribution is v in millionths × weight × 2^28, cut to a whole number. Whole numbers add up to the same in any
/// order and split. The next era is 16 times less, an exact shift by 4 bits; what falls off is cut toward zero,
/// which makes shifting by several eras the same as one after another, and a negative value the mirror of a positive
/// one, so that it takes it back exactly.
///
/// **Range.** A value is less than 2^63 millionths (9.2e12), its weight before the end of its era's grace less than
/// 2^6: a contribution is less than 2^97, and 10^9 (< 2^30) of them fit 127 bits, over whatever time. Shorter eras
/// leave more of the bits to the fraction, which is why they are four half-lives and not 32.
///
/// **Precision.** A sum is too small by less than 2^-28 millionths at its era's start for each contribution and
/// each shift of a part, and a relative 2^-50 from the weights. A count of 1 keeps six digits for 28 half-lives
/// before the era and is gone after 48.
package struct FixedPointDecay: Hashable, Sendable {
    /// After how many milliseconds a value counts half.
    package let halfLifeMilliseconds: Int64

    private static let halfLivesPerEra: Int64 = 4
    private static let fractionBits: Int64 = 28
    private static let graceHalfLives: Int64 = 2
    private static let weightBits: Int64 = 52

    /// The arithmetic of one half-life, from 1 to 2^53 milliseconds.
    package init(halfLifeMilliseconds: Int64) {
        precondition(
            (1...1 << 53).contains(halfLifeMilliseconds), "the half-life must be from 1 to 2^53 milliseconds")
        self.halfLifeMilliseconds = halfLifeMilliseconds
    }

    /// The era that a time lies in.
    ///
    /// A pane takes the era of its last millisecond, so that nothing in it lies beyond; where panes are at most two
    /// half-lives wide, that of its start will do. A window takes that of its last pane.
    package func era(of time: Int64) -> Int64 {
        Self.floorDivision(of: time, by: halfLifeMilliseconds * Self.halfLivesPerEra).quotient
    }

    /// What a value adds to a sum of an era.
    ///
    /// - Parameters:
    ///   - value: in millionths.
    ///   - time: when it happened: any time before the era's end, and up to two half-lives after it.
    ///   - era: the sum's.
    /// - Returns: millionths × weight × 2^28; 0 for what lies more than some hundred half-lives before the era.
    package func contribution(ofMillionths value: Int64, at time: Int64, era: Int64) -> Int128 {
        let (halfLives, weight) = weight(of: time, in: era)
        precondition(
            halfLives < Self.halfLivesPerEra + Self.graceHalfLives, "the time is too far beyond the sum's era"
        )
        let shift = Self.weightBits - Self.fractionBits - halfLives
        guard shift < 128 else { return 0 }
        let product = value.magnitude.multipliedFullWidth(by: UInt64(weight * 0x1p52))
        let size = (UInt128(product.high) << 64 | UInt128(product.low)) &>> UInt128(truncatingIfNeeded: shift)
        return value < 0 ? -Int128(size) : Int128(size)
    }

    /// A sum of one era as one of the same or a later era.
    ///
    /// Shift each pane's sum once, to the window's era, and add up afterwards: what is cut off depends on where
    /// the cuts are.
    package func rebase(_ sum: Int128, from: Int64, to: Int64) -> Int128 {
        precondition(from <= to, "a sum cannot go back to an earlier era")
        let (eras, overflow) = to.subtractingReportingOverflow(from)
        guard !overflow, eras < 128 / Self.halfLivesPerEra else { return 0 }
        let size = sum.magnitude >> (eras * Self.halfLivesPerEra)
        // Only a sum that was not shifted can be the one without a positive counterpart.
        return sum < 0 ? 0 &- Int128(truncatingIfNeeded: size) : Int128(truncatingIfNeeded: size)
    }

    /// A sum of an era as of some time, in units.
    package func value(_ sum: Int128, era: Int64, at time: Int64) -> Double {
        let (halfLives, weight) = weight(of: time, in: era)
        // Beyond this any sum is 0 or infinite, and the exponent stays far from overflow.
        let exponent = min(max(-halfLives - Self.fractionBits, -2000), 2000)
        let decay = Double(sign: .plus, exponent: Int(exponent), significand: 1 / weight)
        return Double(sum) * decay / AggregateWords.decimalScale
    }

    // The weight of a time as 2^halfLives × weight, the latter from 1 to 2. It depends on the time's place within
    // its half-life only, so that it has the same digits in every era.
    @inline(__always)
    private func weight(of time: Int64, in era: Int64) -> (halfLives: Int64, weight: Double) {
        let landmark = era &* Self.halfLivesPerEra &* halfLifeMilliseconds
        let (halfLives, rest) = Self.floorDivision(of: time &- landmark, by: halfLifeMilliseconds)
        return (halfLives, Self.powerOfTwo(Double(rest) / Double(halfLifeMilliseconds)))
    }

    private static func floorDivision(of number: Int64, by divisor: Int64) -> (
        quotient: Int64, remainder: Int64
    ) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    // 2^fraction for a fraction from 0 to 1: e^x by its Taylor series, even and odd powers apart so that they are
    // computed side by side. Sums and products only, to have the same last bit on every machine.
    @inline(__always)
    private static func powerOfTwo(_ fraction: Double) -> Double {
        let isUpper = fraction >= 0.5
        let x = (isUpper ? fraction - 1 : fraction) * 0.693_147_180_559_945_3
        let square = x * x
        var even = 1.0 / 479_001_600
        even = even * square + 1.0 / 3_628_800
        even = even * square + 1.0 / 40_320
        even = even * square + 1.0 / 720
        even = even * square + 1.0 / 24
        even = even * square + 0.5
        var odd = 1.0 / 6_227_020_800
        odd = odd * square + 1.0 / 39_916_800
        odd = odd * square + 1.0 / 362_880
        odd = odd * square + 1.0 / 5_040
        odd = odd * square + 1.0 / 120
        odd = odd * square + 1.0 / 6
        let power = 1 + (x + (square * even + square * x * odd))
        return isUpper ? 2 * power : power
    }
}
