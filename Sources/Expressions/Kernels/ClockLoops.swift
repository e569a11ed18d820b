/// Parts of timestamps and durations.
enum ClockLoops {
    /// Times mostly follow each other, so the stretch between two changes of the clocks is looked up only when a time is
    /// outside the last one.
    static func clock(_ part: ClockPart, _ zone: ZoneTable, _ operand: Lane, _ out: Output) -> Bool {
        var stretch = zone.bounds(ofStretch: zone.stretch(at: 0))
        return out.compute(operand) { row in
            let time = operand.values[row]
            if time < stretch.start || time >= stretch.end {
                stretch = zone.bounds(ofStretch: zone.stretch(at: time))
            }
            let (local, overflow) = time.addingReportingOverflow(stretch.offset)
            return overflow ? nil : part.value(localMilliseconds: local)
        }
    }

    static func length(_ part: LengthPart, _ operand: Lane, _ out: Output) -> Bool {
        for row in 0..<out.count { out.values[row] = part.value(milliseconds: operand.values[row]) }
        return out.setStates(operand)
    }
}
