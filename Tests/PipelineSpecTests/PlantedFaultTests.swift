import EventModel
import Foundation
import PipelineSpec
import Testing

/// Hundreds of broken files, made by rules from sound ones: all are refused, and the first message names the line.
@Suite struct PlantedFaultTests {
    private static let seed: UInt64 = 20_240_301

    /// A pipeline with the files that it needs besides.
    private struct Base {
        var path: String
        var files: [String: String]
        /// Which of the files is broken.
        var broken: [String]
    }

    private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    private static func bases() throws -> [Base] {
        let folder = repository + "/Pipelines"
        var schemas: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder + "/events") {
            schemas["p/events/" + name] = try String(
                contentsOfFile: folder + "/events/" + name, encoding: .utf8)
        }
        var bases: [Base] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        where name.hasSuffix(".yaml") {
            let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
            // In a block of text the rules for YAML do not hold: another indentation is no fault there.
            if text.contains(": |\n") || text.contains(": >-\n") { continue }
            bases.append(
                Base(
                    path: "p/" + name, files: schemas.merging(["p/" + name: text]) { $1 },
                    broken: ["p/" + name, "p/events/order.yaml", "p/events/shipment.yaml"]))
        }
        for (number, block) in try Documents.blocks("yaml").filter({ $0.firstKey == "pipeline" }).enumerated()
        {
            let path = "p/example-\(number).yaml"
            let shown = try DocumentedPipelineTests.schemas(of: block.page, folder: "p/events")
            let files = schemas.merging(shown) { $1 }.merging([path: block.text]) { $1 }
            bases.append(Base(path: path, files: files, broken: [path]))
        }
        bases.append(Base(path: Fixture.path, files: Fixture.files, broken: Fixture.files.keys.sorted()))
        return bases
    }

    private static func problems(_ base: Base, _ path: String, _ text: String) -> [SpecProblem] {
        do {
            _ = try PipelineFile.loadAll(
                [base.path], alertFunctions: Fixture.functions,
                files: Fixture.memory(base.files.merging([path: text]) { $1 }))
            return []
        } catch { return error.problems }
    }

    @Test func `every planted fault is refused, nearly always at its line`() throws {
        var shares: [String: (right: Int, all: Int)] = [:]
        var wrong: [String] = []
        var accepted: [String] = []
        for base in try Self.bases() {
            let problems = Self.problems(base, base.path, base.files[base.path] ?? "")
            guard problems.isEmpty else {
                Issue.record("\(base.path) is not sound: \(problems[0])")
                continue
            }
            for path in base.broken {
                let file = SoundFile(name: path, text: base.files[path] ?? "")
                for fault in FaultRules(file, seed: Self.seed).faults {
                    let problems = Self.problems(base, path, fault.text)
                    guard let first = problems.first else {
                        accepted.append(
                            "\(fault.kind): \(fault.base):\(fault.lines.sorted()) \(fault.changed)")
                        continue
                    }
                    let isRight = first.location.file == path && fault.lines.contains(first.location.line)
                    let share = shares[fault.kind] ?? (0, 0)
                    shares[fault.kind] = (share.right + (isRight ? 1 : 0), share.all + 1)
                    if !isRight {
                        wrong.append(
                            "\(fault.kind): \(fault.base):\(fault.lines.sorted()) \(fault.changed)"
                                + " → \(first.location): \(first.message)")
                    }
                }
            }
        }
        let right = shares.values.reduce(0) { $0 + $1.right }
        let all = shares.values.reduce(0) { $0 + $1.all }
        for (kind, share) in shares.sorted(by: { $0.key < $1.key }) {
            print("\(kind): \(share.right) of \(share.all)")
        }
        print("seed \(Self.seed): \(right) of \(all) at the right line")
        for line in wrong { print("elsewhere: \(line)") }
        #expect(accepted.isEmpty, "accepted:\n\(accepted.joined(separator: "\n"))")
        #expect(all >= 1000)
        #expect(Double(right) >= 0.98 * Double(all))
    }
}
