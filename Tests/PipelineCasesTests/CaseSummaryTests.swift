import Foundation
import PipelineCases
import PipelineSpec
import Testing

@Suite struct CaseSummaryTests {
    private func summary() throws -> CaseSummary {
        let cases = try CaseBench.cases(
            """
              - name: good
                events: [ orders: { at: 1h } ]
                expect: {}
              - name: '"bad" <&>'
                events: [ orders: { at: 1h } ]
                expect: { metrics: { promises_due_daily: [ { window_end: 4d, value: 0.5 } ] } }
            """)
        return CaseSummary(results: cases.map { $0.run() })
    }

    @Test func `the last line counts`() throws {
        #expect(try summary().text == "1 passed, 1 failed")
    }

    @Test func `JSON is one line with all differences`() throws {
        let json = try summary().json
        #expect(!json.contains("\n"))
        let report = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(report["passed"] as? Int == 1 && report["failed"] as? Int == 1)
        let cases = try #require(report["cases"] as? [[String: Any]])
        #expect(cases.map { $0["name"] as? String } == ["good", "\"bad\" <&>"])
        let differences = try #require(cases.last?["differences"] as? [[String: Any]])
        #expect(differences.count == 1)
        #expect((differences.first?["fields"] as? [[String: Any]])?.last?["actual"] as? String == "1")
    }

    @Test func `JUnit's XML has a suite for the file and a failure with its reason`() throws {
        let xml = try summary().junit
        #expect(xml.contains("<testsuites tests=\"2\" failures=\"1\">"))
        #expect(xml.contains("name=\"good\" file=\"\(CaseBench.path)\""))
        #expect(xml.contains("name=\"&quot;bad&quot; &lt;&amp;&gt;\""))
        #expect(xml.contains("<failure message=\"no result of"))
        #expect(xml.split(separator: "<testcase").count == 3)
        #expect(xml.split(separator: "</testcase>").count == 2)
    }

    @Test func `colours only where they are wanted`() throws {
        let results = try summary().results
        for result in results {
            #expect(!result.rendered(colour: false).contains("\u{1B}"))
            #expect(result.rendered(colour: true).contains("\u{1B}["))
        }
    }
}
