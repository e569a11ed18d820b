import PipelineCases
import PipelineSpec
import Testing

/// Events of a shop whose records look otherwise, and pipelines with variables.
@Suite struct MappedEventTests {
    private static let schema = """
        schema: made
        id: made_id
        time: made_at
        fields:
          made_id: { type: string, from: meta.id }
          made_at: { type: time, from: meta.ts, format: epoch_s }
          shop: { type: string, from: "lines[1].shop" }
          amount: { type: double, from: cents, minor_units: 2 }
          pieces: { type: int, quoted: true }
          status: { type: string, one_of: [delivered, lost], values: { DEL: delivered, LST: lost } }
          day: { type: time, format: "yyyy-MM-dd HH:mm", zone: Europe/Berlin }

        """
    private static let pipeline = """
        pipeline: made
        version: 1
        sources:
          made: { topic: made, schema: events/made.yaml, partitioned_by: shop }
        metrics:
          total:
            on: made
            when: status == "delivered" && day == timestamp("2024-01-02T11:30:00Z")
            by: shop
            sum: amount
            also: { pieces: { sum: pieces } }
            window: { tumbling: "${width:1d}" }

        """

    private func run(_ head: String, settings: SpecSettings = SpecSettings(), begin: String) throws
        -> CaseResult
    {
        let folder = CaseBench.repository + "/Pipelines"
        let text = """
            pipelines: [../made.yaml]
            \(head)
            cases:
              - name: a
                partitions: 3
                events:
                  - made: { at: 1h, shop: s1, amount: 12.34, pieces: 3, status: delivered, day: 2024-01-02T11:30:00Z }
                  - made: { at: 1h500ms, shop: s1, amount: 1, pieces: 4, status: delivered, day: 1d11h30m }
                  - made: { at: 2h, shop: s1, amount: 5, pieces: 1, status: lost, day: 1d11h30m }
                until: 5d
                expect:
                  metrics: { total: [ { shop: s1, window_start: \(begin), value: 13.34, pieces: 7 } ] }
                  counts: { made: { used: 3 } }
            """
        let file = try TestFile.load(
            CaseBench.path, settings: settings,
            files: CaseBench.files([
                CaseBench.path: text, folder + "/made.yaml": Self.pipeline,
                folder + "/events/made.yaml": Self.schema,
            ]))
        return try #require(file.cases.first).run()
    }

    @Test func `fields stand where the schema reads them, as it reads them`() throws {
        let result = try run("", begin: "0m")
        let hasPassed = result.hasPassed
        #expect(hasPassed, "\(result.rendered(colour: false))")
    }

    @Test func `variables of the file count, and what is said elsewhere counts more`() throws {
        #expect(try run("variables: { width: 2d }", begin: "-1d").hasPassed)
        #expect(try !run("variables: { width: 2d }", begin: "0m").hasPassed)
        let settings = SpecSettings(variables: ["width": "4d"])
        #expect(try run("variables: { width: 2d }", settings: settings, begin: "-3d").hasPassed)
    }
}
