// Files that pyarrow and DuckDB write, read by us: codecs, encodings, page versions, types.

import Base
import Foundation
import Sinks
import TestSupport
import Testing

@Suite(.enabled(if: Oracle.isThere, "needs .venv; run `make setup`"), .serialized)
struct ForeignParquetTests {
    @Test func `files of pyarrow in all its dialects are read identically`() throws {
        try checkAll(
            """
            def write(name, table=table, **options):
                pq.write_table(table, f'{folder}/{name}.parquet', **options)
                expect(name, table)
            for codec in ['none', 'snappy', 'gzip', 'zstd', 'lz4']:
                for page in ['1.0', '2.0']:
                    for words in [True, False]:
                        write(f'{codec}-{page}-{words}', compression=codec, data_page_version=page,
                            use_dictionary=words, data_page_size=500, row_group_size=250)
            write('one-page', data_page_size=1 << 30, store_schema=False)
            write('old', version='1.0', use_deprecated_int96_timestamps=True)
            write('no-statistics', write_statistics=False, write_page_checksum=True)
            write('index', write_page_index=True, data_page_size=500)
            plain = {c: 'PLAIN' for c in table.column_names}
            for page in ['1.0', '2.0']:
                for how in ['DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY']:
                    encodings = dict(plain, i32='DELTA_BINARY_PACKED', i64='DELTA_BINARY_PACKED',
                        u32='DELTA_BINARY_PACKED', f='BYTE_STREAM_SPLIT', d='BYTE_STREAM_SPLIT',
                        b='RLE', s=how, many=how, random='DELTA_BINARY_PACKED',
                        u64='BYTE_STREAM_SPLIT', i8='BYTE_STREAM_SPLIT')
                    write(f'{how}-{page}', use_dictionary=False, column_encoding=encodings,
                        data_page_version=page, data_page_size=700)
            write('empty', table.slice(0, 0))
            write('one', table.slice(5, 1))
            """)
    }

    @Test func `files of DuckDB in all its dialects are read identically`() throws {
        try checkAll(
            """
            source = table
            def write(name, options):
                path = f'{folder}/{name}.parquet'
                duckdb.sql(f"copy (from source) to '{path}' (format parquet{options})")
                expect(name, table)
            for codec in ['uncompressed', 'snappy', 'gzip', 'zstd', 'lz4_raw']:
                for version in ['V1', 'V2']:
                    write(f'{codec}-{version}', f', codec {codec}, parquet_version {version}')
            write('groups', ', row_group_size 2048, dictionary_size_limit 10')
            """)
    }

    @Test func `units of time are told`() throws {
        try withFolder { folder in
            let program = """
                import sys, pyarrow as pa, pyarrow.parquet as pq
                def one(t): return pa.array([1], t)
                t = pa.table({'s': one(pa.timestamp('s')), 'ms': one(pa.timestamp('ms')),
                    'us': one(pa.timestamp('us', 'UTC')), 'ns': one(pa.timestamp('ns')),
                    'day': one(pa.date32()), 'no': one(pa.int64())})
                pq.write_table(t, sys.argv[1])
                """
            _ = try Oracle.python(program, folder + "/t.parquet")
            let reader = try ParquetReader(path: folder + "/t.parquet")
            #expect(reader.timeUnit(of: "s") == .milliseconds)
            #expect(reader.timeUnit(of: "ms") == .milliseconds)
            #expect(reader.timeUnit(of: "us") == .microseconds)
            #expect(reader.timeUnit(of: "ns") == .nanoseconds)
            #expect(reader.timeUnit(of: "day") == .days)
            #expect(reader.timeUnit(of: "no") == nil)
            #expect(try reader.read(columns: ["s"]).column("s").int64s() == [1000])
        }
    }

    @Test func `what is not supported is one clear error, and the columns beside it are read`()
        throws
    {
        try withFolder { folder in
            let program = """
                import sys, decimal, pyarrow as pa, pyarrow.parquet as pq
                folder = sys.argv[1]
                def write(name, array, **options):
                    table = pa.table({'before': [1, 2], name: array, 'after': [3, 4]})
                    pq.write_table(table, f'{folder}/{name}.parquet', **options)
                write('list', [[1], [2, 3]])
                write('struct', pa.array([{'x': 1, 'y': {'z': 2}}, None]))
                write('map', pa.array([[('a', 1)], []], pa.map_(pa.string(), pa.int32())))
                write('decimal', [decimal.Decimal('1.5'), None])
                write('fixed', pa.array([b'abcd', b'efgh'], pa.binary(4)))
                write('half', pa.array([1.5, 2.5], pa.float16()))
                write('brotli', [1, 2], compression='brotli')
                write('latin1', pa.array([b'\\xe9', b'e'], pa.binary()))
                """
            _ = try Oracle.python(program, folder)
            let expected = [
                "list": "is nested, which is not supported; flatten it",
                "struct": "is nested, which is not supported; flatten it",
                "map": "is nested, which is not supported; flatten it",
                "decimal": "is of type decimal, which is not supported; convert it to double",
                "fixed": "is of a binary type, which is not supported; convert it",
                "half": "is of type 16-bit float, which is not supported; convert it",
                "latin1": ": a text is not UTF-8",
                "brotli": ": it is compressed with Brotli, which is not supported; use zstd",
            ]
            for (name, reason) in expected.sorted(by: { $0.key < $1.key }) {
                let path = "\(folder)/\(name).parquet"
                let column = name == "brotli" ? "before" : name
                let space = reason.hasPrefix(":") ? "" : " "
                #expect(throws: Failure.input("\(path): column '\(column)'\(space)\(reason)")) {
                    try ParquetFile.read(path)
                }
                if name == "brotli" { continue }
                let beside = try ParquetFile.read(path, columns: ["after", "before"])
                #expect(
                    try beside.columns.map { try $0.int64s() } == [[3, 4], [1, 2]], "\(name)")
            }
        }
    }

    /// Runs a program that writes files and calls `expect` for each; then reads them all.
    private func checkAll(_ program: String) throws {
        try withFolder { folder in
            let all = Oracle.dumpFunctions + "\n" + Self.foreignTable + "\n" + program
            _ = try Oracle.python(all, folder)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
                .filter { $0.hasSuffix(".parquet") }
            #expect(names.count > 9)
            for name in names {
                let expected = try String(contentsOfFile: "\(folder)/\(name).txt", encoding: .utf8)
                let read = try ParquetFile.read("\(folder)/\(name)")
                #expect(firstDifference(dump(read), expected) == nil, "\(name)")
                try checkGroups("\(folder)/\(name)", whole: read)
            }
        }
    }

    /// Row groups one by one give the whole.
    private func checkGroups(_ path: String, whole: DataTable) throws {
        let reader = try ParquetReader(path: path)
        var start = 0
        for group in 0..<reader.rowGroupCount {
            let part = try reader.readRowGroup(group, columns: ["s"])
            let rows = reader.rowCount(ofRowGroup: group)
            let expected = DataTable([try whole.column("s").rows(start..<start + rows)])
            #expect(dump(part) == dump(expected), "\(path) row group \(group)")
            start += rows
        }
        #expect(start == reader.rowCount)
    }

    /// A table of the types that others have, and what they become here.
    private static let foreignTable = #"""
        import random
        random.seed(5)
        folder = sys.argv[1]
        n = 600
        def gaps(values): return [None if random.random() < .2 else v for v in values]
        def number(i): return random.choice([i / 7, -0.0, *map(float, ['inf', '-inf', 'nan'])])
        words = ['', 'petrol', 'Zürich 🚗', 'x' * 300, 'diesel']
        table = pa.table({
            'i8': pa.array(gaps([i % 250 - 125 for i in range(n)]), pa.int8()),
            'u8': pa.array([i % 256 for i in range(n)], pa.uint8()),
            'i16': pa.array([i * 17 % 65536 - 32768 for i in range(n)], pa.int16()),
            'u16': pa.array(gaps([i * 17 % 65536 for i in range(n)]), pa.uint16()),
            'i32': pa.array(gaps([i * 777 - 2**31 for i in range(n)]), pa.int32()),
            'u32': pa.array([2**32 - 1 - i * i for i in range(n)], pa.uint32()),
            'i64': pa.array(gaps([2**62 - i for i in range(n)]), pa.int64()),
            'u64': pa.array([i * 2**50 for i in range(n)], pa.uint64()),
            'random': pa.array([random.randrange(-2**63, 2**63) for i in range(n)], pa.int64()),
            'f': pa.array(gaps([number(i) for i in range(n)]), pa.float32()),
            'd': pa.array(gaps([number(i) for i in range(n)]), pa.float64()),
            'b': pa.array([i % 100 < 50 for i in range(n)]),
            'bgaps': pa.array(gaps([random.random() < .5 for i in range(n)])),
            's': pa.array(gaps([random.choice(words) for i in range(n)])),
            'many': pa.array([f'user{i:05}' for i in range(n)]),
            'large': pa.array(['y' * (i % 900) for i in range(n)], pa.large_string()),
            'category': pa.array([words[i // 100 % 5] for i in range(n)]).dictionary_encode(),
            'none': pa.array([None] * n, pa.string()),
            'nonumber': pa.array([None] * n, pa.float64()),
            'sorted': pa.array([i // 100 for i in range(n)], pa.int32()),
            'date': pa.array(range(n), pa.date32()),
            'us': pa.array([i * 1000003 for i in range(n)], pa.timestamp('us')),
        })
        def expect(name, table):
            lines = []
            # What the reader gives back is what the file holds: int96 holds nanoseconds.
            scale = {'us': 1000 if name == 'old' else 1}
            for field, column in zip(table.schema, table.columns):
                t = field.type
                if pa.types.is_dictionary(t): column, t = column.cast(pa.string()), pa.string()
                if t == pa.large_string(): t = pa.string()
                if t == pa.date32(): column, t = column.cast(pa.int32()), pa.int32()
                if pa.types.is_timestamp(t): column, t = column.cast(pa.int64()), pa.int64()
                if t in (pa.int8(), pa.uint8(), pa.int16(), pa.uint16()): t = pa.int32()
                if t == pa.uint64(): t = pa.int64()
                # Version 1.0 knows no 32-bit unsigned integers.
                if t == pa.uint32() and name == 'old': t = pa.int64()
                lines.append(f'# {field.name} {t}')
                factor = scale.get(field.name)
                for v in column.to_pylist():
                    lines.append(text(v * factor if factor and v is not None else v, str(t)))
            open(f'{folder}/{name}.parquet.txt', 'w').write('\n'.join(lines) + '\n')
        """#
}

/// The first line in which two texts differ, or nil.
func firstDifference(_ left: String, _ right: String) -> String? {
    if left == right { return nil }
    let (a, b) = (left.split(separator: "\n"), right.split(separator: "\n"))
    guard let line = zip(a, b).enumerated().first(where: { $0.element.0 != $0.element.1 }) else {
        return "\(a.count) and \(b.count) lines"
    }
    let column = a[...line.offset].last { $0.hasPrefix("#") } ?? ""
    return "line \(line.offset) in \(column): \(line.element.0) and \(line.element.1)"
}
