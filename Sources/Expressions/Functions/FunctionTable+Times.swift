extension FunctionTable {
    private static let clock: [(name: String, summary: String, part: @Sendable (CivilTime) -> Int64)] = [
        ("getFullYear", "the year", { $0.year }),
        ("getMonth", "the month, from 0", { $0.month - 1 }),
        ("getDate", "the day of the month, from 1", { $0.day }),
        ("getDayOfMonth", "the day of the month, from 0", { $0.day - 1 }),
        ("getDayOfWeek", "the day of the week, from 0 for Sunday", { $0.dayOfWeek }),
        ("getDayOfYear", "the day of the year, from 0", { $0.dayOfYear }),
        ("getHours", "the hour", { $0.secondOfDay / 3600 }),
        ("getMinutes", "the minute of the hour", { $0.secondOfDay / 60 % 60 }),
        ("getSeconds", "the second of the minute", { $0.secondOfDay % 60 }),
        ("getMilliseconds", "the millisecond of the second", { $0.millisecond }),
    ]

    static let moments: [CELFunction] = clock.flatMap { name, summary, part in
        [
            CELFunction(name, .receiver, [.timestamp], .int, "\(summary), in UTC") {
                (arguments, _) throws(EvaluationFailure) in
                guard case .timestamp(let time) = arguments[0] else { throw mismatch }
                return .int(part(CivilTime(nanoseconds: time)))
            },
            CELFunction(
                name, .receiver, [.timestamp, .string], .int,
                "\(summary), in a time zone: `+02:00` or `Europe/Berlin`", readsZones: true
            ) { (arguments, context) throws(EvaluationFailure) in
                guard case .timestamp(let time) = arguments[0], case .string(let zone) = arguments[1] else {
                    throw mismatch
                }
                let offset = try ZoneText.offset(zone, at: time, zones: context.zones)
                let local = time + Int128(offset) * TimestampText.nanosecondsPerSecond
                return .int(part(CivilTime(nanoseconds: local)))
            },
        ]
    }

    static let lengths: [CELFunction] = [
        length("getHours", "whole hours") { $0 / 3_600_000_000_000 },
        length("getMinutes", "whole minutes") { $0 / 60_000_000_000 },
        length("getSeconds", "whole seconds") { $0 / 1_000_000_000 },
        length("getMilliseconds", "the milliseconds beyond the whole seconds") { $0 / 1_000_000 % 1000 },
    ]

    private static func length(
        _ name: String, _ summary: String, _ part: @escaping @Sendable (Int64) -> Int64
    ) -> CELFunction {
        CELFunction(name, .receiver, [.duration], .int, summary) {
            (arguments, _) throws(EvaluationFailure) in
            guard case .duration(let value) = arguments[0] else { throw mismatch }
            return .int(part(value))
        }
    }
}
