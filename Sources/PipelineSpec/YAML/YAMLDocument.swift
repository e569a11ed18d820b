import Yams

/// Reads a file's text as one YAML document.
enum YAMLDocument {
    /// In bytes of UTF-8.
    static let sizeLimit = 1 << 20
    /// How much is parsed again because of keys that are written twice, in bytes.
    private static let repeatLimit = 1 << 20

    /// The document of a file that stands for itself: `include` and `${` mean nothing in it.
    ///
    /// - Returns: `nil` when it cannot be used at all; what is wrong goes to the log.
    static func read(_ source: SourceText, log: ProblemLog) -> YAMLNode? {
        read(part: 0, log: log, includes: nil)?.node
    }

    /// The document of one file of the log's text.
    static func read(part: Int, log: ProblemLog, includes: IncludedFiles?) -> ComposedNode? {
        guard isReadable(part, log: log) else { return nil }
        var standIns = YAMLStandIns(log.source, part: part)
        let start = log.source.parts[part].range.lowerBound
        let size = log.source.parts[part].text.utf8.count
        var parsed = 0
        while true {
            parsed += size
            do {
                let parser = try Parser(
                    yaml: standIns.text, resolver: .basic, constructor: .default, encoding: .utf8)
                // Nodes know their anchors only as long as the parser lives.
                return try withExtendedLifetime(parser) {
                    guard let root = try parser.singleRoot() else {
                        log.report("the file is empty", at: start..<start)
                        return nil
                    }
                    var composition = YAMLComposition(
                        part: part, standIns: standIns, log: log, includes: includes)
                    return composition.document(root)
                }
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                if parsed < repeatLimit, standIns.distinguishKey(at: context.mark) { continue }
                let name = standIns.restored(keys.first ?? "")
                let offset = log.source.offset(
                    line: context.mark.line, column: context.mark.column, part: part)
                log.report("the key '\(name.shortened)' is written more than once", at: offset..<(offset + 1))
            } catch let error as YamlError {
                log.report(error, part: part)
            } catch {
                log.report("not YAML: \(error)", at: start..<(start + 1))
            }
            return nil
        }
    }

    private static func isReadable(_ part: Int, log: ProblemLog) -> Bool {
        let (text, range) = (log.source.parts[part].text, log.source.parts[part].range)
        guard text.utf8.count <= sizeLimit else {
            log.report(
                "the file has \(text.utf8.count) bytes, which is too much",
                at: range.lowerBound..<range.lowerBound, expected: "at most 1 MiB")
            return false
        }
        for offset in range where !isAllowed(log.source.scalars[offset]) {
            let number = String(log.source.scalars[offset].value, radix: 16, uppercase: true)
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
