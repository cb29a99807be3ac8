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

    /// The catalogue; empty in a folder that holds nothing but imported maps.
    public func catalogue() throws -> MapCatalogue {
        let path = "\(folder)/catalogue.yaml"
        if !FileManager.default.fileExists(atPath: path), !importedNames().isEmpty {
            return try MapCatalogue(text: "maps: {}", file: path)
        }
        return try MapCatalogue(path: path)
    }

    /// Names that a scenario may use: of the catalogue, and of imported files.
    public func knownNames() throws -> [String] {
        try Array(Set(catalogue().maps.map(\.name) + importedNames())).sorted()
    }

    /// Names of imported maps.
    public func importedNames() -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".roads") && $0.count > 6 }
            .map { String($0.dropLast(6)) }.sorted()
    }

    /// The path of an imported map.
    public func path(of name: String) -> String { "\(folder)/\(name).roads" }

    /// Opens an imported map.
    public func open(_ name: String) throws -> Network {
        guard FileManager.default.fileExists(atPath: path(of: name)) else {
            let known = (try? knownNames()) ?? []
            let hint =
                known.contains(name)
                ? "; run: rocade map fetch \(name)"
                : known.isEmpty
                    ? "; \(folder) holds none: run in the project's folder or import one"
                    : Suggestion.hint(for: name, among: known)
            throw Failure.input("no imported map '\(name)'\(hint)")
        }
        return try Network(path: path(of: name))
    }

    /// Opens a map; fetches and imports it first when the catalogue has it and the folder has not,
    /// and imports again what is damaged, of an older version or of another file than the
    /// catalogue's.
    public func ensure(_ name: String, log: (String) -> Void) throws -> Network {
        guard FileManager.default.fileExists(atPath: path(of: name)) else {
            return try fetch(name, log: log)
        }
        let listed = try catalogue().maps.first { $0.name == name }
        do {
            let network = try Network(path: path(of: name))
            if listed.map({ $0.sha256 == network.metadata.sourceSHA256 }) ?? true { return network }
            log("\(path(of: name)): made of another file than the catalogue's; importing it again")
        } catch let failure as Failure {
            guard listed != nil else { throw failure }
            log("\(failure.message); doing so")
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
    ///
    /// - Throws: `Failure.input` for a name that is no file name or belongs to another file of the
    ///   catalogue, and for a file that is no map.
    @discardableResult
    public func importFile(
        _ file: String, name: String, attribution: String, sha256: String? = nil
    ) throws -> Network {
        try check(name: name)
        guard FileManager.default.fileExists(atPath: file) else {
            throw Failure.input("\(file): there is no such file")
        }
        guard !Folder.isFolder(file) else {
            throw Failure.input("\(file): this is a folder; name an .osm.pbf file")
        }
        let digest = try sha256 ?? SHA256.hex(file: file)
        let listed = (try? catalogue())?.maps.first { $0.name == name }
        guard listed.map({ $0.sha256 == digest }) ?? true else {
            throw Failure.input(
                "map name '\(name)' belongs to another file of the catalogue; choose a --name")
        }
        let options = ImportOptions(name: name, attribution: attribution, sourceSHA256: digest)
        let bytes = try Interruption.abandonable {
            try importMap(pbf: file, options: options).encoded()
        }
        try AtomicFile.write(bytes, to: path(of: name))
        return try Network(path: path(of: name))
    }

    private func check(name: String) throws {
        let isPlain = name.allSatisfy { letter in
            letter.isASCII && (letter.isLetter || letter.isNumber || "-_.".contains(letter))
        }
        guard isPlain, !name.isEmpty, !name.hasPrefix(".") else {
            throw Failure.input(
                "map name '\(name)': it names a file; use letters, digits, '-', '_' and '.' (--name)"
            )
        }
    }
}
