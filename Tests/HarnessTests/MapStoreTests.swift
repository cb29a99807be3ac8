// The folder of maps: what is imported again, what is refused, what the doctor says.

import Base
import Foundation
import Harness
import TestSupport
import Testing

@Suite struct MapStoreTests {
    static let name = "liechtenstein-2013"

    /// A folder with the catalogue, the demo's OSM file and its imported map.
    static func copy() throws -> MapStore {
        let folder = try Shared.temporaryFolder()
        for file in ["catalogue.yaml", "liechtenstein-2013-08-03.osm.pbf", name + ".roads"] {
            try FileManager.default.copyItem(
                atPath: "\(SmallRun.maps.folder)/\(file)", toPath: "\(folder)/\(file)")
        }
        return MapStore(folder: folder)
    }

    @Test(
        .enabled(if: SmallRun.hasMap, "needs the map: make demo"),
        arguments: ["", "short", "flipped"])
    func `a damaged map of the catalogue is imported again`(damage: String) throws {
        let store = try Self.copy()
        defer { try? FileManager.default.removeItem(atPath: store.folder) }
        let path = store.path(of: Self.name)
        let whole = try Data(contentsOf: URL(filePath: path))
        var damaged = damage == "flipped" ? whole : whole.prefix(damage.utf8.count * 1000)
        if damage == "flipped" { damaged[whole.count / 2] ^= 0xff }
        try damaged.write(to: URL(filePath: path))
        let failure = try #require(throws: Failure.self) { try store.open(Self.name) }
        #expect(failure.kind == .input && !failure.message.contains("\n"))
        var notes: [String] = []
        _ = try store.ensure(Self.name) { notes.append($0) }
        #expect(notes.count == 2)
        #expect(try Data(contentsOf: URL(filePath: path)) == whole)
    }

    @Test(.enabled(if: SmallRun.hasMap, "needs the map: make demo"))
    func `a catalogue's name belongs to the catalogue's file`() throws {
        let store = try Self.copy()
        defer { try? FileManager.default.removeItem(atPath: store.folder) }
        let osm = "\(store.folder)/liechtenstein-2013-08-03.osm.pbf"
        for name in ["helsinki-centre", "../outside", "a/b", "", ".hidden", "two words"] {
            let failure = try #require(throws: Failure.self) {
                try store.importFile(osm, name: name, attribution: "x")
            }
            #expect(failure.kind == .input && failure.message.contains("'\(name)'"))
        }
        // Somebody's own file under a name that the catalogue got later.
        try store.importFile(osm, name: "mine", attribution: "x", sha256: "of another file")
        try FileManager.default.removeItem(atPath: store.path(of: Self.name))
        try FileManager.default.moveItem(
            atPath: store.path(of: "mine"), toPath: store.path(of: Self.name))
        var notes: [String] = []
        let network = try store.ensure(Self.name) { notes.append($0) }
        #expect(notes.first?.contains("another file than the catalogue's") == true)
        #expect(MapInfo(network).attribution.contains("ODbL"))
    }

    @Test func `the doctor names every missing package in one line`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let list = "\(folder)/packages.txt"
        try """
        # comment
        there /usr/bin/env MIT
        libone-dev /nowhere/one.h MIT
        libtwo-dev /nowhere/two.h MIT
        """.write(toFile: list, atomically: true, encoding: .utf8)
        let findings = try Doctor.examine(maps: SmallRun.maps, packages: list)
        #expect(findings.prefix(3).map(\.isPresent) == [true, false, false])
        let command = try #require(Doctor.installCommand(findings))
        #expect(command.hasSuffix(" libone-dev libtwo-dev") && !command.contains("\n"))
        #expect(throws: Failure.self) {
            try Doctor.examine(maps: SmallRun.maps, packages: "\(folder)/none.txt")
        }
    }
}
