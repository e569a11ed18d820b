import Foundation
import PipelineSpec
import Planning
import Testing

@Suite struct MeasureCatalogueTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func catalogue() throws -> MeasureCatalogue {
        let folder = repository.appending(path: "Pipelines").path
        return try MeasureCatalogue(
            PipelineFile.loadAll([folder], alertFunctions: AlertFunctions.declarations(for:)))
    }

    @Test func `docs/metrics.md is what the shipped pipelines say`() throws {
        let page = try String(
            contentsOf: Self.repository.appending(path: "docs/metrics.md"), encoding: .utf8)
        let isCurrent = try page == Self.catalogue().markdown(in: "docs")
        #expect(isCurrent, "renew it: credence catalogue Pipelines --output docs/metrics.md")
    }

    @Test func `every shipped measure says all that people ask of it, and its page is there`() throws {
        for chapter in try Self.catalogue().chapters {
            for measure in chapter.measures {
                let (notes, name) = (measure.notes, "\(chapter.pipeline): \(measure.name)")
                #expect(notes.description != nil && notes.unit != nil && notes.id != nil, "\(name)")
                #expect(notes.direction != nil && notes.owner != nil, "\(name)")
                let runbook = try #require(notes.runbook, "\(name)")
                let parts = runbook.split(separator: "#", maxSplits: 1).map(String.init)
                let page = try String(
                    contentsOf: Self.repository.appending(path: parts[0]), encoding: .utf8)
                #expect(parts.count == 2 && page.contains("<a id=\"\(parts[1])\"></a>"), "\(runbook)")
            }
        }
    }
}
