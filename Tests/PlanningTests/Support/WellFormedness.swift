/// Checks that tags of a document of XML close each other and that nothing else looks like one.
enum WellFormedness {
    /// What is wrong; `nil` when nothing is.
    static func problem(of text: String) -> String? {
        var open: [Substring] = []
        var rest = text[...]
        while let start = rest.firstIndex(of: "<") {
            if let problem = problem(ofText: rest[..<start]) { return problem }
            guard let end = rest[start...].firstIndex(of: ">") else { return "a tag does not end" }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.contains("<") { return "a tag in a tag: \(tag)" }
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst() else { return "'\(tag)' closes nothing" }
            } else if !tag.hasSuffix("/") {
                open.append(tag.prefix { !$0.isWhitespace })
            }
            guard tag.count(where: { $0 == "\"" }) % 2 == 0 else { return "a quote is open in \(tag)" }
        }
        return open.isEmpty ? problem(ofText: rest) : "\(open) are open"
    }

    private static func problem(ofText text: Substring) -> String? {
        for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
            let entity = part.prefix { $0 != ";" }
            guard ["amp", "lt", "gt", "quot"].contains(entity) else { return "'&\(entity)' is nothing" }
        }
        return nil
    }
}
