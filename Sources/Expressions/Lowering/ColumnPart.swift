/// What a part of an expression is while it is laid out over columns: lists and maps are known part by part and vanish
/// before any row is read, so that only scalars are left.
indirect enum ColumnPart {
    /// A scalar: the place of its node.
    case cell(Int)
    /// A constant that no column can hold: a uint, bytes or a type.
    case value(CELValue)
    case list([ColumnPart])
    case map([ColumnEntry])
}

/// An entry of a map; keys are known before any row is read.
struct ColumnEntry {
    var key: Constant
    var value: ColumnPart
}

extension ColumnPart {
    /// What it is, for messages.
    var plural: String {
        switch self {
        case .cell: "values"
        case .value(.uint): "unsigned integers"
        case .value(.bytes): "bytes"
        case .value: "types"
        case .list: "lists"
        case .map: "maps"
        }
    }
}
