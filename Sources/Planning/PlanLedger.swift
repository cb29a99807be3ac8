// Money: one line a period, market and product, in whole cents, so that the sums over products and
// over markets are the total, exactly.

import Base
import Checks

/// The book of a plan: the chain at the modes of its prior.
package struct PlanLedger: Sendable {
    /// By period, then product, then market; lines without revenue stand in it, too, except those
    /// that have neither units nor price.
    package let lines: [LedgerLine]
    /// Revenue of usage without consent when it was collected, cents, of the target year.
    package let atRiskCents: Int64
    /// The year that `targetLines` are of.
    private let targetYear: String

    /// Books a plan.
    ///
    /// - Parameter monthly: twelve lines a year instead of one.
    package init(
        _ prior: PlanPrior, _ model: PlanModel, _ facts: PlanFacts?, monthly: Bool = false
    ) {
        let settings = model.settings
        let measured = facts?.estimates.centre ?? MeasuredFacts()
        let factsHash = facts?.hash ?? "assumed"
        let policyHash = planHash(
            "k=\(settings.k ?? prior[.k].mode);epsilon=\(settings.epsilon ?? 0);"
                + "cell=\(settings.cellHours);days=\(settings.profileDays);"
                + (facts?.policyHash ?? "assumed"))
        let credit = measured.uptime.map { PlanMath.slaCredit(uptime: $0) } ?? 0
        var lines: [LedgerLine] = []
        for year in settings.years {
            let state = PlanYear(model.year(prior.modes, measured, year))
            for product in PlanProduct.allCases {
                for market in 0..<PlanMarket.count {
                    let (units, price) = (
                        state.units(product, market), state.price(product, market)
                    )
                    guard units > 0, price > 0 else { continue }
                    for part in 1...(monthly ? 12 : 1) {
                        let month = part < 10 ? "0\(part)" : "\(part)"
                        lines.append(
                            LedgerLine(
                                period: monthly ? "\(year)-\(month)" : "\(year)",
                                market: PlanMarket.names[market], product: product.id,
                                units: monthly ? units / 12 : units, unitPrice: price,
                                creditShare: credit, factsHash: factsHash, policyHash: policyHash))
                    }
                }
            }
        }
        self.lines = lines
        targetYear = "\(settings.targetYear)"
        var risk: Int64 = 0
        if let facts {
            let booked = lines.filter { $0.period.hasPrefix("\(settings.targetYear)") }
                .cents(by: \.product)
            for product in facts.products {
                let share = facts.unconsentedShare(product)
                let amount = booked.first { $0.key == product.id }?.cents ?? 0
                // Upwards: what is at risk must not round to nothing.
                if share > 0 { risk += Int64((Double(amount) * share).rounded(.up)) }
            }
        }
        atRiskCents = risk
    }

    /// Lines of the target year.
    package var targetLines: [LedgerLine] { lines.filter { $0.period.hasPrefix(targetYear) } }

    /// Revenue of the target year, cents.
    package var totalCents: Int64 { targetLines.totalCents }

    /// Lines of two books that differ, by period, market and product.
    package static func differences(_ a: PlanLedger, _ b: PlanLedger) -> [PlanDifference] {
        func keyed(_ ledger: PlanLedger) -> [PlanDifference.Key: Int64] {
            Dictionary(
                ledger.lines.map {
                    (
                        PlanDifference.Key(
                            period: $0.period, market: $0.market, product: $0.product),
                        $0.amountCents
                    )
                }, uniquingKeysWith: +)
        }
        let (left, right) = (keyed(a), keyed(b))
        return Set(left.keys).union(right.keys).sorted().compactMap { key in
            let (x, y) = (left[key] ?? 0, right[key] ?? 0)
            return x == y ? nil : PlanDifference(key: key, cents: x, otherCents: y)
        }
    }
}

/// A line in which two books differ.
package struct PlanDifference: Sendable {
    /// What the line is of.
    package struct Key: Hashable, Comparable, Sendable {
        /// Year or month.
        package var period: String
        /// FR DE IT ES UK PL rest-eu NA SA.
        package var market: String
        /// Id of the catalogue.
        package var product: String

        /// By period, product, market.
        package static func < (a: Key, b: Key) -> Bool {
            (a.period, a.product, a.market) < (b.period, b.product, b.market)
        }
    }

    /// See `Key`.
    package var key: Key
    /// Amount here and in the other book, cents.
    package var cents: Int64
    /// See `cents`.
    package var otherCents: Int64
}
