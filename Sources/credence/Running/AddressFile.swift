import Foundation

/// The file in which scripts look for the address; there only while the cluster answers.
struct AddressFile: Sendable {
    let path: String

    /// Writes beside it and moves into place, so that a waiting script never reads half an address.
    func write(_ address: String) throws {
        do {
            try Data((address + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandFailure.configuration(
                "the address cannot be written to \(path)",
                hint: "check that its folder is there and may be written to")
        }
    }

    /// Takes away what a cluster left here that was killed: its address leads nowhere.
    func remove() throws {
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw CommandFailure.configuration(
            "the old address in \(path) cannot be removed: \(String(cString: strerror(errno)).lowercased())",
            hint: "check the file and its permissions, or name another one")
    }
}
