// What others read in our bytes: Google's Protobuf through its own compiler, and jsonschema.

import Base
import Foundation
import Records
import TestSupport
import Testing

/// A Python program that gets files and prints.
private func python(_ program: String, _ arguments: String...) throws -> [String] {
    let process = Process()
    process.executableURL = URL(filePath: try #require(Shared.python))
    process.arguments = ["-c", program] + arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(
        decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(complaint)")
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
}

@Suite(.enabled(if: Shared.python != nil, "no .venv; run make setup")) struct CodecOracleTests {
    static let schema = Shared.root.appending(path: "schema").path

    /// Prints each record as `path=value` parts by the names of the catalogue, blanks between;
    /// numbers of fixed point as they stand in the message.
    static let protobufReader = """
        import csv, sys
        from grpc_tools import protoc
        from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
        from google.protobuf import unknown_fields
        schema, data, out = sys.argv[1:4]
        assert protoc.main(["protoc", "-I" + schema, "--descriptor_set_out=" + out,
                            schema + "/record.proto"]) == 0
        pool = descriptor_pool.DescriptorPool()
        for f in descriptor_pb2.FileDescriptorSet.FromString(open(out, "rb").read()).file:
            pool.Add(f)
        kind = message_factory.GetMessageClass(
            pool.FindMessageTypeByName("rocade.telemetry.v1.RecordList"))
        records = kind.FromString(open(data, "rb").read()).records
        rows = {int(r["field"]): r for r in csv.DictReader(open(schema + "/signals.csv"))}
        def value(d, row, v):
            words = row["words"].split("|") if row else []
            if d.enum_type is not None:
                return " ".join(words[x] for x in v) if d.is_repeated else words[v]
            return str(int(v)) if isinstance(v, bool) else str(v)
        for r in records:
            # A field that the reader does not know would be kept aside: nothing may be.
            assert len(unknown_fields.UnknownFieldSet(r)) == 0
            print("\\t".join(sorted(
                (rows[d.number]["vss_path"] if d.number in rows else d.name)
                + "=" + value(d, rows.get(d.number), v) for d, v in r.ListFields())))
        """

    /// What the batch holds, in the same form.
    static func expected(_ batch: RecordBatch) throws -> [String] {
        var lines = [[String]](repeating: [], count: batch.count)
        for (signal, column) in zip(SignalCatalogue.all, batch.table().columns) {
            let scale = Math.pow(10, Double(signal.decimals))
            for row in 0..<batch.count where column.validity?[row] ?? true {
                let value: String
                switch column.values {
                case .bool(let v): value = v[row] ? "1" : "0"
                case .words(let codes, let words): value = words[Int(codes[row])]
                case .float(let v): value = "\(Int64((Double(v[row]) * scale).rounded()))"
                case .double(let v): value = "\(Int64((v[row] * scale).rounded()))"
                default: value = "\(try column.int64s()[row])"
                }
                lines[row].append("\(signal.path)=\(value)")
            }
        }
        for row in 0..<batch.count {
            batch.forEachSide(of: row) { word in
                let text = word.signal.text(word.value) ?? "\(word.value)"
                if word.signal.kind == .words && text.isEmpty { return }
                lines[row].append("\(word.signal.path)=\(text)")
            }
        }
        return lines.map { $0.sorted().joined(separator: "\t") }
    }

    @Test func `Google's Protobuf reads every value that the batch holds`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let batch = SampleBatch.make(1200)
        var bytes: [UInt8] = []
        // Parts can be joined.
        ProtobufEncoder().encode(batch, rows: 0..<700, into: &bytes)
        ProtobufEncoder().encode(batch, rows: 700..<1200, into: &bytes)
        try Data(bytes).write(to: URL(filePath: "\(folder)/data"))
        let read = try python(
            Self.protobufReader, Self.schema, "\(folder)/data", "\(folder)/descriptors")
        let wanted = try Self.expected(batch)
        #expect(read.count == wanted.count)
        for (row, line) in read.enumerated() { #expect(line == wanted[row], "row \(row)") }
        #expect(Double(bytes.count) / 1200 < 150)
    }

    @Test func `a flipped bit does not go unnoticed`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let batch = SampleBatch.make(1)
        var bytes: [UInt8] = []
        ProtobufEncoder().encode(batch, into: &bytes)
        bytes[bytes.count - 1] ^= 1
        try Data(bytes).write(to: URL(filePath: "\(folder)/data"))
        let read = try python(
            Self.protobufReader, Self.schema, "\(folder)/data", "\(folder)/descriptors")
        #expect(try read != Self.expected(batch))
    }

    @Test func `old devices say kilometres in fields of their own`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var batch = SampleBatch.make(5, hasSide: false)
        batch.vssMajors = SignalCatalogue.vssMajors
        var bytes: [UInt8] = []
        ProtobufEncoder().encode(batch, into: &bytes)
        try Data(bytes).write(to: URL(filePath: "\(folder)/data"))
        let read = try python(
            Self.protobufReader, Self.schema, "\(folder)/data", "\(folder)/descriptors")
        for (row, line) in read.enumerated() {
            let parts = line.split(separator: "\t")
            let major = SignalCatalogue.vssMajors[row]
            #expect(parts.contains("vss=\(major)"))
            let meters = parts.contains { $0.hasPrefix("Vehicle.TraveledDistance=") }
            #expect(meters == (major == 6))
            let kilometers = try parts.first { $0.hasPrefix("traveled_distance_km=") }
                .map { try #require(Double($0.dropFirst("traveled_distance_km=".count))) }
            let wanted = Double(batch.traveledDistance[row]) / 1000
            if major < 6 {
                #expect(abs(try #require(kilometers) - wanted) < (major == 4 ? 0.06 : 0.01))
            }
        }
    }

    /// Prints for each line whether jsonschema accepts it.
    static let validator = """
        import json, sys, jsonschema
        v = jsonschema.Draft202012Validator(json.load(open(sys.argv[1] + "/record.schema.json")))
        for line in open(sys.argv[2]):
            e = next(iter(v.iter_errors(json.loads(line))), None)
            print("valid" if e is None else ".".join(map(str, e.absolute_path)) + ": " + e.message)
        """

    static func verdicts(_ batch: RecordBatch) throws -> [String] {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var bytes: [UInt8] = []
        JSONLineEncoder().encode(batch, into: &bytes)
        try Data(bytes).write(to: URL(filePath: "\(folder)/data"))
        return try python(validator, schema, "\(folder)/data")
    }

    @Test(arguments: [false, true])
    func `jsonschema accepts every line`(isOld: Bool) throws {
        var batch = SampleBatch.make(600)
        if isOld { batch.vssMajors = SignalCatalogue.vssMajors }
        let found = try Self.verdicts(batch)
        #expect(found.count == 600)
        let bad = found.filter { $0 != "valid" }
        #expect(bad.isEmpty, "\(bad.first ?? "")")
    }

    @Test func `jsonschema refuses numbers written as text, and nothing else`() throws {
        var batch = SampleBatch.make(300)
        for row in stride(from: 0, to: 300, by: 3) {
            batch.present[row] |= row % 2 == 0 ? Oddity.numbersAsText : Oddity.unitsInText
        }
        let found = try Self.verdicts(batch)
        for (row, text) in found.enumerated() { #expect((text == "valid") == (row % 3 != 0)) }
        var bytes: [UInt8] = []
        JSONLineEncoder().encode(batch, rows: 0..<1, into: &bytes)
        JSONLineEncoder().encode(batch, rows: 9..<10, into: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains(#""Vehicle.Exterior.AirTemperature":"-3.5","#))
        #expect(text.contains(#""Vehicle.Exterior.AirTemperature":"-3.5Celsius","#))
    }

    @Test func `Python reads the side signals out of the JSON`() throws {
        let batch = SampleBatch.make(800)
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var bytes: [UInt8] = []
        JSONLineEncoder().encode(batch, into: &bytes)
        try Data(bytes).write(to: URL(filePath: "\(folder)/data"))
        let program = """
            import csv, json, sys, datetime
            rows = {r["vss_path"]: r for r in csv.DictReader(open(sys.argv[1] + "/signals.csv"))}
            def text(path, v):
                if isinstance(v, bool): return str(int(v))
                if isinstance(v, list): return " ".join(v)
                if rows[path]["unit"] == "iso8601":
                    t = datetime.datetime.fromisoformat(v.replace("Z", "+00:00"))
                    return str(round(t.timestamp() * 1000))
                if isinstance(v, str): return v
                return str(round(v * 10 ** int(rows[path]["decimals"] or 0)))
            for line in open(sys.argv[2]):
                print("\\t".join(sorted(k + "=" + text(k, v) for k, v in json.loads(line).items()
                                        if rows[k]["storage"] == "side")))
            """
        let read = try python(program, Self.schema, "\(folder)/data")
        for row in 0..<800 {
            var parts: [String] = []
            batch.forEachSide(of: row) { word in
                parts.append(
                    "\(word.signal.path)=\(word.signal.text(word.value) ?? "\(word.value)")")
            }
            #expect(read[row] == parts.sorted().joined(separator: "\t"))
        }
    }
}
