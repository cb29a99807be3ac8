// The ledger: money in whole cents, one line per market and product, so that the sums over products
// and over markets are the total, exactly.

import Base

/// A line of `ledger.csv`.
public struct LedgerLine: Hashable, Sendable {
    /// The year.
    public var period: String
    /// FR DE IT ES UK PL rest-eu NA SA.
    public var market: String
    /// Catalogue id.
    public var product: String
    /// Units sold, to the thousandth.
    public var units: Double
    /// EUR per unit, to the millionth.
    public var unitPrice: Double
    /// Credit for measured downtime, cents.
    public var creditCents: Int64
    /// What is booked: units × price − credit, cents.
    public var amountCents: Int64
    /// Hash of the facts of the run.
    public var factsHash: String
    /// Hash of the prior and of the products' privacy treatment.
    public var policyHash: String

    /// A line: rounds units and price as the file shows them, and computes the amount from that.
    public init(
        period: String, market: String, product: String, units: Double, unitPrice: Double,
        creditShare: Double = 0, factsHash: String, policyHash: String
    ) {
        self.period = period
        self.market = market
        self.product = product
        self.units = (units * 1e3).rounded() / 1e3
        self.unitPrice = (unitPrice * 1e6).rounded() / 1e6
        let gross = self.units * self.unitPrice * 100
        creditCents = Int64((gross * creditShare).rounded())
        amountCents = Int64(gross.rounded()) - creditCents
        self.factsHash = factsHash
        self.policyHash = policyHash
    }
}

extension [LedgerLine] {
    /// What is booked in all, cents.
    public var totalCents: Int64 { reduce(0) { $0 + $1.amountCents } }

    /// What is booked by some key, cents, sorted by key.
    public func cents(by key: KeyPath<LedgerLine, String>) -> [(key: String, cents: Int64)] {
        var sums: [String: Int64] = [:]
        for line in self { sums[line[keyPath: key], default: 0] += line.amountCents }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

/// The text of `ledger.csv`.
public func ledgerCSV(_ lines: [LedgerLine]) -> String {
    var text = "period,market,product,units,unit_price_eur,credit_cents,amount_cents,"
    text += "facts_hash,policy_hash\n"
    for line in lines {
        text += "\(line.period),\(line.market),\(line.product),"
        text += "\(fixed(line.units, digits: 3)),\(fixed(line.unitPrice, digits: 6)),"
        text += "\(line.creditCents),\(line.amountCents),"
        text += "\(line.factsHash),\(line.policyHash)\n"
    }
    return text
}
