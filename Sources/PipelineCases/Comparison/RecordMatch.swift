/// Compares expected records with those that were told.
struct RecordMatch {
    let values: ValueMatch
    /// Fields that say what a record is about: a record that differs in them is far away.
    let identity: Set<String>

    func holds(_ expected: ExpectedRecord, for record: ToldRecord) -> Bool {
        expected.fields.allSatisfy { differs($0, record) == false }
    }

    /// Which of the records comes next to what was expected.
    func nearest(to expected: ExpectedRecord, among records: [ToldRecord]) -> Int? {
        func distance(_ record: ToldRecord) -> Int {
            expected.fields.reduce(0) { sum, field in
                sum + (differs(field, record) ? (identity.contains(field.name) ? 100 : 1) : 0)
            }
        }
        return records.indices.min { distance(records[$0]) < distance(records[$1]) }
    }

    /// Expected and told side by side.
    func fields(_ expected: ExpectedRecord, _ record: ToldRecord?) -> [CaseDifference.Field] {
        expected.fields.map { field in
            CaseDifference.Field(
                name: field.name, expected: field.value.shown,
                actual: record?.fields[field.name].map(values.shown) ?? "",
                differs: record.map { differs(field, $0) } ?? false)
        }
    }

    /// What a record says of itself.
    func fields(of record: ToldRecord, names: [String]) -> [CaseDifference.Field] {
        names.compactMap { name in
            record.fields[name].map {
                CaseDifference.Field(name: name, expected: "", actual: values.shown($0), differs: true)
            }
        }
    }

    /// Gives each expected record one of its own, for as many as possible.
    ///
    /// - Returns: by the places of the expected records the places of the told ones.
    /// - Complexity: O(expected² × told).
    func assigned(_ expected: [ExpectedRecord], _ records: [ToldRecord]) -> [Int?] {
        var owners: [Int?] = Array(repeating: nil, count: records.count)
        for place in expected.indices {
            var visited: Set<Int> = []
            _ = find(place, expected, records, &owners, &visited)
        }
        var assigned: [Int?] = Array(repeating: nil, count: expected.count)
        for (record, owner) in owners.enumerated() { if let owner { assigned[owner] = record } }
        return assigned
    }

    /// Looks for a record for one that is expected, and moves others on to further ones where it must.
    private func find(
        _ place: Int, _ expected: [ExpectedRecord], _ records: [ToldRecord], _ owners: inout [Int?],
        _ visited: inout Set<Int>
    ) -> Bool {
        for record in records.indices
        where holds(expected[place], for: records[record]) && visited.insert(record).inserted {
            let isFree = owners[record].map { find($0, expected, records, &owners, &visited) } ?? true
            guard isFree else { continue }
            owners[record] = place
            return true
        }
        return false
    }

    private func differs(_ field: (name: String, value: TestValue), _ record: ToldRecord) -> Bool {
        guard let actual = record.fields[field.name] else { return field.value != .null }
        // The reason of a dead letter is given in part.
        if field.name == "message" { return !actual.shown.contains(field.value.shown) }
        return !values.holds(field.value, for: actual)
    }
}
