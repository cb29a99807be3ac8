// The prior `evidence`: rows, their modes, and correlated draws. Its numbers stand in
// EvidencePrior+Table.swift, written from scenarios/priors/evidence.csv; a test compares the two.

import Base

extension RandomPurpose {
    /// Draws of the revenue model's parameters.
    static let evidenceDraw = RandomPurpose(501)
}

/// The prior `evidence`.
public enum EvidencePrior {
    /// How many draws a revenue figure rests on.
    static let draws = 2048
    /// Correlation inside the price, adoption and consent groups.
    static let correlation = 0.5
    /// Draws are common to all runs, so that two runs differ by what they measured alone.
    static let seed: UInt64 = 2030

    /// The parameters at their modes.
    static func modes() throws -> EvidenceValues {
        var values = EvidenceValues()
        for field in EvidenceValues.fields {
            values[keyPath: field.path] = try row(field.name).mode
        }
        return values
    }

    /// The markets at their modes, in the model's order.
    static func markets() throws -> [MarketValues] {
        try RevenueModel.marketNames.map { name in
            var market = MarketValues()
            for field in MarketValues.fields {
                guard let row = rows.first(where: { $0.name == field.name && $0.market == name })
                else { throw missing(field.name, name) }
                market[keyPath: field.path] = row.mode
            }
            return market
        }
    }

    private static func row(_ name: String) throws -> EvidenceRow {
        guard let row = rows.first(where: { $0.name == name && $0.group != .market }) else {
            throw missing(name, "all")
        }
        return row
    }

    private static func missing(_ name: String, _ market: String) -> Failure {
        .environment("the prior 'evidence' lacks '\(name)' for \(market); build Rocade again")
    }

    /// Every draw of the parameters; the same for all runs, so computed once in a process.
    ///
    /// Parameters are PERT quantiles of normal deviates that share a factor inside their group
    /// (one-factor Gaussian copula).
    static func sample() throws -> [EvidenceValues] { try drawn.get() }

    private static let drawn = Result { try draw() }

    /// What else is uncertain in a draw has a stream of its own.
    static func stream(ofDraw draw: Int) -> RandomStream {
        RandomStream(
            seed: seed, purpose: .evidenceDraw, entity: RandomEntity(UInt64(draw)), index: 1)
    }

    private static func draw() throws -> [EvidenceValues] {
        let fields = try EvidenceValues.fields.map { field in
            let row = try row(field.name)
            let pert = PERT(min: row.low, mode: row.mode, max: row.high)
            return (path: field.path, group: row.group, pert: pert)
        }
        let common = correlation.squareRoot()
        let own = (1 - correlation).squareRoot()
        return (0..<draws).map { draw in
            var stream = RandomStream(
                seed: seed, purpose: .evidenceDraw, entity: RandomEntity(UInt64(draw)))
            let (price, adoption, consent) = (stream.normal(), stream.normal(), stream.normal())
            var values = EvidenceValues()
            for field in fields {
                let deviate = stream.normal()
                let z =
                    switch field.group {
                    case .price: common * price + own * deviate
                    case .adoption: common * adoption + own * deviate
                    case .consent: common * consent + own * deviate
                    case .own, .market: deviate
                    }
                values[keyPath: field.path] = field.pert.quantile(Distributions.normalCDF(z))
            }
            return values
        }
    }
}
