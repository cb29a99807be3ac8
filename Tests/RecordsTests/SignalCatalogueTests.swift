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
        #expect(rows.count == SignalCatalogue.everything.count)
        for (row, signal) in zip(rows, SignalCatalogue.everything) {
            #expect(row["swift_name"] == signal.name)
            #expect(row["vss_path"] == signal.path)
            #expect(row["datatype"] == signal.datatype.rawValue)
            #expect(row["unit"] == signal.unit)
            #expect(Double(row["min"] ?? "") == signal.minimum)
            #expect(Double(row["max"] ?? "") == signal.maximum)
            #expect((row["nullable"] != "no") == signal.isNullable)
            #expect(row["stream"] == signal.stream.rawValue)
            #expect(row["cadence"] == signal.cadence.rawValue)
            #expect(row["storage"] == signal.storage.rawValue)
            #expect(Int(row["field"] ?? "") == signal.field)
            #expect(row["privacy_class"] == signal.privacyClass.rawValue)
            #expect(row["column_type"] == signal.columnType.rawValue)
            #expect(Int(row["decimals"] ?? "") ?? 0 == signal.decimals)
            #expect(row["words"] == signal.words.joined(separator: "|"))
            #expect(row["description"] == signal.description)
        }
    }

    @Test func `the catalogue describes every column of a batch, in order`() throws {
        let names = Mirror(reflecting: RecordBatch()).children.map { $0.label ?? "" }
        let beside = ["present", "side", "sideWords", "vssMajors"]
        #expect(names == SignalCatalogue.all.map(\.name) + beside)
        #expect(SideSignal.allCases.map(\.path) == SignalCatalogue.side.map(\.path))
        #expect(SideSignal.allCases.map { "\($0)" } == SignalCatalogue.side.map(\.name))
        #expect(SignalCatalogue.signals.count >= 24)
        #expect(SignalCatalogue.envelope.count == 10)
        #expect(SignalCatalogue.firmwareNames.count == 5)
        let everything = SignalCatalogue.everything
        #expect(Set(everything.map(\.path)).count == everything.count)
        #expect(Set(everything.map(\.field)).count == everything.count)
        // Tags of two bytes: the writer knows no longer ones.
        #expect(everything.allSatisfy { $0.field > 0 && $0.field < 2048 })
    }

    @Test(.enabled(if: vss != nil, "the signal list of VSS v6 is not here"))
    func `all signals of the list are here, with the types, units and words of VSS v6`() throws {
        let rows = try CSVFile(path: #require(Self.vss)).rows
        let ours = SignalCatalogue.everything.filter { $0.path.hasPrefix("Vehicle.") }
        #expect(rows.count == 76)
        #expect(Set(ours.map(\.path)) == Set(rows.map { $0["path"] ?? "" }))
        for signal in ours {
            let row = try #require(rows.first { $0["path"] == signal.path }, "\(signal.path)")
            #expect(row["datatype"] == signal.datatype.rawValue, "\(signal.path)")
            #expect(row["unit"] == signal.unit, "\(signal.path)")
            #expect(Double(row["min"] ?? "") == signal.minimum, "\(signal.path)")
            #expect(Double(row["max"] ?? "") == signal.maximum, "\(signal.path)")
            #expect(row["stream"] == signal.cadence.rawValue, "\(signal.path)")
            // VSS leaves codes, brands and models open.
            let words = (row["allowed"] ?? "").filter { !"[]' ".contains($0) }
            if !words.isEmpty {
                #expect(words == signal.words.joined(separator: ","), "\(signal.path)")
            }
        }
    }

    @Test func `the JSON Schema and the documentation follow the catalogue`() throws {
        let folder = Shared.root.appending(path: "schema")
        let data = try Data(contentsOf: folder.appending(path: "record.schema.json"))
        let schema = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let properties = try #require(schema["properties"] as? [String: [String: Any]])
        // Beside the catalogue: the version of VSS, and the names of older versions.
        let older = Set(properties.keys).subtracting(SignalCatalogue.everything.map(\.path))
        #expect(
            older == [
                "vss", "Vehicle.Powertrain.CombustionEngine.ECT",
                "Vehicle.Powertrain.TractionBattery.Charging.IsChargingCableConnected",
            ])
        let needed = SignalCatalogue.all.filter { !$0.isNullable }.map(\.path)
        #expect(schema["required"] as? [String] == needed)
        let pages = try String(
            contentsOf: folder.appending(path: "SIGNALS.md"), encoding: .utf8)
        for signal in SignalCatalogue.everything {
            let property = try #require(properties[signal.path])
            #expect(property["description"] as? String == signal.description)
            let items = property["items"] as? [String: Any] ?? property
            #expect((items["enum"] as? [String] ?? []) == signal.words)
            let start = "| `\(signal.path)` | \(signal.datatype.rawValue) |"
            #expect(pages.contains(start) && pages.contains(signal.description), "\(signal.path)")
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: python), "no Python here"))
    func `a stale file is named`() throws {
        let folder = try Shared.temporaryFolder("rocade-schema")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for part in ["schema", "tools"] {
            try FileManager.default.copyItem(
                atPath: Shared.root.appending(path: part).path, toPath: "\(folder)/\(part)")
        }
        try FileManager.default.createDirectory(
            atPath: "\(folder)/Sources/Records", withIntermediateDirectories: true)
        #expect(try Self.generate(in: folder).status == 0)
        #expect(try Self.generate(in: folder, "--check").status == 0)
        for file in ["schema/record.proto", "Sources/Records/ProtobufEncoder+Generated.swift"] {
            let url = URL(filePath: "\(folder)/\(file)")
            let text = try String(contentsOf: url, encoding: .utf8)
            try (text + "//").write(to: url, atomically: true, encoding: .utf8)
            let found = try Self.generate(in: folder, "--check")
            #expect(found.status == 1 && found.output.hasPrefix("\(file): error: is stale"))
            try text.write(to: url, atomically: true, encoding: .utf8)
        }
    }

    private static func generate(
        in folder: String, _ arguments: String...
    ) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = ["\(folder)/tools/generate_schema.py"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
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
