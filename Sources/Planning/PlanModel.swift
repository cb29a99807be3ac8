// The chain from cars to euros: equations 1 to 10 of the revenue study, section 3.3, for one value
// of every parameter. Pure arithmetic on plain memory; draws, facts and money come from outside.

import Base

/// Where the figures of a year stand in the memory that `PlanModel` writes.
enum YearCells {
    private static let table = PlanProduct.count * PlanMarket.count
    /// Revenue net of credits, EUR a year, by product, then market.
    static let revenue = 0
    /// Units a year.
    static let units = table
    /// EUR a unit.
    static let price = 2 * table
    /// Vehicles by market: connected, active, connected of the first five years.
    static let connected = 3 * table
    static let active = connected + PlanMarket.count
    static let monetisable = active + PlanMarket.count
    /// Fully allocated cost, EUR a year.
    static let cost = monetisable + PlanMarket.count
    /// Sum of `revenue`.
    static let total = cost + 1
    static let size = total + 1

    static func cell(_ product: PlanProduct, _ market: Int) -> Int {
        product.rawValue * PlanMarket.count + market
    }
}

/// The model: markets with their tables of survivors.
package struct PlanModel: Sendable {
    /// Ages 0.5, 1.5 … 12.5 years.
    static let ages = 13
    /// Share of the day's traffic in an hour of the part, and its hours.
    static let dayParts = [(share: 0.075, hours: 4.0), (0.05, 12.0), (0.0125, 8.0)]
    /// Trips a day between two zones, weighted by trips: lognormal, median 100, σ 1.5 [X]; the
    /// middles of 32 equally likely classes.
    static let pairDemand: [Double] = (0..<32).map { node in
        100 * Math.exp(1.5 * 1.5 + 1.5 * Statistics.normalQuantile((Double(node) + 0.5) / 32))
    }

    /// Values by market, then `MarketKey`, in one row.
    private let markets: [Double]
    let settings: PlanSettings
    /// Sales of 2025 that survive, by market and age.
    private let survivors: [Double]
    /// First vintage that a table of fitment holds.
    private let firstVintage: Int
    private let vintages: Int

    /// A model of markets, each with a value for every `MarketKey`.
    package init(markets: [[Double]], settings: PlanSettings) {
        self.markets = markets.flatMap { $0 }
        self.settings = settings
        survivors = markets.flatMap { market in
            let shape = market[MarketKey.shape.rawValue]
            let scale = PlanMath.weibullScale(
                mean: market[MarketKey.meanLife.rawValue], shape: shape)
            return (0..<Self.ages).map { age in
                market[MarketKey.sales.rawValue] * 1000
                    * PlanMath.survival(Double(age) + 0.5, scale: scale, shape: shape)
            }
        }
        firstVintage = min(settings.firstYear, settings.targetYear) - Self.ages
        vintages = max(settings.lastYear, settings.targetYear) - firstVintage + 1
    }

    /// How many numbers a `Cohort` holds.
    var cohortSize: Int { vintages + Self.ages }

    /// Equations 2 and 3: what holds for all years of a draw. Fitment by vintage (share of the
    /// largest, times growth of sales), then the share of a vintage that is reachable, by age.
    func prepare(_ v: UnsafePointer<Double>, _ cohort: UnsafeMutablePointer<Double>) {
        func at(_ key: PlanKey) -> Double { v[key.rawValue] }
        for index in 0..<vintages {
            let vintage = Double(firstVintage + index)
            let growth = vintage > 2025 ? Math.pow(1 + at(.salesGrowth), vintage - 2025) : 1
            let slope = at(.connectedSlope) * (vintage - at(.connectedMid))
            cohort[index] = growth * at(.scaleParc) / (1 + Math.exp(-slope))
        }
        let free = at(.freeYears)
        for age in 0..<Self.ages {
            let paid = Double(age) + 0.5 - free
            let paying = at(.conversion) * Math.pow(1 - at(.churn), max(0, paid))
            let reach = paid <= 0 ? 1 : paying + (1 - paying) * at(.keepAlive)
            cohort[vintages + age] = at(.activeFree) * reach
        }
    }

    /// Equations 1 to 3: connected and active vehicles by market at the end of a year.
    func parc(
        _ v: UnsafePointer<Double>, _ cohort: UnsafePointer<Double>, year: Int,
        into out: UnsafeMutablePointer<Double>
    ) {
        let window = settings.windowYears ?? v[PlanKey.supportYears.rawValue]
        let sales2024 = v[PlanKey.sales2024.rawValue]
        let newest = year - firstVintage
        survivors.withUnsafeBufferPointer { survivors in
            for market in 0..<PlanMarket.count {
                let early = self.market(market, .salesFactor)
                var (connected, active, young) = (0.0, 0.0, 0.0)
                for age in 0..<Self.ages where Double(age) + 0.5 <= window {
                    let vintage = year - age
                    let sold = vintage <= 2023 ? early : vintage == 2024 ? sales2024 : 1
                    let cars =
                        survivors[market * Self.ages + age] * sold * cohort[newest - age]
                    connected += cars
                    active += cars * cohort[vintages + age]
                    if age < 5 { young += cars }
                }
                let fitted = v[fitment(of: market).rawValue]
                out[YearCells.connected + market] = connected * fitted
                out[YearCells.active + market] = active * fitted
                out[YearCells.monetisable + market] = young * fitted
            }
        }
    }

    private func market(_ index: Int, _ key: MarketKey) -> Double {
        markets[index * MarketKey.count + key.rawValue]
    }

    private func fitment(of market: Int) -> PlanKey {
        market == 7 ? .connectedNA : market == 8 ? .connectedSA : .connectedEU
    }

    private func electric(of market: Int) -> PlanKey {
        market == 7 ? .electricNA : market == 8 ? .electricSA : .electricEU
    }

    /// One year of one draw. `cohort` comes from `prepare`, `scales` from `topDown`.
    func evaluate(
        _ v: UnsafePointer<Double>, _ facts: MeasuredFacts, _ cohort: UnsafePointer<Double>,
        year: Int, scales: (parc: Double, price: Double), into out: UnsafeMutablePointer<Double>
    ) {
        parc(v, cohort, year: year, into: out)
        var connected = 0.0
        for market in 0..<PlanMarket.count {
            out[YearCells.connected + market] *= scales.parc
            out[YearCells.active + market] *= scales.parc
            out[YearCells.monetisable + market] *= scales.parc
            connected += out[YearCells.connected + market]
        }
        let draw = YearDraw(v, facts, settings, year: year, priceScale: scales.price)
        for market in 0..<PlanMarket.count {
            let share = out[YearCells.connected + market] / max(1, connected)
            vehicleSales(draw, market, share: share, out)
            roadSales(draw, market, out)
        }
        var (total, active) = (0.0, 0.0)
        for product in 0..<PlanProduct.count {
            for market in 0..<PlanMarket.count {
                let cell = product * PlanMarket.count + market
                let amount =
                    out[YearCells.units + cell] * out[YearCells.price + cell] * draw.netOfCredit
                out[YearCells.revenue + cell] = amount
                total += amount
            }
        }
        for market in 0..<PlanMarket.count { active += out[YearCells.active + market] }
        out[YearCells.total] = total
        out[YearCells.cost] = draw.cost(active: active, revenue: total)
    }

    /// Equation 8, products metered by vehicle, agency or licence.
    private func vehicleSales(
        _ draw: YearDraw, _ market: Int, share: Double, _ out: UnsafeMutablePointer<Double>
    ) {
        let active = out[YearCells.active + market]
        let months = active * draw.uptime * 12
        let own = 1 - draw.at(.fleetShare)
        let electric = draw.at(self.electric(of: market))
        let isEU = PlanMarket.isEU27[market]
        func set(_ product: PlanProduct, _ units: Double, _ price: Double) {
            let cell = YearCells.cell(product, market)
            out[YearCells.units + cell] = units * draw.delivered(product)
            out[YearCells.price + cell] = price * draw.priceScale
        }
        let fleet = months * draw.at(.fleetShare) * draw.adoption(.fleetAdoption)
        let driver = settings.fleetNeedsDriverConsent ? draw.consent(.consentTechnical) : 1
        set(.fleetAPI, fleet * driver, draw.capped(.priceFleet, isEU))
        let insured =
            min(1, self.market(market, .penetrationUBI) * draw.at(.scaleUBI))
            * draw.adoption(.shareUBI)
        // Penetration counts drivers who agreed; less willingness than today's means fewer.
        let asked = min(1, draw.at(.scaleConsent))
        set(.ubiScore, months * own * insured * asked, draw.at(.priceUBI))
        set(
            .probeWholesale, months * draw.mobility * draw.adoption(.probeBuyers),
            draw.at(.priceProbe))
        set(
            .aftermarket,
            months * own * draw.consent(.consentTechnical) * draw.adoption(.aftermarketAdoption),
            draw.capped(.priceAftermarket, isEU))
        set(
            .evCharging,
            months * own * electric * draw.consent(.consentCharging)
                * draw.adoption(.chargingAdoption), draw.at(.priceCharging))
        set(
            .batterySOH,
            active * electric * draw.at(.electricTurnover) * draw.adoption(.certificateAttach),
            draw.at(.priceCertificate))
        set(
            .research,
            draw.adoption(.researchLicences) * share * draw.researchData, draw.at(.priceResearch))
        // Safety messages are free of charge in the EU (Delegated Regulation 886/2013), and here
        // everywhere: metered, never priced.
        set(.hazardEvent, months * draw.consent(.consentTechnical), 0)
    }

    /// Equations 6 to 8, products metered by what may be released of roads and zones.
    private func roadSales(
        _ draw: YearDraw, _ market: Int, _ out: UnsafeMutablePointer<Double>
    ) {
        // Share of the cars on the road that are ours, drive and consent.
        let reach =
            out[YearCells.active + market] * draw.uptime * settings.pooling
            / (self.market(market, .totalParc) * 1e6)
        let penetration = min(1, reach * draw.mobility)
        func kilometers(_ share: Double, hours: Double, _ k: Int) -> Double {
            let cell = share * hours / 2
            return self.market(market, .motorwayKilometers)
                * PlanMath.coverage(cell * self.market(market, .flowMotorway), k)
                + self.market(market, .mainKilometers)
                * PlanMath.coverage(cell * self.market(market, .flowMain), k)
        }
        func set(_ product: PlanProduct, _ units: Double, _ price: PlanKey) {
            let cell = YearCells.cell(product, market)
            out[YearCells.units + cell] = units * draw.delivered(product)
            out[YearCells.price + cell] =
                draw.at(price) * draw.at(.feedShare) * draw.priceScale
        }
        let authorities = draw.adoption(.authorityAdoption)
        set(
            .trafficFeed,
            authorities
                * kilometers(penetration, hours: settings.cellHours, draw.k(.trafficFeed)),
            .priceFeed)
        let pooled = settings.profileDays
        set(
            .speedProfiles,
            authorities * kilometers(penetration, hours: pooled, draw.k(.speedProfiles)),
            .priceProfiles)
        let technical = min(1, reach * draw.consent(.consentTechnical))
        set(
            .roadCondition,
            authorities / 2 * kilometers(technical, hours: pooled, draw.k(.roadCondition)),
            .priceRoad)
        set(
            .odMatrix,
            self.market(market, .agencies) * draw.adoption(.agencyAdoption)
                * PlanMath.pairCoverage(penetration, draw.k(.odMatrix)), .priceOD)
    }
}
