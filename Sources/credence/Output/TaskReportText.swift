import EventModel
import Planning
import StateStore
import Worker

/// What there is to say of one task's local state, as text and as JSON.
struct TaskReportText {
    private let survey: TaskSurvey
    // By operator, where the pipeline is known and its operators could read the state.
    private let entries: [String: Int]
    private let unreadable: [String]
    /// What is wrong; `nil` when nothing is.
    let damage: String?

    init(_ name: TaskName, _ position: LocalPosition, _ state: any LocalState, _ plan: PipelinePlan?) {
        let survey = TaskSurvey(of: name, at: position, in: state)
        self.survey = survey
        var damage = survey.damage
        var inspection: StateInspection?
        if let plan, damage == nil, position.isWhole {
            do { inspection = try StateInspection(of: name, at: position, in: state, plan: plan) } catch {
                damage = CommandFailure(error).message
            }
        }
        self.damage = damage
        let counts = (inspection?.operators ?? []).map { ($0.name, $0.entries) }
        entries = Dictionary(counts) { $1 }
        unreadable = inspection?.unreadable ?? []
    }

    func text(isDetailed: Bool) -> String {
        let position = survey.position
        let whole =
            position.isWhole
            ? "whole from \(position.neededFrom)"
            : "not whole: a start reads the changelog until the next round is complete"
        var lines = [
            "\(survey.task)  \(Console.bytes(survey.bytes)), blocks \(position.oldest) to \(position.number), \(whole), "
                + "changelog to \(position.changelogOffset)"
        ]
        if let damage { lines.append("  damaged: \(damage)") }
        guard isDetailed else { return lines.joined(separator: "\n") }
        lines += survey.operators.map { part in
            let count = entries[part.name].map { ", \(Console.grouped($0)) entries" } ?? ""
            let note =
                unreadable.contains(part.name) ? ", of another definition than the pipelines given" : ""
            return
                "  \(part.name)  changes \(Console.bytes(part.changeBytes)), slices"
                + " \(Console.bytes(part.sliceBytes))\(unreadable.contains(part.name) ? "" : count)\(note)"
        }
        return lines.joined(separator: "\n")
    }

    var json: String {
        let position = survey.position
        let inputs = (survey.newest?.positions ?? [:]).sorted { $0.key < $1.key }
        return jsonText([
            ("task", .string(survey.task.description)), ("bytes", .number(survey.bytes)),
            ("blocks", .number(survey.blocks)), ("oldest", .number(Int(position.oldest))),
            ("newest", .number(Int(position.number))), ("snapshot_from", .number(Int(position.snapshotFrom))),
            ("whole", .bool(position.isWhole)),
            ("changelog_offset", .number(Int(position.changelogOffset))),
            ("pipeline_version", survey.newest.map { .number($0.pipelineVersion) } ?? .null),
            ("inputs", .object(inputs.map { ($0.key.description, .number(Int($0.value))) })),
            ("operators", .list(survey.operators.map(json))),
            ("damage", damage.map { .string($0) } ?? .null),
        ])
    }

    private func json(_ found: TaskSurvey.Operator) -> JSONText {
        .object([
            ("name", .string(found.name)), ("fingerprint", .string(String(found.fingerprint, radix: 16))),
            ("change_bytes", .number(found.changeBytes)), ("slice_bytes", .number(found.sliceBytes)),
            ("entries", entries[found.name].map { .number($0) } ?? .null),
        ])
    }
}
