// What we write we read again, bit for bit, whatever the table.

import Base
import Sinks
import TestSupport
import Testing

struct ParquetRoundTripTests {
    @Test func `a table with every type comes back identical`() throws {
        try withFolder { folder in
            let table = RandomTables.table(rows: 1000, seed: 1)
            try ParquetFile.write(table, to: folder + "/a.parquet")
            let read = try ParquetFile.read(folder + "/a.parquet")
            #expect(normalized(read) == normalized(table))
        }
    }
}
