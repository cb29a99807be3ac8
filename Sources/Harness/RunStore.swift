// The run folder: who may write into it, what a run leaves there, and what is left of an earlier
// one. A region is written in `regions/NAME.partial` and becomes `regions/NAME` by one rename when
// it is complete; the files under their final names are put together from the regions.

import Base
import Foundation

/// A run folder that this process writes. A class because it owns the lock on the folder, which
/// must be let go exactly once; the lock of a process that was killed is gone with it.
final class RunStore: Sendable {
    /// The run folder.
    let folder: String
    private let descriptor: Int32

    /// Where complete regions stand.
    var regionsFolder: String { "\(folder)/regions" }

    /// What a run writes; an earlier run is known by it.
    private static let entries = [
        "facts.parquet", "hashes.json", "junit.xml", "kpis.json", "ledger.csv", "log.jsonl",
        "manifest.json",
        "measured.json", "platform", "products", "regions", "report.html", "signals",
        "telemetry", "telemetry-jsonl", "truth", "usage.parquet",
    ]
    /// What is no result: an unfinished run goes on with it.
    private static let working = ["log.jsonl", "manifest.json", "regions"]

    /// Makes and locks the folder; nothing in it changes.
    ///
    /// - Throws: `Failure.input` when it holds something that is no run, or another process writes
    ///   there.
    init(folder: String) throws {
        self.folder = folder
        _ = try Self.earlierRun(in: folder)
        try Folder.make(folder)
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure.environment("cannot open \(folder): \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Failure.input(
                "--out \(folder): another run is writing there; wait for its end or name another")
        }
    }

    deinit { close(descriptor) }

    /// Holds a folder that is only read, so that no run changes it meanwhile; runs `body`.
    ///
    /// - Throws: `Failure.input` when a run is writing there; and what `body` throws.
    static func reading<T>(_ folder: String, _ body: () throws -> T) throws -> T {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure.input("\(folder): cannot open the folder; check the path")
        }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else {
            throw Failure.input("\(folder): a run is still writing there; wait for its end")
        }
        return try body()
    }

    /// The entries of the run that a folder holds; none where the folder is empty or missing.
    ///
    /// - Throws: `Failure.input` when it holds anything else, which a run must not remove.
    static func earlierRun(in folder: String) throws -> [String] {
        guard !folder.isEmpty else {
            throw Failure.input("--out names no folder; write --out results/NAME")
        }
        let manager = FileManager.default
        if manager.fileExists(atPath: folder), !Folder.isFolder(folder) {
            throw Failure.input("--out \(folder) is a file, not a folder; name another")
        }
        let present = ((try? manager.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        let foreign = present.first { name in
            !entries.contains(name.hasSuffix(".partial") ? String(name.dropLast(8)) : name)
        }
        let isRun = present.contains("log.jsonl") || present.contains("manifest.json")
        guard present.isEmpty || (isRun && foreign == nil) else {
            throw Failure.input(
                "--out \(folder): the folder holds something that is no run "
                    + "(\(foreign ?? present[0])); name another")
        }
        return present
    }

    /// Removes an earlier run.
    func clear() throws {
        // The log goes last: it marks a run, however short its life was.
        try remove(Self.earlierRun(in: folder).filter { $0 != "log.jsonl" })
    }

    /// Removes what an unfinished run had put together and half-written regions; complete regions
    /// stay.
    func clearResults() throws {
        try remove(Self.earlierRun(in: folder).filter { !Self.working.contains($0) })
        abandon()
    }

    /// Removes the regions, once their content stands in the results.
    func removeRegions() throws { try remove(["regions"]) }

    private func remove(_ entries: [String]) throws {
        for entry in entries where FileManager.default.fileExists(atPath: "\(folder)/\(entry)") {
            do {
                try FileManager.default.removeItem(atPath: "\(folder)/\(entry)")
            } catch {
                throw Failure.environment(
                    "cannot replace \(folder)/\(entry): \(error.localizedDescription)")
            }
        }
    }

    /// Gives up on what is not complete.
    func abandon() {
        let files = FileManager.default.enumerator(atPath: folder)
        let partial = (files?.compactMap { $0 as? String } ?? []).filter {
            $0.hasSuffix(".partial")
        }
        for file in partial { try? FileManager.default.removeItem(atPath: "\(folder)/\(file)") }
    }

    /// Makes the folders that every run has.
    func makeFolders() throws {
        for part in ["truth/control", "telemetry", "platform", "products"] {
            try Folder.make("\(folder)/\(part)")
        }
    }

    /// Writes a text file.
    func write(_ text: String, to relative: String) throws {
        try AtomicFile.write(text, to: "\(folder)/\(relative)")
    }

    /// Writes a value as JSON, keys in order.
    func write(json value: some Encodable, to relative: String) throws {
        let data = try JSONEncoder.pretty.encode(value)
        try write(String(decoding: data, as: UTF8.self) + "\n", to: relative)
    }
}
