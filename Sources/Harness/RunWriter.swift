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

    /// Makes the folder; an earlier run in it is replaced.
    ///
    /// - Throws: `Failure.input` when the folder holds something that is no run.
    init(folder: String) throws {
        self.folder = folder
        let manager = FileManager.default
        let present = (try? manager.contentsOfDirectory(atPath: folder)) ?? []
        if !present.isEmpty {
            guard present.contains("manifest.json") || present.contains("log.jsonl") else {
                throw Failure.input(
                    "--out \(folder): the folder holds something that is no run; name another")
            }
            for entry in present {
                do {
                    try manager.removeItem(atPath: "\(folder)/\(entry)")
                } catch {
                    throw Failure.environment(
                        "cannot replace \(folder)/\(entry): \(error.localizedDescription)")
                }
            }
        }
        for part in ["truth/control", "telemetry", "platform", "products"] {
            try make("\(folder)/\(part)")
        }
    }

    private func make(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw Failure.environment("cannot make \(path): \(error.localizedDescription)")
        }
    }

    /// Appends rows to a file that all regions share.
    func append(_ table: DataTable, to relative: String) throws {
        if open[relative] == nil {
            let path = "\(folder)/\(relative)"
            try make(URL(filePath: path).deletingLastPathComponent().path)
            open[relative] = try ParquetWriter(path: path, schema: table.schema)
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
    func abandon() throws {
        open = [:]
        let files = FileManager.default.enumerator(atPath: folder)
        let partial = (files?.compactMap { $0 as? String } ?? []).filter {
            $0.hasSuffix(".partial")
        }
        for file in partial { try FileManager.default.removeItem(atPath: "\(folder)/\(file)") }
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
