// The assignment of least total cost (H. W. Kuhn, 1955, in the form of shortest augmenting paths
// with potentials, after R. Jonker and A. Volgenant, 1987).

import Base

enum Assignment {
    /// The column of every row, each column once, so that the sum of costs is least.
    ///
    /// - Parameter cost: of row r and column c at `r * size + c`. [size × size]
    /// - Complexity: O(size³).
    static func least(_ cost: [Double], size: Int) -> [Int] {
        // Row and column 0 are the free ones; all others are shifted by one.
        var rowPotential = [Double](repeating: 0, count: size + 1)
        var columnPotential = rowPotential
        var rowOfColumn = [Int](repeating: 0, count: size + 1)
        var way = rowOfColumn
        for row in stride(from: 1, through: size, by: 1) {
            rowOfColumn[0] = row
            var column = 0
            var least = [Double](repeating: .infinity, count: size + 1)
            var used = [Bool](repeating: false, count: size + 1)
            repeat {
                used[column] = true
                let current = rowOfColumn[column]
                var delta = Double.infinity
                var next = 0
                for c in 1...size where !used[c] {
                    let reduced =
                        cost[(current - 1) * size + c - 1] - rowPotential[current]
                        - columnPotential[c]
                    if reduced < least[c] {
                        least[c] = reduced
                        way[c] = column
                    }
                    if least[c] < delta {
                        delta = least[c]
                        next = c
                    }
                }
                for c in 0...size {
                    if used[c] {
                        rowPotential[rowOfColumn[c]] += delta
                        columnPotential[c] -= delta
                    } else {
                        least[c] -= delta
                    }
                }
                column = next
            } while rowOfColumn[column] != 0
            repeat {
                rowOfColumn[column] = rowOfColumn[way[column]]
                column = way[column]
            } while column != 0
        }
        var result = [Int](repeating: 0, count: size)
        for c in stride(from: 1, through: size, by: 1) { result[rowOfColumn[c] - 1] = c - 1 }
        return result
    }
}
