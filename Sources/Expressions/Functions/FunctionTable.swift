/// All functions of CEL that are there, each declared once: for calling, for checking and for the documentation.
public enum FunctionTable {
    /// The functions by theme.
    public static let entries: [FunctionDeclaration] = conversions + texts + sizes + moments + lengths

    /// The functions by name.
    static let byName: [String: [FunctionDeclaration]] = Dictionary(grouping: entries, by: \.name)

    private static let sizes: [FunctionDeclaration] = [
        size(.string, "how many code points a string has", "\"añ🐱\"", 3),
        size(.bytes, "how many bytes there are", "b\"abc\"", 3),
        size(.list(.dyn), "how many elements a list has", "[1, 2]", 2),
        size(.map(.dyn, .dyn), "how many entries a map has", "{\"a\": 1}", 1),
    ]

    private static func size(
        _ type: ValueType, _ summary: String, _ sample: String, _ size: Int
    ) -> FunctionDeclaration {
        FunctionDeclaration(
            "size", .either, [type], .int, summary, .init("size(\(sample))", "\(size)"),
            columns: type == .string ? .size : nil
        ) { (arguments, context) throws(EvaluationFailure) in
            switch arguments[0] {
            case .string(let text):
                try context.charge(arguments[0].weight)
                return .int(Int64(text.unicodeScalars.count))
            case .bytes(let bytes): return .int(Int64(bytes.count))
            case .list(let elements): return .int(Int64(elements.count))
            case .map(let map): return .int(Int64(map.count))
            default: throw mismatch
            }
        }
    }

    /// Thrown where an argument is not what the table says, which the choice of the function rules out.
    static let mismatch = EvaluationFailure("no such overload")
}
