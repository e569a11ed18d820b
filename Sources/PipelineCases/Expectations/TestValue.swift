import Foundation
import PipelineSpec

/// A value that is expected, or one that was told.
indirect enum TestValue: Sendable, Hashable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([TestValue])
    case object([String: TestValue])

    /// What a file says; all that is not nothing, a list or a mapping is text.
    init(_ value: SpecValue) {
        switch value.content {
        case .nothing, .unreadable: self = .null
        case .text(let text): self = .text(text)
        case .list(let items): self = .list(items.map { TestValue($0) })
        case .mapping(let entries):
            self = .object(
                Dictionary(entries.map { ($0.name, TestValue($0.value)) }, uniquingKeysWith: { $1 }))
        }
    }

    /// A record's payload; `nil` when it is no JSON.
    init?(json: [UInt8]) {
        guard let value = try? JSONDecoder().decode(TestValue.self, from: Data(json)) else { return nil }
        self = value
    }

    /// For people.
    var shown: String {
        switch self {
        case .null: "null"
        case .flag(let flag): "\(flag)"
        case .number(let number):
            // Whole numbers without ".0", as far as they are exact.
            number == number.rounded() && abs(number) < 9e15 ? "\(Int64(number))" : "\(number)"
        case .text(let text): text
        case .list(let items): "[" + items.map(\.shown).joined(separator: ", ") + "]"
        case .object(let members):
            "{ "
                + members.keys.sorted().map { "\($0): \(members[$0]?.shown ?? "")" }.joined(separator: ", ")
                + " }"
        }
    }
}

extension TestValue: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([TestValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: TestValue].self))
        }
    }
}
