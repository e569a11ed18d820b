import EventModel
/// Random JSON objects, full of what a hasty scan for a name gets wrong.
struct RandomJSON {
    private(set) var random: SplitMix64
    private var text = ""

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// The text of one object, or now and then of something else.
    mutating func document() -> [UInt8] {
        text = ""
        space()
        if Int.random(in: 0..<20, using: &random) == 0 { value(depth: 2) } else { object(depth: 0) }
        space()
        return Array(text.utf8)
    }

    private mutating func object(depth: Int) {
        text += "{"
        space()
        for index in 0..<Int.random(in: 0..<6, using: &random) {
            if index > 0 { text += "," }
            space()
            text += pick([
                #""id""#, #""id""#, #""\u0069d""#, #""idx""#, #""i""#, #""""#, #""\"id\"""#, #""\\""#,
                #""ID""#,
                #""nested""#, #""äöü""#,
            ])
            space()
            text += ":"
            space()
            value(depth: depth + 1)
            space()
        }
        text += "}"
    }

    private mutating func value(depth: Int) {
        switch Int.random(in: 0..<(depth < 4 ? 8 : 6), using: &random) {
        case 0, 1, 2: string()
        case 3, 4: text += pick(["0", "-0", "12", "-7.25", "1e9", "1.5E-3", "123456789012345678901"])
        case 5: text += pick(["true", "false", "null"])
        case 6: object(depth: depth)
        default: array(depth: depth)
        }
    }

    private mutating func array(depth: Int) {
        text += "["
        for index in 0..<Int.random(in: 0..<4, using: &random) {
            if index > 0 { text += "," }
            space()
            value(depth: depth + 1)
            space()
        }
        text += "]"
    }

    private mutating func string() {
        text += "\""
        for _ in 0..<Int.random(in: 0..<12, using: &random) {
            text += pick([
                "a", "id", "ordinary-text", #"\""#, #"\\"#, #"\n"#, #"\/"#, #"\u00e9"#, #"\uD83D\uDE00"#, "é",
                "😀", "{", "}",
                "[", "]", ":", ",", #"\"id\":\"x\","#, " ", #"\\\""#,
            ])
        }
        text += "\""
    }

    private mutating func space() {
        guard Int.random(in: 0..<4, using: &random) == 0 else { return }
        text += pick([" ", "\t", "  ", "\r", "\n"])
    }

    private mutating func pick(_ choices: [String]) -> String {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }
}
