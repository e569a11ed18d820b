/// Reads how much a record of a source may ask of a worker.
enum RecordLimitsSection {
    static let keys: [SectionKey] = [
        .optional(
            "record", "the largest record, such as 1MiB, at most 1GiB", .size,
            default: "what the worker is started with: 1MiB", "The largest payload that is read."),
        .optional(
            "text", "the longest text in a field, such as 64KiB, at most 1GiB", .size, default: "64KiB",
            "The longest text that a field may hold."),
        .optional(
            "depth", "a whole number from 1 to 1024: how many objects and lists may be inside each other",
            .integer(1...1024), default: "64", "How many objects and lists may be inside each other."),
    ]

    static func read(in source: Section) -> RecordLimits {
        guard let section = source.section("limits", keys: keys) else { return RecordLimits() }
        return RecordLimits(
            recordBytes: section.size("record", in: 1...largest),
            textBytes: section.size("text", in: 1...largest),
            depth: section.has("depth") ? section.integer("depth", in: 1...1024, default: 1) : nil)
    }

    private static let largest: Int64 = 1 << 30
}

extension Section {
    /// A number of bytes between two bounds.
    func size(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let (text, node) = scalar(name) else { return nil }
        do throws(SizeText.Failure) {
            let bytes = try SizeText.bytes(text)
            if range.contains(bytes) { return bytes }
            log.report(
                "'\(text.shortened)' is too \(bytes < range.lowerBound ? "little" : "much") for '\(name)'",
                at: node,
                expected:
                    "a size from \(SizeText.text(range.lowerBound)) to \(SizeText.text(range.upperBound))")
        } catch { log.report(error.message(text), at: node, expected: SizeText.example) }
        return nil
    }
}
