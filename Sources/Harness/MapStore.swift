// The folder of maps: `maps/catalogue.yaml`, `maps/*.osm.pbf` and `maps/*.roads`.

import Base
import Foundation
import MapImport
import Roads
import Scenario

/// Finds, fetches and imports maps.
public struct MapStore: Sendable {
    /// The folder, `maps` unless told otherwise.
    public let folder: String

    /// A store in a folder.
    public init(folder: String = "maps") { self.folder = folder }

    /// The catalogue.
    public func catalogue() throws -> MapCatalogue {
        try MapCatalogue(path: "\(folder)/catalogue.yaml")
    }

    /// Names that a scenario may use: of the catalogue, and of imported files.
    public func knownNames() throws -> [String] {
        try Array(Set(catalogue().maps.map(\.name) + importedNames())).sorted()
    }

    /// Names of imported maps.
    public func importedNames() -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".roads") }.map { String($0.dropLast(6)) }.sorted()
    }

    /// The path of an imported map.
    public func path(of name: String) -> String { "\(folder)/\(name).roads" }

    /// Opens an imported map.
    public func open(_ name: String) throws -> Network {
        guard FileManager.default.fileExists(atPath: path(of: name)) else {
            let names = importedNames()
            let known = (try? knownNames()) ?? names
            let hint =
                known.contains(name)
                ? "; run: rocade map fetch \(name)" : Suggestion.hint(for: name, among: known)
            throw Failure.input("no imported map '\(name)'\(hint)")
        }
        return try Network(path: path(of: name))
    }

    /// Opens a map; fetches and imports it first when the catalogue has it and the folder has not,
    /// and imports again what an older version of this program left.
    public func ensure(_ name: String, log: (String) -> Void) throws -> Network {
        if FileManager.default.fileExists(atPath: path(of: name)) {
            do {
                return try Network(path: path(of: name))
            } catch let failure as Failure {
                guard try catalogue().maps.contains(where: { $0.name == name }) else {
                    throw failure
                }
                log("\(failure.message); importing it again")
            }
        }
        return try fetch(name, log: log)
    }

    /// Gets a map of the catalogue and imports it.
    @discardableResult
    public func fetch(_ name: String, log: (String) -> Void) throws -> Network {
        let map = try catalogue().map(named: name)
        log("fetching map \(name) (\(map.title))")
        let file = try MapFetch(folder: folder).file(of: map)
        return try importFile(
            file, name: name, attribution: "\(map.attribution), \(map.licence)",
            sha256: map.sha256)
    }

    /// Imports an OSM file under a name and writes `maps/NAME.roads`.
    @discardableResult
    public func importFile(
        _ file: String, name: String, attribution: String, sha256: String? = nil
    ) throws -> Network {
        guard FileManager.default.fileExists(atPath: file) else {
            throw Failure.input("\(file): there is no such file")
        }
        let digest = try sha256 ?? SHA256.hex(file: file)
        let data = try importMap(
            pbf: file,
            options: ImportOptions(name: name, attribution: attribution, sourceSHA256: digest))
        try AtomicFile.write(data.encoded(), to: path(of: name))
        return try Network(path: path(of: name))
    }
}

/// Files that are there as a whole or not at all.
public enum AtomicFile {
    /// Writes bytes beside the target and renames them into place.
    ///
    /// - Throws: `Failure.environment` with the system's reason; the target is then as it was.
    public static func write(_ bytes: [UInt8], to path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let partial = path + ".partial"
        func fail() -> Failure {
            let reason = String(cString: strerror(errno))
            unlink(partial)
            return .environment("cannot write \(path): \(reason); free some space or check rights")
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Failure.environment("cannot make \(folder): \(error.localizedDescription)")
        }
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw fail() }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(
                    descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
            }
            guard count > 0 else {
                let failure = fail()
                close(descriptor)
                throw failure
            }
            written += count
        }
        guard close(descriptor) == 0, rename(partial, path) == 0 else { throw fail() }
    }

    /// Writes a text.
    public static func write(_ text: String, to path: String) throws {
        try write(Array(text.utf8), to: path)
    }
}
