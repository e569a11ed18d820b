extension Int64 {
    /// The quotient rounded down, so that stretches before the epoch are as long as those after it.
    @inlinable package func flooredQuotient(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The distance from the last multiple of a positive divisor, 0 ..< divisor.
    @inlinable package func flooredRemainder(by divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
