import Expressions
import Foundation
import Synchronization

/// Named time zones for expressions, from the time-zone data of this Foundation; each is looked up once.
enum SystemZones {
    private static let known = Mutex<[String: ZoneTable?]>([:])

    /// The zone of a name; `nil` for a name that is no zone.
    @Sendable static func table(_ name: String) -> ZoneTable? {
        guard name.utf8.count <= 64 else { return nil }
        if let found = known.withLock({ $0[name] }) { return found }
        let found = TimeZone(identifier: name).map(read)
        known.withLock { tables in
            // Names come from files, so there may be any number of wrong ones.
            if tables.count < 1000 { tables[name] = .some(found) }
        }
        return found
    }

    /// The changes of the years 1970 to 2100.
    private static func read(_ zone: TimeZone) -> ZoneTable {
        let first = Date(timeIntervalSince1970: 0)
        var time = first
        var changes: [(utcMilliseconds: Int64, offsetMilliseconds: Int64)] = []
        while let next = zone.nextDaylightSavingTimeTransition(after: time), next > time, next < end {
            changes.append((Int64((next.timeIntervalSince1970 * 1000).rounded()), offset(of: zone, at: next)))
            time = next
        }
        return ZoneTable(firstOffsetMilliseconds: offset(of: zone, at: first), changes: changes)
    }

    /// 2101-01-01T00:00:00Z.
    private static let end = Date(timeIntervalSince1970: 4_133_980_800)

    private static func offset(of zone: TimeZone, at time: Date) -> Int64 {
        Int64(zone.secondsFromGMT(for: time)) * 1000
    }
}

extension Scope {
    /// The same with the named time zones of this machine.
    var withZones: Scope {
        var scope = self
        scope.zones = SystemZones.table
        return scope
    }
}
