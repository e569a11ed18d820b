import Expressions

extension ValueShape {
    /// What may be written, in words.
    var words: String {
        switch self {
        case .any: "anything"
        case .name: "name"
        case .newName: "name"
        case .text: "text"
        case .flag: "`true` or `false`"
        case .duration: "duration"
        case .size: "size"
        case .textMap: "texts, each with: text"
        case .integer(let range):
            range.upperBound == Int.max
                ? "whole number from \(range.lowerBound)"
                : "whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range):
            "number from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))"
        case .between(let low, let high):
            "number"
                + (low.isFinite ? " above \(Self.plain(low))" : "")
                + (high.isFinite ? "\(low.isFinite ? " and" : "") below \(Self.plain(high))" : "")
        case .choice(let words): listed(words.map { "`\($0)`" })
        case .expression(let types): "expression that yields " + listed(types.map { "\($0)" })
        case .template: "text with `{{ expressions }}`"
        case .zone: "time zone"
        case .path: "path"
        case .section, .forms: "mapping"
        case .named(let shape, _): "names, each with: " + shape.words
        case .list(let shape): "list of: " + shape.words
        case .either(let shapes): shapes.map(\.words).joined(separator: ", or ")
        }
    }

    /// Whether it is a value that has a default when nothing is written.
    var isSetting: Bool {
        switch self {
        case .flag, .duration, .size, .integer, .number, .between, .choice, .zone: true
        default: false
        }
    }

    private static func plain(_ number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }
}
