import EventModel

/// Plants faults that are wrong by construction, wherever a rule fits in a sound file.
struct FaultRules {
    let file: SoundFile
    private(set) var faults: [SeededFault] = []
    private var random: SplitMix64

    init(_ file: SoundFile, seed: UInt64) {
        self.file = file
        random = SplitMix64(seed: seed)
        for place in file.places where Self.keys.contains(place.key) && !isNamedFreely(place) {
            misspell(place)
            remove(place)
            spoilValue(place)
            spoilColon(place)
        }
        for place in file.places where Self.expressionKeys.contains(place.key) && !place.valueRange.isEmpty {
            spoilExpression(place)
        }
        for line in file.lines.indices { spoilLine(line) }
        addCycles()
    }

    /// Under these keys names are whatever people like.
    private func isNamedFreely(_ place: SoundFile.Place) -> Bool {
        let parent = file.lines[place.parentLine]
        return ["annotations:", "labels:"].contains { parent.contains($0) }
    }

    private mutating func add(_ kind: String, _ line: Int, _ text: String, also further: [Int] = []) {
        let lines = Set(([line] + further).map { $0 + 1 })
        faults.append(
            SeededFault(kind: kind, base: file.name, text: text, lines: lines, changed: file.lines[line]))
    }
}

// MARK: - Keys

extension FaultRules {
    /// The words of the language that stand where it decides the keys.
    static let keys: Set<String> = [
        "pipeline", "version", "sources", "time", "promises", "metrics", "alerts", "visits", "topic",
        "schema",
        "partitioned_by", "out_of_orderness", "idle_after", "max_future_skew", "allowed_lateness", "by",
        "made",
        "kept", "waived", "forget_after", "on", "when", "due", "remember", "of", "among", "share", "window",
        "hopping", "every", "tumbling", "sliding", "prior", "mean", "weight", "description", "unit", "also",
        "class", "clear", "for", "keep_firing_for", "no_data", "include_partial", "severity", "summary",
        "labels",
        "runbook", "id", "fields", "type", "required", "one_of", "from", "filter", "derive", "dedupe",
        "within",
        "maximum", "funnel", "flags", "counts", "entry", "exit", "distinct", "quantile", "calendar", "zone",
    ]
    private static let expressionKeys: Set<String> = ["when", "clear", "among", "due", "filter"]
    private static let durationKeys: Set<String> = [
        "out_of_orderness", "idle_after", "max_future_skew", "allowed_lateness", "forget_after", "hopping",
        "every", "tumbling", "for", "keep_firing_for", "within", "maximum", "sliding",
    ]
    /// For each the sections whose key it must be, by what they stand under; empty for the top.
    private static let requiredKeys: Set<String> = [
        "topic", "schema", "partitioned_by", "made", "kept", "due", "window", "class", "mean", "weight",
        "within",
    ]

    private mutating func misspell(_ place: SoundFile.Place) {
        let letters = Array(place.key)
        guard letters.count > 1 else { return }
        let at = Int.random(in: 0..<letters.count - 1, using: &random)
        var swapped = letters
        swapped.swapAt(at, at + 1)
        var doubled = letters
        doubled.insert(letters[at], at: at)
        var dropped = letters
        dropped.remove(at: at)
        for word in [swapped, doubled, dropped].map({ String($0) })
        where !Self.keys.contains(word) && !word.isEmpty {
            add("misspelt key", place.line, file.replacing(place.line, place.keyRange, with: word))
        }
        add(
            "key in capitals", place.line,
            file.replacing(place.line, place.keyRange, with: place.key.uppercased()))
        let more = place.isInBraces ? "colour: blue, " : "colour: blue\n" + spaces(place.keyRange.lowerBound)
        let range = place.keyRange.lowerBound..<place.keyRange.lowerBound
        add("unknown key", place.line, file.replacing(place.line, range, with: more))
    }

    private mutating func remove(_ place: SoundFile.Place) {
        let isTop = !place.isInBraces && place.keyRange.lowerBound == 0
        guard Self.requiredKeys.contains(place.key) || (isTop && ["version", "id"].contains(place.key)) else {
            return
        }
        if place.isInBraces {
            var end = place.valueRange.upperBound
            let line = Array(file.lines[place.line])
            while end < line.count, line[end] == "," || line[end] == " " { end += 1 }
            let text = file.replacing(place.line, place.keyRange.lowerBound..<end, with: "")
            add("missing key", place.line, text.replacing(", }", with: " }"))
            add("key without value", place.line, file.replacing(place.line, place.valueRange, with: ""))
        } else {
            let rest = file.lines[(place.line + 1)...].prefix {
                $0.prefix { $0 == " " }.count > place.keyRange.lowerBound
            }
            var lines = file.lines
            lines.removeSubrange(place.line...(place.line + rest.count))
            // What lacks a key is told at its head: of a whole file that is its first line.
            let first = file.places.first?.line ?? 0
            let heads = isTop ? [first, first + 1] : [place.parentLine]
            add("missing key", place.line, lines.joined(separator: "\n"), also: heads)
            var without = file.lines
            without.removeSubrange(place.line...(place.line + rest.count))
            without.insert(spaces(place.keyRange.lowerBound) + place.key + ":", at: place.line)
            add("key without value", place.line, without.joined(separator: "\n"))
        }
    }

    private mutating func spoilColon(_ place: SoundFile.Place) {
        guard !place.isInBraces else { return }
        let colon = place.keyRange.upperBound..<place.keyRange.upperBound + 1
        // A word without a colon behind the value of another line would only go on with it.
        add("missing colon", place.line, file.replacing(place.line, colon, with: ""))
        // Between several spaces one more or less is nothing.
        if !place.valueRange.isEmpty, !file.value(place).hasPrefix(" ") {
            let gap = place.keyRange.upperBound..<place.keyRange.upperBound + 2
            add("no space behind the colon", place.line, file.replacing(place.line, gap, with: ":"))
        }
    }

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}

// MARK: - Values

extension FaultRules {
    private mutating func spoilValue(_ place: SoundFile.Place) {
        guard !place.valueRange.isEmpty else { return }
        let value = file.value(place)
        func put(_ kind: String, _ new: String) {
            add(kind, place.line, file.replacing(place.line, place.valueRange, with: new))
        }
        let isPlain = !value.hasPrefix("{") && !value.hasPrefix("[")
        if isPlain, place.key != "by", place.key != "distinct", place.key != "type" {
            // Where a field stands in the JSON can be a list of steps.
            if place.key != "from" { put("list for a value", "[a, b]") }
            put("mapping for a value", "{ a: b }")
        }
        if Self.durationKeys.contains(place.key), isPlain {
            for wrong in ["soon", "10", "-5m", "1.5h", "5 minutes", "5x", "1000000000d", "\"\"", "1h30"] {
                put("wrong duration", wrong)
            }
        }
        switch place.key {
        case "version": for wrong in ["one", "0", "-1", "1.5", "v1"] { put("wrong number", wrong) }
        // Of a prior; as an aggregate it is an expression.
        case "mean" where Double(value) != nil:
            for wrong in ["1.5", "-1", "many", "0"] { put("wrong number", wrong) }
        case "weight": for wrong in ["0", "-50", "fifty"] { put("wrong number", wrong) }
        case "pipeline": for wrong in ["Seller Trust", "trust/1", "'1'", "ä"] { put("wrong name", wrong) }
        case "partitioned_by": for wrong in ["nobody", value + "x"] { put("missing reference", wrong) }
        // Of a schema, at the top of its file; measures have one that may be anything.
        case "id" where place.keyRange.lowerBound == 0:
            for wrong in ["nobody", value + "x"] { put("missing reference", wrong) }
        case "on", "of":
            if isPlain, value.allSatisfy({ $0.isLetter || $0 == "_" }) {
                for wrong in ["nobody", value + "x"] { put("missing reference", wrong) }
            }
        case "schema":
            if value.contains("/") {
                for wrong in ["events/none.yaml", "events"] { put("missing reference", wrong) }
            }
        case "class", "severity", "no_data", "at", "direction":
            for wrong in ["grave", value + "s", value.uppercased()] { put("unknown word", wrong) }
        case "include_partial", "required":
            if value == "true" || value == "false" { put("unknown word", "maybe") }
        case "zone": for wrong in ["Europe/Berln", "Mars"] { put("unknown word", wrong) }
        case "calendar": put("unknown word", "fortnight")
        case "type": for wrong in ["strng", "integer", "String"] { put("unknown word", wrong) }
        case "every", "hopping", "tumbling", "sliding", "within", "maximum": put("impossible window", "0s")
        default: break
        }
        if place.key == "every", file.lines[place.line].contains("hopping") {
            put("impossible window", "400d")
        }
        if place.key == "window", value.hasPrefix("{") {
            for wrong in [
                "{}", "1d", "{ hopping: 1h }", "{ tumbling: 1h, sliding: 1h }", "{ hopping: 1d, every: 2d }",
            ] {
                put("impossible window", wrong)
            }
        }
        if place.key == "summary" {
            for wrong in ["\"{{ nobody }}\"", "\"{{ percent( }}\"", "\"{{ value\"", "\"{{ percent() }}\""] {
                put("bad template", wrong)
            }
        }
        if place.key == "remember" { put("missing reference", "[nobody]") }
    }

    private mutating func spoilExpression(_ place: SoundFile.Place) {
        var value = file.value(place)
        if value == "true" || value == "false" { return }
        func put(_ kind: String, _ new: String) {
            // Inside braces an expression with signs of YAML needs quotes.
            let needsQuotes = place.isInBraces && new.contains { "[]{},".contains($0) }
            let text = needsQuotes ? "'\(new)'" : new
            add(kind, place.line, file.replacing(place.line, place.valueRange, with: text))
        }
        if value.hasPrefix("'"), value.hasSuffix("'"), value.count > 1 {
            value = String(value.dropFirst().dropLast())
        }
        put("bad expression", value + " &&")
        put("bad expression", "(" + value)
        put("bad expression", value + ")")
        put("bad expression", value + " ==")
        put("bad expression", "&& " + value.replacing("\"", with: ""))
        put("unknown name in an expression", "nobody == 1")
        put("unknown name in an expression", "nobody(1) == 1")
        put("wrong type in an expression", "1 + 2")
        put("wrong type in an expression", "1 == \"a\"")
        put("wrong type in an expression", "\"a\" && true")
        if value.contains(" == ") {
            put("bad expression", value.replacing(" == ", with: " = ", maxReplacements: 1))
            put("bad expression", value.replacing(" == ", with: " === ", maxReplacements: 1))
            put("bad expression", value.replacing(" == ", with: " ", maxReplacements: 1))
        }
        if let quote = value.lastIndex(of: "\"") {
            put("unclosed quote in an expression", String(value[..<quote]))
            var number = value
            if let first = value.firstIndex(of: "\""), first < quote {
                let end = value[value.index(after: first)...].firstIndex(of: "\"") ?? quote
                number.replaceSubrange(first...end, with: "42")
                put("wrong type in an expression", number)
            }
        }
    }
}

// MARK: - Lines

extension FaultRules {
    private mutating func spoilLine(_ number: Int) {
        let line = file.lines[number]
        let indent = line.prefix { $0 == " " }.count
        guard indent < line.count, !line.dropFirst(indent).hasPrefix("#"),
            let place = file.places.first(where: { $0.line == number && !$0.isInBraces })
        else { return }
        spoilIndentation(number, line, indent, place)
        spoilQuotes(number, line)
        spoilBrackets(number, line)
        if !place.valueRange.isEmpty {
            add("duplicate key", number + 1, file.replacing(number, with: [line, line]), also: [])
        }
        if indent > 0 {
            let tabbed = "\t" + line.dropFirst(indent)
            add("tab", number, file.replacing(number, with: [String(tabbed)]))
        }
    }

    private mutating func spoilIndentation(
        _ number: Int, _ line: String, _ indent: Int, _ place: SoundFile.Place
    ) {
        let siblings = file.places.filter {
            !$0.isInBraces && $0.keyRange.lowerBound == indent && $0.parentLine == place.parentLine
        }
        guard let first = siblings.first, first.line < number else { return }
        // Behind a sibling nothing can stand a little further to the right or left.
        add("wrong indentation", number, file.replacing(number, with: [" " + line]))
        if indent > 0 {
            add("wrong indentation", number, file.replacing(number, with: [String(line.dropFirst())]))
        }
    }

    private mutating func spoilQuotes(_ number: Int, _ line: String) {
        guard let place = file.places.first(where: { $0.line == number && !$0.valueRange.isEmpty }),
            file.value(place).hasPrefix("\""), let last = line.lastIndex(of: "\"")
        else { return }
        var open = line
        open.remove(at: last)
        add("unclosed quote", number, file.replacing(number, with: [open]))
        add("unclosed quote", number, file.replacing(number, with: [line + "\""]))
    }

    private mutating func spoilBrackets(_ number: Int, _ line: String) {
        for (opening, closing) in [("{", "}"), ("[", "]")] as [(Character, Character)] {
            // Brackets inside quotes are text.
            guard !line.contains("\"{{"), !line.contains("'"), let start = line.firstIndex(of: opening),
                let end = line.lastIndex(of: closing)
            else { continue }
            var open = line
            open.remove(at: end)
            add("unclosed bracket", number, file.replacing(number, with: [open]))
            var shut = line
            shut.insert(closing, at: line.index(after: end))
            add("bracket too many", number, file.replacing(number, with: [shut]))
            // Of a list that is no part of a mapping in braces a single value remains.
            if line.contains("{") {
                var without = line
                without.remove(at: start)
                add("unopened bracket", number, file.replacing(number, with: [without]))
            }
            var swapped = line
            swapped.replaceSubrange(end...end, with: closing == "}" ? "]" : "}")
            add("wrong bracket", number, file.replacing(number, with: [swapped]))
        }
    }

    private mutating func addCycles() {
        for place in file.places where place.key == "topic" && !place.isInBraces {
            let indent = spaces(place.keyRange.lowerBound)
            let line = file.lines[place.line]
            for derive in ["derive: { a_: b_, b_: a_ }", "derive: { a_: a_ }", "derive: { a_: b_, b_: '1' }"]
            {
                add("cycle", place.line + 1, file.replacing(place.line, with: [line, indent + derive]))
            }
        }
        let last = file.lines.count
        for text in ["x-loop: &loop [*loop]", "x-a: *b\nx-b: &b 1"] {
            faults.append(
                SeededFault(
                    kind: "cycle", base: file.name, text: (file.lines + [text]).joined(separator: "\n"),
                    lines: [last + 1], changed: text))
        }
    }
}
