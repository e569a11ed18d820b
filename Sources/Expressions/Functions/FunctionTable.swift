/// All functions of CEL that are there, each declared once: for calling, for checking and for the documentation.
public enum FunctionTable {
    /// The functions by theme.
    public static let entries: [CELFunction] = conversions + texts + sizes + moments + lengths

    /// The functions by name.
    static let byName: [String: [CELFunction]] = Dictionary(grouping: entries, by: \.name)

    /// A table in Markdown, as the documentation has it.
    public static var markdown: String {
        let rows = entries.map { "| `\($0.signature)` | \($0.summary) |" }
        return (["| function | what it does |", "| --- | --- |"] + rows).joined(separator: "\n")
    }

    private static let sizes: [CELFunction] = [
        CELFunction("size", .either, [.string], .int, "how many code points a string has") {
            (arguments, context) throws(EvaluationFailure) in
            guard case .string(let text) = arguments[0] else { throw mismatch }
            try context.charge(arguments[0].weight)
            return .int(Int64(text.unicodeScalars.count))
        },
        CELFunction("size", .either, [.bytes], .int, "how many bytes there are") {
            (arguments, _) throws(EvaluationFailure) in
            guard case .bytes(let bytes) = arguments[0] else { throw mismatch }
            return .int(Int64(bytes.count))
        },
        CELFunction("size", .either, [.list], .int, "how many elements a list has") {
            (arguments, _) throws(EvaluationFailure) in
            guard case .list(let elements) = arguments[0] else { throw mismatch }
            return .int(Int64(elements.count))
        },
        CELFunction("size", .either, [.map], .int, "how many entries a map has") {
            (arguments, _) throws(EvaluationFailure) in
            guard case .map(let map) = arguments[0] else { throw mismatch }
            return .int(Int64(map.count))
        },
    ]

    /// Thrown where an argument is not what the table says, which the choice of the function rules out.
    static let mismatch = EvaluationFailure("no such overload")
}
