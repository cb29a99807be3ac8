// Monte Carlo: every draw through every year, results in columns.

import Base
import Checks

/// A quantity that a plan follows by year.
package enum PlanSeries: Int, CaseIterable, Sendable {
    case revenue, cost, contribution, connected, active, monetisable

    /// Name in files.
    package var name: String {
        ["revenue_eur", "cost_eur", "contribution_eur", "connected", "active", "monetisable"][
            rawValue]
    }
}

/// What is known of one column of draws.
package struct PlanBand: Hashable, Sendable {
    /// Moments.
    package var mean = 0.0
    /// See `mean`.
    package var deviation = 0.0
    /// Quantiles.
    package var p5 = 0.0
    /// See `p5`.
    package var p10 = 0.0
    /// See `p5`.
    package var p50 = 0.0
    /// See `p5`.
    package var p90 = 0.0
    /// See `p5`.
    package var p95 = 0.0

    /// Of some values, in any order.
    package init(_ values: [Double]) {
        let sorted = values.sorted()
        let n = Double(max(1, sorted.count))
        mean = sorted.reduce(0, +) / n
        let mean = mean
        deviation = (sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, n - 1))
            .squareRoot()
        func at(_ q: Double) -> Double { quantile(sorted, q) }
        (p5, p10, p50, p90, p95) = (at(0.05), at(0.1), at(0.5), at(0.9), at(0.95))
    }
}

/// All draws of a plan.
package struct PlanDraws: Sendable {
    /// How many.
    package let draws: Int
    /// The years of the series.
    package let years: [Int]
    private let columns: SharedColumns
    private let bands: [PlanBand]

    private static let tail = PlanProduct.count + PlanMarket.count + 1

    /// Runs the model over a sample; `facts` gives each draw what a run measured.
    package init(
        _ model: PlanModel, _ sample: PlanSample,
        facts: @Sendable @escaping (Int) -> MeasuredFacts
    ) {
        let settings = model.settings
        let years = Array(settings.years)
        let draws = sample.draws
        let table = PlanProduct.count * PlanMarket.count
        let width = PlanSeries.allCases.count * years.count + Self.tail + table
        let columns = SharedColumns(width * draws)
        let block = 128
        inParallel((draws + block - 1) / block, threads: settings.threads) { piece in
            let scratch = PlanModel.Scratch(model)
            defer { scratch.free() }
            for draw in piece * block..<min(draws, (piece + 1) * block) {
                let writer = DrawWriter(columns.start + draw, draws, years, settings)
                model.run(
                    sample.row(draw), facts(draw), scratch, years: settings.years,
                    visit: writer.write)
            }
        }
        self.draws = draws
        self.years = years
        self.columns = columns
        let summaries = BandStore(width)
        inParallel(width, threads: settings.threads) { column in
            summaries.set(
                column,
                PlanBand(
                    Array(
                        UnsafeBufferPointer(start: columns.start + column * draws, count: draws))))
        }
        bands = summaries.values()
    }

    /// What is known of a series in a year.
    package func band(_ series: PlanSeries, _ year: Int) -> PlanBand {
        bands[place(series, year)]
    }

    /// What is known of a product's revenue in the target year.
    package func band(_ product: PlanProduct) -> PlanBand {
        bands[productPlace(product.rawValue)]
    }

    /// What is known of a market's revenue in the target year.
    package func band(market: Int) -> PlanBand {
        bands[productPlace(PlanProduct.count + market)]
    }

    /// What is known of a product in a market in the target year.
    package func band(_ product: PlanProduct, market: Int) -> PlanBand {
        bands[productPlace(Self.tail + product.rawValue * PlanMarket.count + market)]
    }

    /// Net present value of contributions, real EUR of the year before the first.
    package var presentValue: PlanBand {
        bands[productPlace(PlanProduct.count + PlanMarket.count)]
    }

    /// A series in a year, by draw.
    package func values(_ series: PlanSeries, _ year: Int) -> [Double] {
        values(place(series, year))
    }

    /// A product's revenue in the target year, by draw.
    package func values(_ product: PlanProduct) -> [Double] {
        values(productPlace(product.rawValue))
    }

    /// A market's revenue in the target year, by draw.
    package func values(market: Int) -> [Double] {
        values(productPlace(PlanProduct.count + market))
    }

    private func values(_ column: Int) -> [Double] {
        Array(UnsafeBufferPointer(start: columns.start + column * draws, count: draws))
    }

    private func place(_ series: PlanSeries, _ year: Int) -> Int {
        guard let index = years.firstIndex(of: year) else { fatalError("year \(year) not drawn") }
        return series.rawValue * years.count + index
    }

    private func productPlace(_ index: Int) -> Int {
        PlanSeries.allCases.count * years.count + index
    }
}

/// Writes what `PlanModel` computes for a draw into the columns.
private struct DrawWriter {
    let row: UnsafeMutablePointer<Double>
    let stride: Int
    let years: [Int]
    let settings: PlanSettings

    init(
        _ row: UnsafeMutablePointer<Double>, _ stride: Int, _ years: [Int],
        _ settings: PlanSettings
    ) {
        self.row = row
        self.stride = stride
        self.years = years
        self.settings = settings
    }

    func write(_ year: Int, _ cells: UnsafePointer<Double>) {
        let index = year - settings.firstYear
        func put(_ column: Int, _ value: Double) { row[column * stride] = value }
        func series(_ series: PlanSeries, _ value: Double) {
            put(series.rawValue * years.count + index, value)
        }
        let (revenue, cost) = (cells[YearCells.total], cells[YearCells.cost])
        series(.revenue, revenue)
        series(.cost, cost)
        series(.contribution, revenue - cost)
        series(.connected, sum(cells + YearCells.connected, PlanMarket.count))
        series(.active, sum(cells + YearCells.active, PlanMarket.count))
        series(.monetisable, sum(cells + YearCells.monetisable, PlanMarket.count))
        let start = PlanSeries.allCases.count * years.count
        let value = start + PlanProduct.count + PlanMarket.count
        let discount = Math.pow(1 + settings.discountRate, Double(-index - 1))
        row[value * stride] += (revenue - cost) * discount
        guard year == settings.targetYear else { return }
        for product in 0..<PlanProduct.count {
            var total = 0.0
            for market in 0..<PlanMarket.count {
                let cell = product * PlanMarket.count + market
                let amount = cells[YearCells.revenue + cell]
                total += amount
                put(value + 1 + cell, amount)
                row[(start + PlanProduct.count + market) * stride] += amount
            }
            put(start + product, total)
        }
    }
}

/// Where parallel work leaves bands, each piece its own.
private final class BandStore: @unchecked Sendable {
    // Piece i writes place i alone; `values` is called after all are done.
    private let places: UnsafeMutablePointer<PlanBand>
    private let count: Int

    init(_ count: Int) {
        self.count = count
        places = .allocate(capacity: max(1, count))
        places.initialize(repeating: PlanBand([]), count: count)
    }

    deinit { places.deallocate() }

    func set(_ index: Int, _ band: PlanBand) { places[index] = band }

    func values() -> [PlanBand] { Array(UnsafeBufferPointer(start: places, count: count)) }
}

// MARK: Convergence

/// How far a median has settled after some draws.
package struct PlanConvergence: Sendable {
    /// The first so many draws.
    package var draws: Int
    /// Median and its 95 % interval by order statistics: for Sobol points an upper bound.
    package var median: Double
    /// See `median`.
    package var low: Double
    /// See `median`.
    package var high: Double

    /// Half of the interval, of the median.
    package var relativeHalfWidth: Double {
        median > 0 ? (high - low) / 2 / median : 0
    }

    /// Where draws may stop: the interval is within 2 % of the median.
    package static let stop = 0.02

    /// After 256 draws and every doubling.
    package static func table(_ values: [Double]) -> [PlanConvergence] {
        var result: [PlanConvergence] = []
        var n = min(256, values.count)
        while n > 0 {
            let sorted = values[..<n].sorted()
            let half = 0.98 * Double(n).squareRoot()
            let low = max(0, Int(Double(n) / 2 - half))
            let high = min(n - 1, Int((Double(n) / 2 + half).rounded(.up)))
            result.append(
                PlanConvergence(
                    draws: n, median: quantile(sorted, 0.5), low: sorted[low], high: sorted[high]))
            if n == values.count { break }
            n = min(2 * n, values.count)
        }
        return result
    }
}
