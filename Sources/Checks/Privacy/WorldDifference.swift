// Two worlds that differ in one thing: in the control world the canaries were silent. A product
// is a function of what the platform took in, so every row in which its releases differ holds a
// trace of a canary.

import Base

/// How two releases of one product differ.
package struct WorldDifference: Hashable, Sendable {
    /// Rows (or cells, for products that have them) that differ or stand in one release alone.
    package var differing: Int
    /// Rows of the release.
    package var rows: Int

    /// Compares two releases as multisets of rows, in any order.
    ///
    /// - Parameter keys: columns that name a cell; a cell whose other columns differ counts once.
    ///   Empty for products whose rows are no cells: then whole rows are compared.
    /// - Throws: `Failure.input` when the columns differ.
    /// - Complexity: O(rows) for equal releases, else O(rows × log rows).
    package init(released: DataTable, control: DataTable, keys: [String]) throws {
        let names = released.columns.map(\.name)
        guard names == control.columns.map(\.name) else {
            let other = control.columns.map(\.name).joined(separator: ", ")
            throw Failure.input(
                "the release has columns \(names.joined(separator: ", ")); its control world "
                    + "has \(other); write both with one platform")
        }
        rows = released.rowCount
        if released == control {
            differing = 0
            return
        }
        let keyNames = keys.isEmpty ? names : keys
        let valueNames = names.filter { !keyNames.contains($0) }
        func fingerprints(_ table: DataTable) throws -> [SIMD2<UInt64>] {
            let key = try Self.hashes(of: table, columns: keyNames)
            let value = try Self.hashes(of: table, columns: valueNames)
            return zip(key, value).map { SIMD2($0, $1) }
                .sorted { ($0.x, $0.y) < ($1.x, $1.y) }
        }
        differing = Self.difference(try fingerprints(released), try fingerprints(control))
    }

    /// Walks two sorted lists key by key.
    private static func difference(_ a: [SIMD2<UInt64>], _ b: [SIMD2<UInt64>]) -> Int {
        var i = 0
        var j = 0
        var differing = 0
        while i < a.count || j < b.count {
            let key = min(i < a.count ? a[i].x : .max, j < b.count ? b[j].x : .max)
            var common = 0
            let (fromI, fromJ) = (i, j)
            while true {
                let hasA = i < a.count && a[i].x == key
                let hasB = j < b.count && b[j].x == key
                if hasA && hasB && a[i].y == b[j].y {
                    common += 1
                    i += 1
                    j += 1
                } else if hasA && (!hasB || a[i].y < b[j].y) {
                    i += 1
                } else if hasB {
                    j += 1
                } else {
                    break
                }
            }
            differing += max(i - fromI, j - fromJ) - common
        }
        return differing
    }

    /// A 64-bit hash of some columns of each row; the same for equal values, however stored.
    private static func hashes(of table: DataTable, columns: [String]) throws -> [UInt64] {
        var result = [UInt64](repeating: 0x243F_6A88_85A3_08D3, count: table.rowCount)
        for name in columns {
            let column = try table.column(name)
            let bits = Self.bits(of: column)
            for row in result.indices {
                let isPresent = column.validity?[row] ?? true
                result[row] = mixed(result[row], isPresent ? bits[row] : 0x5BD1_E995_0000_0001)
            }
        }
        return result
    }

    private static func bits(of column: DataColumn) -> [UInt64] {
        func text(_ word: String) -> UInt64 { XXHash64.hash(Array(word.utf8)) }
        switch column.values {
        case .bool(let v): return v.map { $0 ? 1 : 0 }
        case .int32(let v): return v.map { UInt64(bitPattern: Int64($0)) }
        case .uint32(let v): return v.map { UInt64($0) }
        case .int64(let v): return v.map { UInt64(bitPattern: $0) }
        case .float(let v): return v.map { UInt64($0.bitPattern) }
        case .double(let v): return v.map(\.bitPattern)
        case .string(let v): return v.map(text)
        case .words(let codes, let words):
            let byCode = words.map(text)
            return codes.map { byCode[Int($0)] }
        }
    }

    /// Finaliser of SplitMix64 over a running value.
    @inline(__always)
    private static func mixed(_ state: UInt64, _ value: UInt64) -> UInt64 {
        var z = (state ^ value) &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
