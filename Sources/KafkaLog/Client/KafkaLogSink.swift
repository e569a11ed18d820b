/// Where the client library's own log lines go: syslog level (3 error … 7 debug), facility, text.
///
/// Called from the library's threads; it must return quickly and must not call back into the client.
public typealias KafkaLogSink = @Sendable (_ level: Int, _ facility: String, _ message: String) -> Void
