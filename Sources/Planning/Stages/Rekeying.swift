import Dataflow
import EventModel
import Expressions
import PipelineSpec

/// Finds which operators need all events of a key in one task although the topics are partitioned by something else, and
/// gives them sources of their own behind those topics.
///
/// An operator that reads several topics has all of them shared out anew as soon as one of them needs it: who wrote the
/// others may have chosen partitions in another way.
struct Rekeying {
    private struct Share: Hashable {
        var origin: Int
        var field: String
    }

    private let pipeline: PipelineDeclaration
    private let promises: [Int: String]
    private let visits: [Int: String]
    private let shares: [Share]

    init(_ pipeline: PipelineDeclaration) {
        func number(_ name: String) -> Int { pipeline.sources.firstIndex { $0.name == name } ?? 0 }
        var (promises, visits, shares) = ([Int: String](), [Int: String](), [Share]())
        func share(_ names: [String], by field: String) -> Bool {
            let origins = names.map(number)
            guard origins.contains(where: { pipeline.sources[$0].partitionedBy != field }) else {
                return false
            }
            for origin in origins where !shares.contains(Share(origin: origin, field: field)) {
                shares.append(Share(origin: origin, field: field))
            }
            return true
        }
        for (place, promise) in pipeline.promises.enumerated()
        where share(promise.feeds.map(\.source), by: promise.key) {
            promises[place] = promise.key
        }
        for (place, declared) in pipeline.visits.enumerated()
        where share([declared.source], by: declared.visitor) {
            visits[place] = declared.visitor
        }
        self.pipeline = pipeline
        (self.promises, self.visits, self.shares) = (promises, visits, shares)
    }

    /// Adds the sources behind the declared ones and their stages behind the others, and lets the operators read them.
    func apply(
        sources: inout [SourcePlan], stages: inout [GatherStagePlan], promises: inout [PromiseStepPlan],
        visits: inout [VisitStepPlan]
    ) {
        for (offset, share) in shares.enumerated() {
            let number = pipeline.sources.count + offset
            sources.append(source(share, of: sources[share.origin]))
            if let stage = stages.firstIndex(where: { $0.isRekeyed && $0.partitionedBy == share.field }) {
                stages[stage].sources.append(number)
            } else {
                stages.append(
                    GatherStagePlan(partitionedBy: share.field, sources: [number], isRekeyed: true))
            }
        }
        for (place, field) in self.promises { promises[place].read { self.number(of: $0, by: field) } }
        for (place, field) in self.visits {
            visits[place].source = number(of: visits[place].source, by: field)
        }
        let read = Set(promises.flatMap(\.sources) + visits.map(\.source))
        // Nobody would profit from remembering ids where events only pass.
        for number in pipeline.sources.indices where !read.contains(number) && sources[number].groups.isEmpty
        {
            if shares.contains(where: { $0.origin == number }) { sources[number].screen.duplicates = nil }
        }
    }

    private func number(of origin: Int, by field: String) -> Int {
        shares.firstIndex(of: Share(origin: origin, field: field)).map { pipeline.sources.count + $0 }
            ?? origin
    }

    private func source(_ share: Share, of origin: SourcePlan) -> SourcePlan {
        var source = origin
        // No declared name has a space.
        source.name = "\(origin.name) by \(share.field)"
        source.isOptional = true
        source.groups = []
        source.requirements = []
        source.rekeyed = RekeyPlan(
            origin: share.origin, field: share.field, column: origin.layout.index(of: share.field) ?? 0,
            conditions: conditions(share, origin.layout))
        return source
    }

    private func conditions(_ share: Share, _ layout: RowLayout) -> [CompiledExpression]? {
        guard !visits.contains(where: { reads(pipeline.visits[$0.key], $0.value, share) }) else { return nil }
        let derived = Set(pipeline.sources[share.origin].derived.map(\.name))
        var conditions: [CompiledExpression] = []
        for (place, field) in promises.sorted(by: { $0.key < $1.key }) where field == share.field {
            for event in pipeline.promises[place].feeds
            where event.source == pipeline.sources[share.origin].name {
                // Fields are derived only where they are used.
                guard let when = event.when, derived.isDisjoint(with: when.variables) else { return nil }
                conditions.append(when.compiled(for: layout))
            }
        }
        return conditions
    }

    private func reads(_ visits: VisitDeclaration, _ field: String, _ share: Share) -> Bool {
        field == share.field && visits.source == pipeline.sources[share.origin].name
    }
}

extension PromiseDeclaration {
    /// All that feeds it.
    fileprivate var feeds: [(source: String, when: CheckedExpression?)] {
        [(made.source, made.when)] + events.map { ($0.source, $0.when) }
    }
}

extension PromiseStepPlan {
    fileprivate mutating func read(_ number: (Int) -> Int) {
        made.source = number(made.source)
        for place in deciding.indices { deciding[place].source = number(deciding[place].source) }
        for place in waived.indices { waived[place].source = number(waived[place].source) }
        for place in gathered.indices { gathered[place].source = number(gathered[place].source) }
    }
}
