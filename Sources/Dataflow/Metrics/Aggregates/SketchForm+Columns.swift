extension SketchForm {
    /// A column of sketches of this form, of no records.
    func makeColumn() -> any SketchColumn {
        switch self {
        case .distinct(let precision): SketchStore(HyperLogLog(precision: precision))
        case .quantiles(let relativeError): SketchStore(QuantileSketch(relativeError: relativeError))
        case .top: SketchStore(TopCounts())
        case .sample(let count): SketchStore(HashSample(capacity: count))
        }
    }
}
