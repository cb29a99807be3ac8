// The folder of one region while it is being written, and the one rename that makes it visible.

import Base
import Foundation
import Sinks

/// Writes the files of a region, under the names that they have in the run folder.
///
/// A class because it owns open files; one thread at a time uses it.
final class RegionWriter {
    /// Where the region is being written: `regions/NAME.partial`.
    let folder: String
    private let target: String
    private var open: [String: ParquetWriter] = [:]

    /// Makes the folder; what an earlier attempt left in it is gone.
    init(store: RunStore, region: String) throws {
        target = "\(store.regionsFolder)/\(region)"
        folder = target + ".partial"
        if FileManager.default.fileExists(atPath: folder) {
            try? FileManager.default.removeItem(atPath: folder)
        }
        try Folder.make(folder)
    }

    /// Appends rows to a file.
    func append(_ table: DataTable, to relative: String) throws {
        try Interruption.check()
        if open[relative] == nil {
            open[relative] = try ParquetWriter(
                path: "\(folder)/\(relative)", schema: table.schema)
        }
        try open[relative]?.append(table)
    }

    /// Completes all files.
    func finish() throws {
        for name in open.keys.sorted() { _ = try open[name]?.finish() }
        open = [:]
    }

    /// Gives up on the region.
    func abandon() {
        open = [:]
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Adds the region's facts with the sizes of its files and makes it visible.
    ///
    /// The facts reach the disk before the name does. The other files may follow later: should the
    /// machine lose power before, their sizes tell, and the region is simulated again.
    func commit(_ facts: RegionFile) throws {
        var facts = facts
        facts.files = RegionFile.sizes(in: folder)
        let data = try JSONEncoder.sorted.encode(facts)
        let path = "\(folder)/\(RegionFile.name)"
        try AtomicFile.write(String(decoding: data, as: UTF8.self) + "\n", to: path)
        try Self.sync(path)
        try Self.sync(folder)
        guard rename(folder, target) == 0 else {
            throw Failure.environment("cannot name \(target): \(String(cString: strerror(errno)))")
        }
        try Self.sync((target as NSString).deletingLastPathComponent)
    }

    private static func sync(_ path: String) throws {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw Failure.environment("cannot save \(path): \(String(cString: strerror(errno)))")
        }
    }
}
