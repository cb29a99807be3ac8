// Anyone's files of visits: what is read, what is left out and said, what is refused.

import Base
import Checks
import Foundation
import TestSupport
import Testing

struct VisitFileTests {
    private func read(
        _ text: String, _ columns: String = "", name: String = "v.csv"
    ) throws -> (visits: Visits, notes: [String]) {
        try withFile(Data(text.utf8), name) { path in
            try Visits.read(path, columns: VisitColumns(columns))
        }
    }

    private func withFile<Result>(
        _ data: Data, _ name: String, _ body: (String) throws -> Result
    ) throws -> Result {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/\(name)"
        try data.write(to: URL(filePath: path))
        return try body(path)
    }

    /// The message, without the folder.
    private func refusal(_ text: String, _ columns: String = "") -> String {
        do {
            _ = try read(text, columns)
            return "was read"
        } catch let failure as Failure {
            let message = failure.message
            return message.firstRange(of: "v.csv").map { String(message[$0.lowerBound...]) }
                ?? message
        } catch {
            return "\(error)"
        }
    }

    @Test func `rows come back by vehicle, then time, whatever their order`() throws {
        let (visits, notes) = try read(
            """
            uid,t,lat,lng
            10,2025-03-03T10:00:00,45.5,7.25
            9,2025-03-04T00:00:00,45.00001,-7.00001
            10,2025-03-03T09:00:00,-45.1234567,7.25
            """)
        #expect(notes.isEmpty)
        #expect(visits.names == ["9", "10"])
        #expect(visits.firstRow == [0, 1, 3])
        #expect(visits.latitudeE7 == [450_000_100, -451_234_567, 455_000_000])
        #expect(visits.longitudeE7 == [-70_000_100, 72_500_000, 72_500_000])
        #expect(visits.milliseconds[1] == 1_740_992_400_000)
        #expect(visits.origin == 1_740_960_000_000)
        #expect(visits.days == 2)
    }

    @Test func `times with zones, without, as fractions and as numbers are one clock`() throws {
        let (visits, notes) = try read(
            """
            vehicle_id;zeit;latitude;lon
            a;2025-03-03T10:00:00+01:00;45,5;7,1
            b;2025-03-03 09:00:00.000Z;45,5;7,1
            c;2025-03-03T09:00;45,5;7,1
            d;1740992400;45,5;7,1
            e;1740992400000;45,5;7,1
            f;2025-03-03T04:30:00-0430;45,5;7,1
            """, "t=zeit")
        #expect(visits.milliseconds == [Int64](repeating: 1_740_992_400_000, count: 6))
        #expect(visits.latitudeE7.allSatisfy { $0 == 455_000_000 })
        #expect(notes == ["1 times name no zone and were taken as UTC; 5 name one"])
    }

    @Test func `quotes, doubled quotes, line ends within them, BOM and CRLF are understood`() throws
    {
        let (visits, _) = try read(
            "\u{FEFF}\"uid\",\"t\",lat,lng,remark\r\n"
                + "\"a\"\"b, c\",2025-03-03,45,7,\"two\nlines\"\r\n\r\nx,2025-03-03,46,8,\r\n")
        #expect(visits.names == ["a\"b, c", "x"])
        #expect(visits.latitudeE7 == [450_000_000, 460_000_000])
    }

    @Test func `gzip of several members is one file`() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/v.bin"
        process.arguments = [
            "-c",
            "printf 'uid,t,lat,lng\\n1,2025-03-03,45,7\\n' | gzip > \(path); "
                + "printf '2,2025-03-04,46,8\\n' | gzip >> \(path)",
        ]
        try process.run()
        process.waitUntilExit()
        #expect(try Visits.read(path, columns: VisitColumns()).visits.names == ["1", "2"])
        let packed = try Data(contentsOf: URL(filePath: path))
        try packed.dropLast(9).write(to: URL(filePath: path))
        #expect(throws: Failure.input("\(path): the gzip file ends too early; copy it again")) {
            try Visits.read(path, columns: VisitColumns())
        }
    }

    @Test func `a large file is read in blocks, rows across their edges whole`() throws {
        var text = "lat,lng,t,uid\n"
        for row in 0..<60_000 {
            text += "45.\(10_000 + row % 977),7.\(10_000 + row % 31),\(1_741_000_000 + row * 60),"
            text += "vehicle-\(row % 113)\n"
        }
        let (visits, notes) = try read(text)
        #expect(notes.isEmpty)
        #expect(visits.count == 60_000 && visits.vehicleCount == 113)
        let sum = visits.latitudeE7.reduce(0) { $0 + Int($1) }
        let wanted = (0..<60_000).reduce(0) { $0 + 450_000_000 + (10_000 + $1 % 977) * 100 }
        #expect(sum == wanted)
    }

    @Test func `rows that make no sense are left out and counted, the first one named`() throws {
        let (visits, notes) = try read(
            """
            uid,t,lat,lng
            1,2025-03-03,45,7
            1,2025-03-03T25:00,45,7
            ,2025-03-03,45,7
            2,2025-03-03,95,7
            2,2025-03-03
            3,2025-03-03,45,7
            3,2025-03-04,45,7
            4,2025-03-05,45,7
            4,2025-03-06,45,7
            """)
        #expect(visits.count == 5)
        let first =
            "line 3, column t: '2025-03-03T25:00' is no time; write 2025-03-03T09:28:08 or seconds "
            + "since 1970"
        #expect(notes == ["4 of 9 rows left out; the first: \(first)"])
    }

    @Test func `repeated rows go, ids at two places at once are told`() throws {
        let (visits, notes) = try read(
            """
            uid,t,lat,lng
            1,2025-03-03,45,7
            1,2025-03-03,45,7
            1,2025-03-03,46,7
            """)
        #expect(visits.count == 2)
        #expect(
            notes == [
                "1 rows repeat another exactly and were left out",
                "1 rows put an id to two places at one time; several vehicles may share it",
            ])
    }

    @Test func `a file without times is read, and said to be`() throws {
        let (visits, notes) = try read("uid,lat,lng\n1,45,7\n1,45,7\n")
        #expect(visits.count == 2 && !visits.hasTime)
        #expect(notes == ["no column of times: attacks that need them do not apply"])
    }

    @Test func `what cannot be used is refused in one line that says how to mend it`() {
        #expect(
            refusal("who,when,lat,lng\n1,2025-03-03,45,7\n")
                == "v.csv: no column for uid (columns: who, when, lat, lng); name it with "
                + "--columns uid=…")
        #expect(
            refusal("uid,t,lat,lat,lng\n")
                == "v.csv: 2 columns are called 'lat'; rename one, or name another with "
                + "--columns lat=…")
        #expect(
            refusal("uid,t,lat,lng\n", "uid=vehicle")
                == "v.csv: there is no column 'vehicle' (columns: uid, t, lat, lng)")
        #expect(refusal("") == "v.csv: the file is empty; write a header")
        #expect(refusal("uid,t,lat,lng\n") == "v.csv: it holds no rows; give one visit a line")
        #expect(
            refusal("uid,t,lat,lng\n1,2025-03-03,45.5,7\n2,x,45,7\n3,x,45,7\n")
                == "v.csv: 2 of 3 rows cannot be used; the first: line 3, column t: 'x' is no "
                + "time; write 2025-03-03T09:28:08 or seconds since 1970")
        #expect(
            refusal("uid,t,lat,lng\n1,2025-03-03,450000000,7\n")
                == "v.csv: 1 of 1 rows cannot be used; the first: line 2, column lat: '450000000' "
                + "is no degrees from -90.0 to 90.0")
        #expect(
            refusal("", "who=uid")
                == "--columns: there is no role 'who'; choose among uid, t, lat, lng")
    }
}

@Suite(.enabled(if: Shared.python != nil, "needs .venv; run `make setup`"), .serialized)
struct VisitParquetTests {
    private func python(_ program: String, _ folder: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: try #require(Shared.python))
        process.arguments = ["-c", program, folder]
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let complaint = String(
            decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(complaint)")
    }

    @Test func `files of pyarrow and DuckDB in many dialects hold what the CSV file holds`() throws
    {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try python(
            """
            import sys, datetime, pyarrow as pa, pyarrow.parquet as pq, duckdb, random
            random.seed(4)
            folder = sys.argv[1]
            start = datetime.datetime(2025, 3, 3)
            rows = [(i % 37, start + datetime.timedelta(seconds=i * 977),
                     round(45 + random.random(), 5), round(7 + random.random(), 5))
                    for i in range(3000)]
            with open(f'{folder}/v.csv', 'w') as f:
                f.write('uid,t,lat,lng\\n')
                for u, t, a, b in rows: f.write(f'{u},{t.isoformat()},{a},{b}\\n')
            uid, t, lat, lng = zip(*rows)
            def table(uids, times):
                return pa.table({'lng': lng, 'speed': [[1.0]] * 3000, 'lat': lat, 't': times,
                                 'uid': uids})
            # What is nested beside the columns does not matter.
            ints = table(pa.array(uid, pa.int32()), pa.array(t, pa.timestamp('us')))
            words = table(pa.array([str(u) for u in uid]), pa.array(t, pa.timestamp('ns', 'UTC')))
            coded = table(words['uid'].combine_chunks().dictionary_encode(),
                          pa.array([x.isoformat() for x in t]))
            numbers = table(pa.array(uid, pa.uint64()),
                            pa.array([x.replace(tzinfo=datetime.timezone.utc).timestamp()
                                      for x in t]))
            gaps = pa.concat_tables([ints, pa.table({
                'lng': pa.array([None, 7.0], pa.float64()), 'speed': [[1.0]] * 2,
                'lat': pa.array([45.0, 45.0]), 't': pa.array([start, None], pa.timestamp('us')),
                'uid': pa.array([1, 2], pa.int32())})])
            for name, x in [('ints', ints), ('words', words), ('coded', coded),
                            ('numbers', numbers), ('gaps', gaps)]:
                for codec in ['none', 'snappy', 'gzip', 'zstd', 'lz4']:
                    for page in ['1.0', '2.0']:
                        pq.write_table(x, f'{folder}/{name}-{codec}-{page}.parquet',
                            compression=codec, data_page_version=page, row_group_size=700,
                            data_page_size=900, use_dictionary=codec != 'zstd')
            pq.write_table(ints, f'{folder}/spark.parquet', compression='snappy',
                           use_deprecated_int96_timestamps=True)
            flat = ints.drop_columns(['speed'])
            for codec in ['uncompressed', 'snappy', 'gzip', 'zstd', 'lz4_raw']:
                for v in ['V1', 'V2']:
                    duckdb.sql(f"copy (from flat) to '{folder}/duck-{codec}-{v}.parquet' "
                               f"(format parquet, codec {codec}, parquet_version {v})")
            """, folder)
        let wanted = try Visits.read("\(folder)/v.csv", columns: VisitColumns()).visits
        #expect(wanted.count == 3000)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".parquet") }.sorted()
        #expect(files.count == 61)
        for file in files {
            let (visits, notes) = try Visits.read("\(folder)/\(file)", columns: VisitColumns())
            #expect(visits.names == wanted.names, "\(file)")
            #expect(visits.milliseconds == wanted.milliseconds, "\(file)")
            #expect(visits.latitudeE7 == wanted.latitudeE7, "\(file)")
            #expect(visits.longitudeE7 == wanted.longitudeE7, "\(file)")
            if file.hasPrefix("gaps") {
                #expect(notes.first?.hasPrefix("2 of 3002 rows left out") == true, "\(notes)")
            } else if !file.hasPrefix("coded") {
                #expect(notes.isEmpty, "\(file): \(notes)")
            }
        }
    }

    @Test func `what is not supported is one clear error`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try python(
            """
            import sys, decimal, pyarrow as pa, pyarrow.parquet as pq
            folder = sys.argv[1]
            def write(name, uid=[1], t=[0], lat=[45.0], **options):
                pq.write_table(pa.table({'uid': uid, 't': t, 'lat': lat, 'lng': [7.0]}),
                               f'{folder}/{name}.parquet', **options)
            write('brotli', compression='brotli')
            write('list', uid=[[1]])
            write('decimal', lat=[decimal.Decimal('45.5')])
            write('whole', lat=[45])
            """, folder)
        let expected = [
            "brotli":
                "column 'uid': it is compressed with Brotli, which is not supported; use zstd",
            "list": "column 'uid' is nested, which is not supported; flatten it",
            "decimal":
                "column 'lat' is of type decimal, which is not supported; convert it to double",
            "whole": "column 'lat' holds int64; degrees as fractions are needed",
        ]
        for (name, message) in expected.sorted(by: { $0.key < $1.key }) {
            let path = "\(folder)/\(name).parquet"
            #expect(throws: Failure.input("\(path): \(message)")) {
                try Visits.read(path, columns: VisitColumns())
            }
        }
    }
}
