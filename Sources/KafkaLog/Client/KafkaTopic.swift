import CRdKafka

/// A topic as one client knows it: looked up once, so that no record carries a name.
///
/// Valid until its client is closed. Sendable although it holds a C pointer: the library counts references to
/// topics and locks them itself.
public struct KafkaTopic: @unchecked Sendable {
    /// The topic's name.
    public let name: String
    let pointer: OpaquePointer
}
