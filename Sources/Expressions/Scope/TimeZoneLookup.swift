/// Finds the offset of a named time zone from UTC, in seconds, at a time given in seconds since the epoch; `nil` for
/// a name that is no zone. Passed in, because zones' rules come from outside.
public typealias TimeZoneLookup = @Sendable (_ name: String, _ secondsSinceEpoch: Int64) -> Int?
