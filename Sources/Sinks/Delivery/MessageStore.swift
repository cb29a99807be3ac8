// The bytes of messages that are not settled: in memory up to a limit, then in files. Nothing is
// dropped: a store that is full says so, and its user waits.

import Base
import Glibc

/// Keeps payloads by handle. Not thread-safe: its owner's lock guards it.
///
/// Files are segments, written once from front to end; a segment whose messages are all settled is
/// removed. So disk use follows what is unsettled, within one segment.
public final class MessageStore {
    /// How much may be kept where.
    public struct Limits: Hashable, Sendable {
        /// Bytes in memory.
        public var memoryBytes: Int
        /// Bytes on disk.
        public var diskBytes: Int
        /// Bytes of a segment.
        public var segmentBytes: Int

        /// Limits; the usual ones suit a machine with 4 GiB.
        public init(
            memoryBytes: Int = 256 << 20, diskBytes: Int = 4 << 30, segmentBytes: Int = 16 << 20
        ) {
            self.memoryBytes = memoryBytes
            self.diskBytes = diskBytes
            self.segmentBytes = segmentBytes
        }
    }

    /// Where a payload lies.
    public enum Place: Sendable {
        /// In memory.
        case memory([UInt8])
        /// In a file.
        case disk(segment: Int, offset: Int, count: Int)
    }

    private struct Segment {
        var descriptor: Int32
        var path: String
        var bytes = 0
        var live = 0
    }

    private let limits: Limits
    private let folder: String
    private var segments: [Int: Segment] = [:]
    private var newest = -1
    /// Bytes in memory now.
    public private(set) var memoryBytes = 0
    /// Bytes of segments now.
    public private(set) var diskBytes = 0
    /// Bytes ever written to segments.
    public private(set) var spooledBytes = 0
    /// The system's reason for refusing the last write to disk; empty without one.
    public private(set) var diskProblem = ""

    /// A store with its spool in a folder, which is made when first needed.
    public init(folder: String, limits: Limits) {
        self.folder = folder
        self.limits = limits
    }

    deinit {
        for segment in segments.values {
            close(segment.descriptor)
            unlink(segment.path)
        }
        if newest >= 0 { rmdir(folder) }
    }

    /// Keeps a payload; nil when neither memory nor disk has room for it.
    public func keep(_ payload: [UInt8]) -> Place? {
        if memoryBytes + payload.count <= limits.memoryBytes {
            memoryBytes += payload.count
            return .memory(payload)
        }
        return spool(payload)
    }

    /// The bytes of a payload.
    /// - Throws: `Failure.environment` when the spool cannot be read.
    public func payload(at place: Place) throws -> [UInt8] {
        switch place {
        case .memory(let bytes): return bytes
        case .disk(let number, let offset, let count):
            guard let segment = segments[number] else {
                fatalError("a message was read from a spool segment that is gone")
            }
            var done = 0
            var problem: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                while done < count {
                    let got = pread(
                        segment.descriptor, buffer.baseAddress?.advanced(by: done), count - done,
                        off_t(offset + done))
                    if got < 0 && errno == EINTR { continue }
                    if got <= 0 {
                        problem = got < 0 ? errno : EIO
                        break
                    }
                    done += got
                }
                filled = done
            }
            guard problem == 0 else { throw cannot("read", segment.path, problem) }
            return bytes
        }
    }

    /// Forgets a payload.
    public func release(_ place: Place) {
        switch place {
        case .memory(let bytes): memoryBytes -= bytes.count
        case .disk(let number, _, _):
            segments[number]?.live -= 1
            if let segment = segments[number], segment.live == 0,
                number != newest || segment.bytes >= limits.segmentBytes
            {
                close(segment.descriptor)
                unlink(segment.path)
                diskBytes -= segment.bytes
                segments[number] = nil
            }
        }
    }

    private func spool(_ payload: [UInt8]) -> Place? {
        guard diskBytes + payload.count <= limits.diskBytes else {
            diskProblem = "the spool's limit of \(limits.diskBytes) bytes is reached"
            return nil
        }
        guard let number = openSegment(for: payload.count), var segment = segments[number] else {
            return nil
        }
        var done = 0
        while done < payload.count {
            let written = payload.withUnsafeBytes { buffer in
                pwrite(
                    segment.descriptor, buffer.baseAddress?.advanced(by: done),
                    payload.count - done, off_t(segment.bytes + done))
            }
            if written < 0 && errno == EINTR { continue }
            if written <= 0 {
                diskProblem = cannot("write", segment.path, written < 0 ? errno : ENOSPC).message
                return nil
            }
            done += written
        }
        defer {
            segment.bytes += payload.count
            segment.live += 1
            segments[number] = segment
        }
        diskBytes += payload.count
        spooledBytes += payload.count
        diskProblem = ""
        return .disk(segment: number, offset: segment.bytes, count: payload.count)
    }

    private func openSegment(for count: Int) -> Int? {
        if let segment = segments[newest] {
            if segment.bytes + count <= limits.segmentBytes || segment.bytes == 0 { return newest }
            if segment.live == 0 {
                // Nobody reads it any more: it starts again from its front.
                segments[newest]?.bytes = 0
                diskBytes -= segment.bytes
                return newest
            }
        }
        do { try makeFolder(folder) } catch {
            diskProblem = "\(error)"
            return nil
        }
        let number = newest + 1
        let path = "\(folder)/spool-\(getpid())-\(number)"
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            diskProblem = cannot("write", path, errno).message
            return nil
        }
        newest = number
        segments[number] = Segment(descriptor: descriptor, path: path)
        return number
    }
}
