#if os(Linux)
    import Glibc

    /// What is known of mounted file systems.
    enum MountedFileSystem {
        /// The type of the one that an open file lies on, such as `ext4`; nil if it cannot be found out.
        static func type(of descriptor: Int32) -> String? {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { return nil }
            let device = UInt64(status.st_dev)
            // As the kernel packs them, see makedev(3).
            let major = device >> 8 & 0xFFF | device >> 32 & ~0xFFF
            let minor = device & 0xFF | device >> 12 & ~0xFF
            // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
            for line in mounts.split(separator: "\n") {
                let fields = line.split(separator: " ")
                guard fields.count > 2, fields[2] == "\(major):\(minor)",
                    let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count
                else { continue }
                return String(fields[dash + 1])
            }
            return nil
        }

        private static var mounts: String {
            let descriptor = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return "" }
            defer { close(descriptor) }
            var bytes: [UInt8] = []
            var part = [UInt8](repeating: 0, count: 16_384)
            while true {
                let count = read(descriptor, &part, part.count)
                guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
                bytes += part[..<count]
            }
        }
    }
#endif
