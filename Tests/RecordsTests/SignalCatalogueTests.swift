import Base
import Foundation
import Records
import TestSupport
import Testing

@Suite struct SignalCatalogueTests {
    static let vss = Shared.path("reference/telemetry/signals_v6.csv")
    static let python = Shared.python ?? "/usr/bin/python3"

    static func catalogue() throws -> CSVFile {
        try CSVFile(path: Shared.root.appending(path: "schema/signals.csv").path)
    }

    @Test func `the Swift catalogue says what schema signals csv says`() throws {
        let rows = try Self.catalogue().rows
        #expect(rows.count == SignalCatalogue.all.count)
        for (row, signal) in zip(rows, SignalCatalogue.all) {
            #expect(row["swift_name"] == signal.name)
            #expect(row["vss_path"] == signal.path)
            #expect(row["datatype"] == signal.datatype.rawValue)
            #expect(row["unit"] == signal.unit)
            #expect(Double(row["min"] ?? "") == signal.minimum)
            #expect(Double(row["max"] ?? "") == signal.maximum)
            #expect((row["nullable"] == "yes") == signal.isNullable)
            #expect(row["stream"] == signal.stream.rawValue)
            #expect(row["privacy_class"] == signal.privacyClass.rawValue)
            #expect(row["column_type"] == signal.columnType.rawValue)
            #expect(Int(row["decimals"] ?? "") ?? 0 == signal.decimals)
            #expect(row["words"] == signal.words.joined(separator: "|"))
            #expect(row["description"] == signal.description)
        }
    }

    @Test func `the catalogue describes every column of a batch, in order`() throws {
        let names = Mirror(reflecting: RecordBatch()).children.map { $0.label ?? "" }
        #expect(names == SignalCatalogue.all.map(\.name))
        #expect(SignalCatalogue.signals.count >= 24)
        #expect(SignalCatalogue.envelope.count == 9)
        #expect(SignalCatalogue.firmwareNames.count == 5)
        #expect(Set(SignalCatalogue.all.map(\.path)).count == SignalCatalogue.all.count)
    }

    @Test(.enabled(if: vss != nil, "the signal list of VSS v6 is not here"))
    func `paths, types, units and words are those of VSS v6`() throws {
        let rows = try CSVFile(path: #require(Self.vss)).rows
        for signal in SignalCatalogue.signals {
            let row = try #require(rows.first { $0["path"] == signal.path }, "\(signal.path)")
            #expect(row["datatype"] == signal.datatype.rawValue, "\(signal.path)")
            #expect(row["unit"] == signal.unit, "\(signal.path)")
            #expect(Double(row["min"] ?? "") == signal.minimum, "\(signal.path)")
            #expect(Double(row["max"] ?? "") == signal.maximum, "\(signal.path)")
            #expect(row["stream"] == signal.stream.rawValue, "\(signal.path)")
            let words = (row["allowed"] ?? "").filter { !"[]' ".contains($0) }
            #expect(words == signal.words.joined(separator: ","), "\(signal.path)")
        }
    }

    @Test func `the JSON Schema and the documentation follow the catalogue`() throws {
        let folder = Shared.root.appending(path: "schema")
        let data = try Data(contentsOf: folder.appending(path: "record.schema.json"))
        let schema = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let properties = try #require(schema["properties"] as? [String: [String: Any]])
        #expect(properties.count == SignalCatalogue.all.count)
        let needed = SignalCatalogue.all.filter { !$0.isNullable }.map(\.path)
        #expect(schema["required"] as? [String] == needed)
        let pages = try String(
            contentsOf: folder.appending(path: "SIGNALS.md"), encoding: .utf8)
        for signal in SignalCatalogue.all {
            let property = try #require(properties[signal.path])
            #expect(property["description"] as? String == signal.description)
            #expect((property["enum"] as? [String] ?? []) == signal.words)
            let start = "| `\(signal.path)` | \(signal.datatype.rawValue) |"
            #expect(pages.contains(start) && pages.contains(signal.description), "\(signal.path)")
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: python), "no Python here"))
    func `no generated file is stale`() throws {
        let process = Process()
        process.executableURL = URL(filePath: Self.python)
        let script = Shared.root.appending(path: "tools/generate_schema.py").path
        process.arguments = [script, "--check"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(String(decoding: output, as: UTF8.self))")
    }
}
