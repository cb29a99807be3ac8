// A whole draw: every year, and priors that speak of all cars at once (top down).

import Base

extension PlanModel {
    /// Memory that one thread needs.
    struct Scratch {
        var cohort: UnsafeMutablePointer<Double>
        var cells: UnsafeMutablePointer<Double>

        init(_ model: PlanModel) {
            cohort = .allocate(capacity: model.cohortSize)
            cells = .allocate(capacity: YearCells.size)
        }

        func free() {
            cohort.deallocate()
            cells.deallocate()
        }
    }

    /// What a prior that speaks of all connected cars at once multiplies parc and prices with:
    /// `target_connected` vehicles and `arpu_connected` EUR a vehicle-year in the target year.
    /// Both 1 where the prior says neither. Lines keep their proportions.
    func topDown(
        _ v: UnsafePointer<Double>, _ facts: MeasuredFacts, _ scratch: Scratch
    ) -> (parc: Double, price: Double) {
        let wanted = v[PlanKey.targetConnected.rawValue]
        let arpu = v[PlanKey.arpuConnected.rawValue]
        guard wanted > 0 || arpu > 0 else { return (1, 1) }
        let year = settings.targetYear
        parc(v, scratch.cohort, year: year, into: scratch.cells)
        let connected = sum(scratch.cells + YearCells.connected, PlanMarket.count)
        let cars = wanted * v[PlanKey.scaleParc.rawValue]
        let scale = wanted > 0 && connected > 0 ? cars / connected : 1
        guard arpu > 0 else { return (scale, 1) }
        evaluate(
            v, facts, scratch.cohort, year: year, scales: (scale, 1), into: scratch.cells)
        let total = scratch.cells[YearCells.total]
        // `scale_price` has acted once: revenue is the ARPU at a scale of one.
        let price = v[PlanKey.scalePrice.rawValue]
        return (scale, total > 0 ? connected * scale * arpu * price / total : 1)
    }

    /// All years of a draw, one call of `visit` a year with the memory of `YearCells`.
    func run(
        _ v: UnsafePointer<Double>, _ facts: MeasuredFacts, _ scratch: Scratch,
        years: ClosedRange<Int>, visit: (Int, UnsafePointer<Double>) -> Void
    ) {
        prepare(v, scratch.cohort)
        let scales = topDown(v, facts, scratch)
        for year in years {
            evaluate(v, facts, scratch.cohort, year: year, scales: scales, into: scratch.cells)
            visit(year, UnsafePointer(scratch.cells))
        }
    }

    /// One year of one draw: the whole of `YearCells`. For single questions, not for loops.
    package func year(_ values: [Double], _ facts: MeasuredFacts, _ year: Int) -> [Double] {
        let scratch = Scratch(self)
        defer { scratch.free() }
        var result = [Double](repeating: 0, count: YearCells.size)
        values.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            run(base, facts, scratch, years: year...year) { _, cells in
                for index in result.indices { result[index] = cells[index] }
            }
        }
        return result
    }

    /// Revenue of the target year, EUR.
    package func revenue(_ values: [Double], _ facts: MeasuredFacts = MeasuredFacts()) -> Double {
        year(values, facts, settings.targetYear)[YearCells.total]
    }
}

/// The sum of some numbers.
func sum(_ start: UnsafePointer<Double>, _ count: Int) -> Double {
    var total = 0.0
    for index in 0..<count { total += start[index] }
    return total
}

/// A year of one draw by name, for tables and tests.
package struct PlanYear: Sendable {
    private let cells: [Double]

    /// The memory of `PlanModel.year`.
    package init(_ cells: [Double]) { self.cells = cells }

    /// Revenue net of credits, EUR.
    package var total: Double { cells[YearCells.total] }
    /// Fully allocated cost, EUR.
    package var cost: Double { cells[YearCells.cost] }
    /// Vehicles, all markets.
    package var connected: Double { all(YearCells.connected) }
    /// Vehicles whose data arrive.
    package var active: Double { all(YearCells.active) }
    /// Connected vehicles of the first five years.
    package var monetisable: Double { all(YearCells.monetisable) }

    /// Revenue of a product in a market, EUR.
    package func revenue(_ product: PlanProduct, _ market: Int) -> Double {
        cells[YearCells.revenue + YearCells.cell(product, market)]
    }

    /// Revenue of a product, EUR.
    package func revenue(_ product: PlanProduct) -> Double {
        (0..<PlanMarket.count).reduce(0) { $0 + revenue(product, $1) }
    }

    /// Revenue of a market, EUR.
    package func revenue(market: Int) -> Double {
        PlanProduct.allCases.reduce(0) { $0 + revenue($1, market) }
    }

    /// Units of a product in a market.
    package func units(_ product: PlanProduct, _ market: Int) -> Double {
        cells[YearCells.units + YearCells.cell(product, market)]
    }

    /// EUR a unit.
    package func price(_ product: PlanProduct, _ market: Int) -> Double {
        cells[YearCells.price + YearCells.cell(product, market)]
    }

    /// Connected vehicles of a market.
    package func connected(market: Int) -> Double { cells[YearCells.connected + market] }

    /// Active vehicles of a market.
    package func active(market: Int) -> Double { cells[YearCells.active + market] }

    private func all(_ start: Int) -> Double {
        cells[start..<start + PlanMarket.count].reduce(0, +)
    }
}
