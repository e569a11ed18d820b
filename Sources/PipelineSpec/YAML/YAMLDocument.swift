import Yams

/// Reads a file's text as one YAML document.
enum YAMLDocument {
    /// In bytes of UTF-8.
    static let sizeLimit = 1 << 20
    /// How much is parsed again because of keys that are written twice, in bytes.
    private static let repeatLimit = 1 << 20

    /// The document, or `nil` when it cannot be used at all; what is wrong goes to the log.
    static func read(_ source: SourceText, log: ProblemLog) -> YAMLNode? {
        guard isReadable(source, log: log) else { return nil }
        var standIns = YAMLStandIns(source)
        var parsed = 0
        while true {
            parsed += source.text.utf8.count
            do {
                let parser = try Parser(
                    yaml: standIns.text, resolver: .basic, constructor: .default, encoding: .utf8)
                // Nodes know their anchors only as long as the parser lives.
                return try withExtendedLifetime(parser) {
                    try compose(parser.singleRoot(), standIns: standIns, log: log)
                }
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                if parsed < repeatLimit, standIns.distinguishKey(at: context.mark) { continue }
                let name = standIns.restored(keys.first ?? "")
                let offset = source.offset(line: context.mark.line, column: context.mark.column)
                log.report("the key '\(name.shortened)' is written more than once", at: offset..<(offset + 1))
            } catch let error as YamlError {
                log.report(error)
            } catch {
                log.report("not YAML: \(error)", at: 0..<1)
            }
            return nil
        }
    }

    private static func compose(_ root: Node?, standIns: YAMLStandIns, log: ProblemLog) -> YAMLNode? {
        guard let root else {
            log.report("the file is empty", at: 0..<0)
            return nil
        }
        var composition = YAMLComposition(standIns: standIns, log: log)
        return composition.document(root)
    }

    private static func isReadable(_ source: SourceText, log: ProblemLog) -> Bool {
        guard source.text.utf8.count <= sizeLimit else {
            log.report(
                "the file has \(source.text.utf8.count) bytes, which is too much", at: 0..<0,
                expected: "at most 1 MiB")
            return false
        }
        for (offset, scalar) in source.scalars.enumerated() where !isAllowed(scalar) {
            let number = String(scalar.value, radix: 16, uppercase: true)
            let digits = String(repeating: "0", count: max(0, 4 - number.count)) + number
            log.report(
                "the character U+\(digits) is not allowed in a file", at: offset..<(offset + 1),
                expected: "text; in double quotes it can be written as \"\\u\(digits)\"")
            return false
        }
        return true
    }

    /// Printable as YAML 1.1 sees it, and not needed for stand-ins.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
            0x10000...0x10FFFF:
            !YAMLStandIns.reserved.contains(scalar)
        default: false
        }
    }
}
