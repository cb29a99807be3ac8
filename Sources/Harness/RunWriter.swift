// The run folder while it is being written. Every file appears under its name only when it is
// complete; files that all regions share get one row group after the other, in region order.

import Base
import Foundation
import Sinks

/// Writes the files of a run.
final class RunWriter {
    /// The run folder.
    let folder: String
    private var open: [String: ParquetWriter] = [:]

    /// What a run writes; an earlier run is known by it.
    private static let entries = [
        "hashes.json", "junit.xml", "kpis.json", "ledger.csv", "log.jsonl", "manifest.json",
        "measured.json", "platform", "products", "report.html", "telemetry", "telemetry-jsonl",
        "truth", "usage.parquet",
    ]

    /// Makes the folder; an earlier run in it is replaced.
    ///
    /// - Throws: `Failure.input` when the folder holds something that is no run.
    init(folder: String) throws {
        self.folder = folder
        try Folder.make(folder)
        // The log goes last: it marks a run, however short its life was.
        let present = try Self.earlierRun(in: folder).filter { $0 != "log.jsonl" }
        for entry in present {
            do {
                try FileManager.default.removeItem(atPath: "\(folder)/\(entry)")
            } catch {
                throw Failure.environment(
                    "cannot replace \(folder)/\(entry): \(error.localizedDescription)")
            }
        }
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
        guard present.isEmpty || (present.contains("log.jsonl") && foreign == nil) else {
            throw Failure.input(
                "--out \(folder): the folder holds something that is no run "
                    + "(\(foreign ?? present[0])); name another")
        }
        return present
    }

    /// Makes the folders that every run has.
    func makeFolders() throws {
        for part in ["truth/control", "telemetry", "platform", "products"] {
            try Folder.make("\(folder)/\(part)")
        }
    }

    /// Appends rows to a file that all regions share.
    func append(_ table: DataTable, to relative: String) throws {
        try Interruption.check()
        if open[relative] == nil {
            open[relative] = try ParquetWriter(
                path: "\(folder)/\(relative)", schema: table.schema)
        }
        try open[relative]?.append(table)
    }

    /// Ends the row groups of a region, so that none spans two.
    func endRegion() throws {
        for name in open.keys.sorted() { try open[name]?.endRowGroup() }
    }

    /// Completes all shared files.
    func finish() throws {
        for name in open.keys.sorted() { _ = try open[name]?.finish() }
        open = [:]
    }

    /// Gives up on the files that are not complete.
    func abandon() {
        open = [:]
        let files = FileManager.default.enumerator(atPath: folder)
        let partial = (files?.compactMap { $0 as? String } ?? []).filter {
            $0.hasSuffix(".partial")
        }
        for file in partial { try? FileManager.default.removeItem(atPath: "\(folder)/\(file)") }
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
