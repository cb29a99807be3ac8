// Correlated normal scores: a matrix from groups and pairs, repaired where it is no correlation
// matrix, and its triangular factor.

import Base

/// A Gaussian copula over some parameters.
package struct PlanCopula: Sendable {
    /// Parameters.
    let size: Int
    /// Lower triangular factor, row by row; `nil` for independence.
    let factor: [Double]?
    /// The largest change that repair made to an entry.
    package let repair: Double

    /// What repair may change before the input is refused.
    package static let largestRepair = 0.02

    /// Independent scores.
    package init(independent size: Int) {
        self.size = size
        factor = nil
        repair = 0
    }

    /// A copula of a symmetric matrix with a unit diagonal, row by row.
    package init(matrix: [Double], size: Int) {
        self.size = size
        let isIdentity = (0..<size * size).allSatisfy { index in
            matrix[index] == (index / size == index % size ? 1 : 0)
        }
        if isIdentity {
            factor = nil
            repair = 0
            return
        }
        if let factor = Self.factor(matrix, size) {
            self.factor = factor
            repair = 0
            return
        }
        let repaired = Self.nearest(matrix, size)
        factor = Self.factor(repaired, size)
        repair = zip(matrix, repaired).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }

    /// The matrix of parameters in groups: `rho` inside price, adoption and consent, then pairs.
    static func matrix(
        _ rows: [PlanRow], rho: Double, pairs: [(a: PlanKey, b: PlanKey, rho: Double)]
    ) -> [Double] {
        let size = rows.count
        var matrix = [Double](repeating: 0, count: size * size)
        let grouped: Set = ["price", "adoption", "consent"]
        for i in 0..<size {
            for j in 0..<size {
                let isTogether = rows[i].group == rows[j].group && grouped.contains(rows[i].group)
                matrix[i * size + j] = i == j ? 1 : isTogether ? rho : 0
            }
        }
        for pair in pairs {
            guard let i = rows.firstIndex(where: { $0.name == pair.a.name }),
                let j = rows.firstIndex(where: { $0.name == pair.b.name }), i != j
            else { continue }
            matrix[i * size + j] = pair.rho
            matrix[j * size + i] = pair.rho
        }
        return matrix
    }

    /// Turns independent scores of a draw into correlated ones, in place, from the last backwards.
    func correlate(_ z: UnsafeMutablePointer<Double>) {
        guard let factor else { return }
        factor.withUnsafeBufferPointer { factor in
            for row in stride(from: size - 1, through: 0, by: -1) {
                var sum = 0.0
                for column in 0...row { sum += factor[row * size + column] * z[column] }
                z[row] = sum
            }
        }
    }

    /// Cholesky's factor; `nil` when the matrix is not positive definite.
    private static func factor(_ matrix: [Double], _ size: Int) -> [Double]? {
        var result = [Double](repeating: 0, count: size * size)
        for row in 0..<size {
            for column in 0...row {
                var sum = matrix[row * size + column]
                for k in 0..<column { sum -= result[row * size + k] * result[column * size + k] }
                if row == column {
                    guard sum > 1e-12 else { return nil }
                    result[row * size + row] = sum.squareRoot()
                } else {
                    result[row * size + column] = sum / result[column * size + column]
                }
            }
        }
        return result
    }

    /// Negative eigenvalues raised to just above zero, the diagonal scaled back to one.
    private static func nearest(_ matrix: [Double], _ size: Int) -> [Double] {
        let (values, vectors) = eigen(matrix, size)
        let raised = values.map { max($0, 1e-8) }
        var result = [Double](repeating: 0, count: size * size)
        for i in 0..<size {
            for j in 0..<size {
                var sum = 0.0
                for k in 0..<size {
                    sum += vectors[i * size + k] * raised[k] * vectors[j * size + k]
                }
                result[i * size + j] = sum
            }
        }
        let scale = (0..<size).map { 1 / result[$0 * size + $0].squareRoot() }
        for i in 0..<size {
            for j in 0..<size { result[i * size + j] *= scale[i] * scale[j] }
            result[i * size + i] = 1
        }
        return result
    }

    /// Eigenvalues and vectors (columns) of a symmetric matrix, by Jacobi's rotations.
    private static func eigen(_ matrix: [Double], _ n: Int) -> ([Double], [Double]) {
        var a = matrix
        var v = [Double](repeating: 0, count: n * n)
        for i in 0..<n { v[i * n + i] = 1 }
        for _ in 0..<60 {
            var off = 0.0
            for p in 0..<n { for q in 0..<p { off += a[p * n + q] * a[p * n + q] } }
            if off < 1e-22 { break }
            for p in 0..<n {
                for q in p + 1..<max(p + 1, n) where abs(a[p * n + q]) > 1e-14 {
                    rotate(&a, &v, n, p, q)
                }
            }
        }
        return ((0..<n).map { a[$0 * n + $0] }, v)
    }

    private static func rotate(
        _ a: inout [Double], _ v: inout [Double], _ n: Int, _ p: Int, _ q: Int
    ) {
        let theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q])
        let sign = theta >= 0 ? 1.0 : -1.0
        let t = sign / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        for k in 0..<n {
            let (x, y) = (a[k * n + p], a[k * n + q])
            a[k * n + p] = c * x - s * y
            a[k * n + q] = s * x + c * y
        }
        for k in 0..<n {
            let (x, y) = (a[p * n + k], a[q * n + k])
            a[p * n + k] = c * x - s * y
            a[q * n + k] = s * x + c * y
        }
        for k in 0..<n {
            let (x, y) = (v[k * n + p], v[k * n + q])
            v[k * n + p] = c * x - s * y
            v[k * n + q] = s * x + c * y
        }
    }
}
