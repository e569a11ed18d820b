/// Numbers the buckets of a ``QuantileSketch``: zero has 0, positive values 1 and up, negative ones their mirror image.
///
/// A bucket's ends differ by a factor of at most γ = (1 + α)/(1 − α), so that 2·low·high/(low + high) is within α of
/// all in it. Instead of a logarithm, whose last bit depends on the C library, values are placed by their binary
/// exponent plus a cubic in their significand (the cubic interpolation of the DDSketch paper's implementations): sums
/// and products that are the same on every machine, for 1 % more buckets.
package struct QuantileScale: Equatable, Sendable {
    /// α: how far a quantile may be from the exact one, as a share of it.
    package let relativeError: Double
    // Buckets per doubling of a value.
    private let density: Double

    /// Smaller values count as this one, with their sign.
    package static let smallest = 1e-9
    /// Larger values count as this one, with their sign.
    package static let largest = 1e18
    // 2^−30 is below the smallest value: places start there, to be positive.
    private static let origin = 30.0

    /// The errors that a scale can have.
    package static let relativeErrors = 0.0001...0.5

    /// A scale by its relative error, from 0.0001 to 0.5.
    package init(relativeError: Double) {
        precondition(
            Self.relativeErrors.contains(relativeError), "the relative error must be from 0.0001 to 0.5")
        self.relativeError = relativeError
        // ln γ = 2 artanh α by its series. The cubic rises by no less than 10/7 per unit of ln x.
        let square = relativeError * relativeError
        var (power, sum) = (relativeError, 0.0)
        for odd in stride(from: 1.0, through: 41, by: 2) {
            sum += power / odd
            power *= square
        }
        density = 0.7 / (2 * sum)
    }

    /// The largest number of a bucket, about 31.4 / α.
    package var largestBucket: Int32 { bucket(of: Self.largest) }

    /// The bucket of a finite value.
    @inline(__always)
    package func bucket(of value: Double) -> Int32 {
        if value == 0 { return 0 }
        let size = min(max(abs(value), Self.smallest), Self.largest)
        let bits = size.bitPattern
        let exponent = Double(Int(truncatingIfNeeded: bits >> 52) - 1023)
        let part = Double(bitPattern: bits & (1 << 52 - 1) | 0x3FF0_0000_0000_0000) - 1
        let number = Int32((exponent + Self.origin + Self.cubic(part)) * density) + 1
        return value < 0 ? -number : number
    }

    /// The value that stands for all in a bucket.
    package func value(of bucket: Int32) -> Double {
        if bucket == 0 { return 0 }
        let number = Double(abs(bucket))
        let (low, high) = (edge((number - 1) / density), edge(number / density))
        let middle = 2 * low * high / (low + high)
        return bucket < 0 ? -middle : middle
    }

    // Rises from 0 to 1 with the significand's fraction; its slope times (1 + part) is least, 10/7, at 0 and 2/3.
    @inline(__always)
    private static func cubic(_ part: Double) -> Double {
        ((6.0 / 35 * part - 0.6) * part + 10.0 / 7) * part
    }

    // The value at a place of the scale: Newton's method doubles the digits with each step, from two at the start.
    private func edge(_ place: Double) -> Double {
        let exponent = Int(place)
        let target = place - Double(exponent)
        var part = target
        for _ in 0..<6 {
            let slope = (18.0 / 35 * part - 1.2) * part + 10.0 / 7
            part -= (Self.cubic(part) - target) / slope
        }
        return Double(sign: .plus, exponent: exponent - Int(Self.origin), significand: 1 + part)
    }
}
