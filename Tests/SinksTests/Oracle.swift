// pyarrow and DuckDB, run by the project's Python: what they say about our files, and files of
// theirs for our reader.

import Foundation
import TestSupport
import Testing

/// Runs Python programs of the tests.
enum Oracle {
    /// Whether `.venv` holds pyarrow and DuckDB.
    static let isThere = Shared.python != nil

    /// Runs a program with arguments and returns what it prints; a failing one fails the test.
    static func python(_ program: String, _ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: try #require(Shared.python))
        process.arguments = ["-c", program] + arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaint = String(
            decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(complaint)")
        return text
    }

    /// Python functions that print a table in the form of `dump`: per column its name and type,
    /// then a value per line; floats by their bits.
    static let dumpFunctions = """
        import struct, sys, pyarrow as pa, pyarrow.parquet as pq, duckdb
        def text(v, t):
            if v is None: return 'null'
            if t == 'bool': return 'true' if v else 'false'
            if t == 'float': return str(struct.unpack('<I', struct.pack('<f', v))[0])
            if t == 'double': return str(struct.unpack('<Q', struct.pack('<d', v))[0])
            return str(v).encode().hex() if t == 'string' else str(v)
        def dump(table):
            for name, column in zip(table.column_names, table.columns):
                t = str(column.type)
                print('#', name, t)
                for v in column.to_pylist(): print(text(v, t))
        """
}
