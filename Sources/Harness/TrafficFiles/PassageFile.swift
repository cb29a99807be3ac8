// The rows that `rocade traffic` writes: a few million lines, so digits go straight into a buffer.

import Base
import CZlib
import Glibc
import Traffic

/// A file that is written in pieces, through gzip when its name ends in `.gz`, and put into place
/// when it is whole.
struct PassageFile: ~Copyable {
    private static let room = 1 << 20
    /// No row without its names is longer.
    private static let longestTail = 64

    private let path: String
    private let target: String
    private let descriptor: Int32
    private let buffer: UnsafeMutablePointer<UInt8>
    private let packed: UnsafeMutablePointer<UInt8>
    private var used: Int
    /// On the heap: zlib remembers the address.
    private let stream: UnsafeMutablePointer<z_stream>
    private let isPacked: Bool
    private var isOpen: Bool

    /// Opens the file beside its target. What is no plain file, such as a pipe, is written at once.
    init(path: String) throws {
        var status = stat()
        let isPlain = stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
        let target = isPlain ? path + ".partial" : path
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try Folder.make(String(path[..<slash]))
        }
        let descriptor = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw Failure.environment(
                "cannot write \(path): \(String(cString: strerror(errno))); check the name")
        }
        self.path = path
        self.target = target
        self.descriptor = descriptor
        isPacked = path.hasSuffix(".gz")
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        if isPacked { rocade_gzip_init(stream, 1) }
        buffer = .allocate(capacity: Self.room)
        packed = .allocate(capacity: Self.room)
        used = 0
        isOpen = true
    }

    deinit {
        if isPacked { deflateEnd(stream) }
        stream.deallocate()
        if isOpen {
            close(descriptor)
            if target != path { unlink(target) }
        }
        buffer.deallocate()
        packed.deallocate()
    }

    /// Adds text.
    mutating func append(_ text: String) throws { try append(Array(text.utf8)[...]) }

    /// Adds bytes.
    mutating func append(_ bytes: ArraySlice<UInt8>) throws {
        for byte in bytes {
            if used == Self.room { try flush(Z_NO_FLUSH) }
            buffer[used] = byte
            used += 1
        }
    }

    /// Adds `,enter,exit` and a line end; a time that is negative stays empty.
    mutating func append(enter: Int64, exit: Int64) throws {
        if used + Self.longestTail > Self.room { try flush(Z_NO_FLUSH) }
        for time in [enter, exit] {
            put(UInt8(ascii: ","))
            if time >= 0 { put(milliseconds: time) }
        }
        put(UInt8(ascii: "\n"))
    }

    /// Writes the rest and puts the file into place.
    mutating func finish() throws {
        try flush(Z_FINISH)
        isOpen = false
        guard close(descriptor) == 0, target == path || rename(target, path) == 0 else {
            throw failure()
        }
    }

    @inline(__always) private mutating func put(_ byte: UInt8) {
        buffer[used] = byte
        used += 1
    }

    /// Seconds with three decimals.
    private mutating func put(milliseconds: Int64) {
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        var digits = 1
        var power: Int64 = 10
        while power <= seconds { (digits, power) = (digits + 1, power * 10) }
        var left = seconds
        for place in (0..<digits).reversed() {
            buffer[used + place] = UInt8(48 + left % 10)
            left /= 10
        }
        used += digits
        put(UInt8(ascii: "."))
        put(UInt8(48 + rest / 100))
        put(UInt8(48 + rest / 10 % 10))
        put(UInt8(48 + rest % 10))
    }

    private mutating func flush(_ mode: Int32) throws {
        if isPacked {
            stream.pointee.next_in = buffer
            stream.pointee.avail_in = UInt32(used)
            repeat {
                stream.pointee.next_out = packed
                stream.pointee.avail_out = UInt32(Self.room)
                deflate(stream, mode)
                try write(packed, Self.room - Int(stream.pointee.avail_out))
            } while stream.pointee.avail_out == 0
        } else {
            try write(buffer, used)
        }
        used = 0
    }

    private func write(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) throws {
        var written = 0
        while written < count {
            let more = Glibc.write(descriptor, bytes + written, count - written)
            if more < 0 && errno == EINTR { continue }
            guard more > 0 else { throw failure() }
            written += more
        }
    }

    private func failure() -> Failure {
        .environment(
            "cannot write \(path): \(String(cString: strerror(errno))); "
                + "free some space or check rights")
    }
}
