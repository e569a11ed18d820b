public import Foundation

/// Plans as JSON: written by `credence plan --format json`, read again to compare with.
public struct PlanDocument: Sendable, Hashable, Codable {
    /// Which keys there are; raised when one is renamed or means something else.
    public var format: Int
    /// The plans, in the order of their pipelines.
    public var plans: [PlanExplanation]

    /// The format that is written.
    public static let currentFormat = 1

    /// A document of plans.
    public init(_ plans: [PlanExplanation]) {
        format = Self.currentFormat
        self.plans = plans
    }

    /// The document as indented JSON with its keys in alphabetical order, without a line end behind it.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// Reads a document that was written as JSON.
    ///
    /// - Throws: ``Failure`` for what is no plan, or one of another format.
    public init(json: Data) throws(Failure) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let header = try? decoder.decode(Header.self, from: json) else { throw .unreadable }
        guard header.format == Self.currentFormat else { throw .otherFormat(header.format) }
        do { self = try decoder.decode(PlanDocument.self, from: json) } catch { throw .unreadable }
    }

    private struct Header: Codable { var format: Int }

    /// Why a document cannot be read.
    public enum Failure: Error, Equatable {
        /// It is no JSON, or not that of a plan.
        case unreadable
        /// It was written by another version of the program.
        case otherFormat(Int)
    }
}
