// Parts of the harness that have no module of their own to be tested in.

import Base
import Foundation
import Harness
import Scenario
import Synchronization
import TestSupport
import Testing

@Suite struct PartsTests {
    @Test(arguments: [1, 2, 5])
    func `pieces are consumed in order whatever the threads`(threads: Int) throws {
        var seen: [Int] = []
        try OrderedParallel.run(100, threads: threads) { index in
            // Pieces take unequal time, so that they finish out of order.
            var waste = 0.0
            for step in 0..<((index * 7919) % 2000) { waste += Double(step).squareRoot() }
            return waste >= 0 ? index : -1
        } consume: { index, output in
            #expect(index == output)
            seen.append(output)
        }
        #expect(seen == Array(0..<100))
    }

    @Test func `the first failure stops the others`() throws {
        let started = Mutex(0)
        #expect(throws: Interrupted.self) {
            try OrderedParallel.run(10_000, threads: 2) { index in
                started.withLock { $0 += 1 }
                if index == 5 { throw Interrupted() }
                return index
            } consume: { _, _ in
            }
        }
        #expect(started.withLock { $0 } < 100)
    }

    @Test func `a machine's own package sources become source entries`() throws {
        let etc = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: etc) }
        try FileManager.default.createDirectory(
            atPath: etc + "/sources.list.d", withIntermediateDirectories: true)
        try """
        # comment
        deb [signed-by=/k.gpg] http://example.org/debian bookworm main
        deb-src http://example.org/debian bookworm main
        deb http://example.org/other stable main
        """.write(toFile: etc + "/sources.list", atomically: true, encoding: .utf8)
        try """
        Types: deb deb-src
        # comment
        URIs: http://example.org/debian
        Suites: bookworm bookworm-updates
        Components: main

        Types: deb
        URIs: http://example.org/node
        Suites: nodistro
        """.write(
            toFile: etc + "/sources.list.d/debian.sources", atomically: true, encoding: .utf8)
        try "VERSION_CODENAME=bookworm\n".write(
            toFile: etc + "/os-release", atomically: true, encoding: .utf8)
        let entries = AptSources.sourceEntries(etc: etc, osRelease: etc + "/os-release")
        #expect(entries.map(\.0) == ["sources.list", "debian.sources"])
        #expect(
            entries[0].1 == "deb-src [signed-by=/k.gpg] http://example.org/debian bookworm main\n")
        #expect(entries[1].1.contains("Types: deb-src") && !entries[1].1.contains("nodistro"))
    }

    @Test func `SHA-256 agrees with FIPS 180-4`() {
        #expect(
            SHA256.hex(Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `a map with another checksum is refused`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "no map".write(toFile: folder + "/m.osm.pbf", atomically: true, encoding: .utf8)
        let catalogue = """
            maps:
              m:
                title: M
                file: m.osm.pbf
                sha256: \(String(repeating: "0", count: 64))
                version: "1"
                licence: ODbL-1.0
                attribution: a
                url: file://\(folder)/m.osm.pbf
            """
        try FileManager.default.createDirectory(
            atPath: folder + "/maps", withIntermediateDirectories: true)
        try catalogue.write(
            toFile: folder + "/maps/catalogue.yaml", atomically: true, encoding: .utf8)
        let failure = try #require(throws: Failure.self) {
            try MapStore(folder: folder + "/maps").fetch("m") { _ in }
        }
        #expect(failure.kind == .environment && failure.message.contains("SHA-256"))
        #expect(!FileManager.default.fileExists(atPath: folder + "/maps/m.osm.pbf"))
    }
}
