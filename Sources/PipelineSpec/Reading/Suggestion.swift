import Expressions

/// The known name that was probably meant. Long names and long lists are not searched: a broken file of a megabyte
/// would keep us busy for minutes.
func nearest(to name: String, among names: [String]) -> String? {
    guard name.utf8.count <= 64, names.count <= 500 else { return nil }
    return NearestName.of(name, among: names.lazy.filter { $0.utf8.count <= 64 })
}

/// `a, b or c` for messages; long lists are cut.
func listed(_ names: [String], joint: String = "or") -> String {
    let shown = names.prefix(12)
    guard shown.count == names.count else { return shown.joined(separator: ", ") + ", …" }
    guard let last = shown.last, shown.count > 1 else { return shown.first ?? "" }
    return shown.dropLast().joined(separator: ", ") + " \(joint) " + last
}
