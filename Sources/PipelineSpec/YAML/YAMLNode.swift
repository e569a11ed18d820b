/// A YAML value and where it begins. Aliases are already replaced by what they stand for.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        case scalar(YAMLScalar)
        case list([YAMLNode])
        case mapping([YAMLEntry])
        /// What was written cannot be used; the problem is already noted.
        case unreadable
    }

    var content: Content
    /// Its place in the ``SourceText``: of a scalar the first character behind anchor and tag.
    var start: Int

    /// How messages call it.
    var kind: String {
        switch content {
        case .scalar(let scalar): scalar.isNothing ? "nothing" : "a single value"
        case .list: "a list"
        case .mapping: "a mapping"
        case .unreadable: "something unreadable"
        }
    }
}

/// A value that is neither list nor mapping.
struct YAMLScalar: Sendable {
    enum Style: Sendable { case plain, singleQuoted, doubleQuoted, block }

    /// What it says, with quotes, escapes and folds undone.
    var text: String
    var style: Style
    /// How the text was written, where it holds the values of variables.
    var substitution: Substitution?

    /// Nothing was written, or YAML's own words for that.
    var isNothing: Bool { style == .plain && (text.isEmpty || text == "~" || text == "null") }
}

/// A key of a mapping with its value.
struct YAMLEntry: Sendable {
    var key: YAMLKey
    var value: YAMLNode
}

/// A mapping's key and its place.
struct YAMLKey: Sendable {
    var name: String
    var place: Range<Int>
}
