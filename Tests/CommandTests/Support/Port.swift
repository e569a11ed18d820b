import Foundation
import Synchronization

/// A local port that is taken from the beginning: it refuses connections until it is opened.
final class Port: Sendable {
    let number: UInt16
    private let socket: Int32
    private let ends = Mutex<[Int32]>([])
    private let accepted = Atomic<Int>(0)
    private let isClosed = Atomic<Bool>(false)

    init() throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(port: 0)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                var size = socklen_t(MemoryLayout<sockaddr_in>.size)
                return bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0
            }
        }
        guard isBound else { throw Overdue(what: "no local port", report: "") }
        self.socket = socket
        number = UInt16(bigEndian: address.sin_port)
    }

    var address: String { "127.0.0.1:\(number)" }

    /// How many connections came.
    var connections: Int { accepted.load(ordering: .sequentiallyConsistent) }

    /// Takes connections from now on; pipes them to another local address, or ends them at once without one.
    func open(to address: String? = nil) {
        listen(socket, 16)
        let target = address.flatMap { $0.split(separator: ":").last }.flatMap { UInt16($0) }
        Thread { [self] in
            while !isClosed.load(ordering: .sequentiallyConsistent) {
                var ready = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
                guard poll(&ready, 1, 50) > 0 else { continue }
                let near = accept(socket, nil, nil)
                accepted.add(1, ordering: .sequentiallyConsistent)
                if let target { pipe(near, to: target) } else { _ = Glibc.close(near) }
            }
            _ = Glibc.close(socket)
        }.start()
    }

    /// Ends what is open.
    func close() {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        for end in ends.withLock({ $0 }) { shutdown(end, Int32(SHUT_RDWR)) }
    }

    private func pipe(_ near: Int32, to port: UInt16) {
        let far = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(port: port)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(far, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        ends.withLock { $0 += [near, far] }
        for (from, into) in [(near, far), (far, near)] {
            Thread {
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                while true {
                    let count = recv(from, &buffer, buffer.count, 0)
                    guard count > 0, send(into, buffer, count, Int32(MSG_NOSIGNAL)) == count else {
                        break
                    }
                }
                shutdown(into, Int32(SHUT_RDWR))
            }.start()
        }
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
