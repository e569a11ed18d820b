/// What a ledger has counted since it began.
public struct PromiseCounts: Equatable, Sendable {
    /// Promises that were made. One that turns out to be an amendment of another is not counted any more.
    public var made = 0
    /// Events that would make a promise but say no due time.
    public var withoutDue = 0
    /// Events whose key is null.
    public var withoutKey = 0
    /// Promises that were forgotten although they were never fulfilled nor waived.
    public var forgottenOpen = 0
    /// Keys that were forgotten with fulfilments or waivers but nothing promised.
    public var forgottenOrphans = 0
}
