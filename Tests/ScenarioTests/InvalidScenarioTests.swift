// Every invalid scenario under Fixtures/invalid has a file beside it with the exact messages.
// UPDATE_GOLDEN=1 writes those files anew and fails, so that somebody reads them.

import Base
import Foundation
import Scenario
import TestSupport
import Testing

@Suite struct InvalidScenarioTests {
    static let folder = Shared.root.appending(path: "Tests/ScenarioTests/Fixtures/invalid").path
    static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(".yaml") }.sorted()

    @Test func `there are at least twenty invalid scenarios`() {
        #expect(Self.names.count >= 20)
    }

    @Test(arguments: names)
    func `every mistake is named with its place`(name: String) throws {
        let error = try #require(throws: (any Error).self) {
            try ScenarioFile.load(
                Self.folder + "/" + name, maps: ["liechtenstein-2013", "helsinki-centre"])
        }
        let found = "\(error)".replacingOccurrences(of: Self.folder + "/", with: "") + "\n"
        let golden = Self.folder + "/" + name.replacingOccurrences(of: ".yaml", with: ".expected")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try found.write(toFile: golden, atomically: true, encoding: .utf8)
            Issue.record("\(name): golden file written anew; read it, then run without the switch")
        }
        let expected = try String(contentsOfFile: golden, encoding: .utf8)
        #expect(found == expected)
        if let errors = error as? ScenarioErrors {
            #expect(errors.diagnostics.allSatisfy { $0.line >= 1 && $0.column >= 1 })
        }
    }
}
