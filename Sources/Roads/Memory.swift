// Owners of the memory behind a network's columns. Both are immutable after `init`, which is why
// they may be shared between threads.

import Base
import Glibc

/// A file mapped read-only; unmapped when its last network goes.
final class MappedFile: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer

    /// - Throws: `Failure.environment` with the system's reason.
    init(path: String) throws {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else {
            throw Failure.environment("cannot open \(path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size > 0 else {
            throw Failure.input("\(path): the file is empty; import the map again")
        }
        let size = Int(status.st_size)
        let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let start, start != MAP_FAILED else {
            throw Failure.environment("cannot map \(path): \(String(cString: strerror(errno)))")
        }
        bytes = UnsafeRawBufferPointer(start: start, count: size)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}

/// A copy of an image in memory.
final class MemoryBlock: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer

    init(copying source: [UInt8]) {
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 64)
        block.copyBytes(from: source)
        bytes = UnsafeRawBufferPointer(block)
    }

    deinit { bytes.deallocate() }
}
