/// One record of a case, ready to be published.
struct CaseEvent: Sendable {
    /// Keys of an event that are no fields.
    static let ownKeys = ["at", "arrives"]

    /// The topic it goes to.
    var topic: String
    /// What decides its partition.
    var key: [UInt8]
    /// The payload.
    var value: [UInt8]
    /// When it is written and read, in milliseconds since the epoch.
    var arrives: Int64
    /// Where it stands in the file.
    var place: TextPlace
}
