// How much noise a release needs for the ε that it states, and the account of what was spent.

import Base

/// The noise of a release.
struct ReleaseNoise: Sendable {
    let options: NoiseOptions
    /// Scale of Laplace noise, or variance of Gaussian noise.
    let parameter: ExactNoise.Fraction
    private let key: UInt64

    /// Fractions of ε are whole thousandths.
    private static let parts = 1000.0

    /// - Parameter isHalved: the defect `half-noise`.
    init(_ options: NoiseOptions, key: UInt64, isHalved: Bool) {
        self.options = options
        self.key = key
        let bound = UInt64(options.bound)
        let epsilon = UInt64(max(1, (options.epsilon * Self.parts).rounded(.down)))
        switch options.mechanism {
        case .laplace:
            // A vehicle's month changes counts by `bound` in all: scale = bound / ε.
            parameter = ExactNoise.Fraction(
                numerator: bound * UInt64(Self.parts), denominator: epsilon * (isHalved ? 2 : 1))
        case .gaussian:
            let variance = Self.variance(options).rounded(.up)
            parameter = ExactNoise.Fraction(
                numerator: max(1, UInt64(variance)), denominator: isHalved ? 4 : 1)
        }
    }

    /// Of the Gaussian mechanism. A vehicle's month may put all its contributions into one cell, so
    /// the counts change by at most `bound` in Euclid's norm: σ² = bound² / (2ρ) gives
    /// ρ-concentrated privacy, and that is (ρ + 2√(ρ ln 1/δ), δ)-private (M. Bun and T. Steinke,
    /// 2016).
    private static func variance(_ options: NoiseOptions) -> Double {
        let root = Math.log(1 / options.delta)
        let half = (root + options.epsilon).squareRoot() - root.squareRoot()
        let bound = Double(options.bound)
        return bound * bound / (2 * half * half)
    }

    /// Standard deviation of the noise, counts.
    var sigma: Double {
        let value = Double(parameter.numerator) / Double(parameter.denominator)
        switch options.mechanism {
        case .gaussian: return value.squareRoot()
        case .laplace:
            let q = Math.exp(-1 / value)
            return (2 * q).squareRoot() / (1 - q)
        }
    }

    /// The noise of a cell.
    func noise(cell: UInt64) -> Int64 {
        var exact = ExactNoise(
            RandomStream(
                seed: key, purpose: .productNoise, entity: RandomEntity(cell)))
        switch options.mechanism {
        case .laplace: return exact.laplace(scale: parameter)
        case .gaussian: return exact.gaussian(variance: parameter)
        }
    }
}

/// A line of `platform/epsilon.parquet`: what a release cost every vehicle in it at most.
struct EpsilonLine: Hashable, Sendable {
    var product: ProductKind
    /// Month, "2030-03".
    var period: String
    var options: NoiseOptions
    var cells: Int

    static func table(_ lines: [EpsilonLine], region: String) -> DataTable {
        DataTable([
            DataColumn("region", repeating: region, count: lines.count),
            DataColumn("product", .string(lines.map(\.product.rawValue))),
            DataColumn("period", .string(lines.map(\.period))),
            DataColumn("unit", repeating: "vehicle-month", count: lines.count),
            DataColumn("mechanism", .string(lines.map(\.options.mechanism.rawValue))),
            DataColumn("bound", .uint32(lines.map { UInt32($0.options.bound) })),
            DataColumn("epsilon", .double(lines.map(\.options.epsilon))),
            DataColumn(
                "delta",
                .double(lines.map { $0.options.mechanism == .gaussian ? $0.options.delta : 0 })),
            DataColumn("cells", .uint32(lines.map { UInt32($0.cells) })),
        ])
    }
}

extension Contract {
    /// `platform/contracts.parquet`: the platform's own register, for access, portability, erasure
    /// and audit; no buyer gets it.
    static func table(_ contracts: [Contract], region: String) -> DataTable {
        DataTable([
            DataColumn("region", repeating: region, count: contracts.count),
            DataColumn("product", .string(contracts.map(\.product.rawValue))),
            DataColumn("vehicle_id", .uint32(contracts.map(\.vehicle))),
            DataColumn("token", .string(contracts.map(\.token))),
        ])
    }
}
