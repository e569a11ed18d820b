extension FunctionTable {
    static let moments: [FunctionDeclaration] = ClockPart.allCases.flatMap { part in
        [
            FunctionDeclaration(
                part.rawValue, .receiver, [.time], .int, "\(part.summary), in UTC",
                .init("\(sample).\(part.rawValue)()", "\(part.value(localMilliseconds: sampleTime))"),
                columns: .clock(part)
            ) { (arguments, _) throws(EvaluationFailure) in
                guard case .timestamp(let time) = arguments[0] else { throw mismatch }
                return .int(part.value(localMilliseconds: TimestampText.milliseconds(time)))
            },
            FunctionDeclaration(
                part.rawValue, .receiver, [.time, .string], .int,
                "\(part.summary), in a time zone: `+02:00` or `Europe/Berlin`",
                .init(
                    "\(sample).\(part.rawValue)(\"+02:00\")",
                    "\(part.value(localMilliseconds: sampleTime + 7_200_000))"),
                columns: .clock(part), readsZones: true
            ) { (arguments, context) throws(EvaluationFailure) in
                guard case .timestamp(let time) = arguments[0], case .string(let zone) = arguments[1] else {
                    throw mismatch
                }
                let offset = try ZoneText.offset(zone, at: time, zones: context.zones)
                let local = TimestampText.milliseconds(time) + Int64(offset) * 1000
                return .int(part.value(localMilliseconds: local))
            },
        ]
    }

    private static let sample = "timestamp(\"2024-02-29T23:30:15.250Z\")"
    private static let sampleTime: Int64 = 1_709_249_415_250

    static let lengths: [FunctionDeclaration] = LengthPart.allCases.map { part in
        FunctionDeclaration(
            part.rawValue, .receiver, [.duration], .int, part.summary,
            .init(
                "duration(\"1h30m1.5s\").\(part.rawValue)()", "\(part.value(milliseconds: 5_401_500))"),
            columns: .length(part)
        ) { (arguments, _) throws(EvaluationFailure) in
            guard case .duration(let value) = arguments[0] else { throw mismatch }
            return .int(part.value(milliseconds: value / 1_000_000))
        }
    }
}
