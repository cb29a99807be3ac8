// The chain from cars to euros for 2030: equations 1, 2, 3, 6, 8, 9 and 10 of the revenue report,
// section 3.3, for one value of every parameter. Pure arithmetic; draws and facts come from
// outside.

import Base

/// The products of the revenue catalogue, ids as everywhere.
enum CatalogueProduct: String, CaseIterable, Sendable {
    case fleetAPI = "fleet-api"
    case ubiScore = "ubi-score"
    case probeWholesale = "probe-wholesale"
    case trafficFeed = "traffic-feed"
    case speedProfiles = "speed-profiles"
    case odMatrix = "od-matrix"
    case roadCondition = "road-condition"
    case hazardEvent = "hazard-event"
    case evCharging = "ev-charging"
    case batterySOH = "battery-soh"
    case aftermarket = "aftermarket"
    case research = "research"
}

/// Ratios that a run measured; `nil` where none did and the prior stands in.
struct MeasuredRatios: Hashable, Sendable {
    /// Share of the vehicles that consent to mobility products, averaged over the run.
    var consentMobility: Double?
    /// Share of the records handed over that the platform has.
    var uptime: Double?
    /// Consenting vehicles that drove and were metered.
    var probeDelivered = 1.0
    /// Released of the releasable kilometre-windows.
    var feedDelivered = 1.0
    /// Released of the releasable cells.
    var odDelivered = 1.0
    /// Distinct vehicles that a cell needs.
    var feedK: Int?
    /// See `feedK`.
    var odK: Int?
    /// Whether cells of `od-matrix` are single hours, as the platform releases them, instead of
    /// days, as the prior assumes.
    var isHourlyOD = false
}

/// Units and price of a product in a market.
struct Sale: Hashable, Sendable {
    var units: Double
    /// EUR per unit.
    var price: Double
    var revenue: Double { units * price }
}

/// What one set of parameter values makes of the markets.
struct MarketState: Sendable {
    /// Connected and active vehicles by market.
    var connected: [Double]
    var active: [Double]
}

/// The model: markets with their parc tables.
package struct RevenueModel: Sendable {
    static let marketNames = ["FR", "DE", "IT", "ES", "UK", "PL", "rest-eu", "NA", "SA"]
    private static let year = 2030
    private static let oldestAge = 13
    /// Share of the day's traffic in an hour of the part, and its hours.
    private static let dayParts = [(0.075, 4.0), (0.05, 12.0), (0.0125, 8.0)]
    /// Trip-weighted demand between two zones, trips a day: lognormal, median 100, σ 1.5 [X].
    private static let pairDemand: [Double] = (0..<32).map { node in
        let z = Statistics.normalQuantile((Double(node) + 0.5) / 32)
        return 100 * Math.exp(1.5 * 1.5 + 1.5 * z)
    }

    let markets: [MarketValues]
    /// Vehicles of all markets together.
    let vehicles: Double
    /// Survivors by market and age class per unit of sales, times sales.
    private let survivors: [[Double]]

    init(markets: [MarketValues], vehicles: Double) {
        self.markets = markets
        self.vehicles = vehicles
        survivors = markets.map { market in
            let scale =
                market.meanLife / Math.exp(Math.logGamma(1 + 1 / market.shape))
            return (0..<Self.oldestAge).map { index in
                let age = Double(index) + 0.5
                let survival = Math.exp(-Math.pow(age / scale, market.shape))
                let isEarly = Self.year - index <= 2023
                return market.sales * (isEarly ? market.salesFactor : 1) * survival
            }
        }
    }

    /// Equations 1 to 3: connected and active vehicles, the markets' shares applied to the total.
    func state(_ values: EvidenceValues) -> MarketState {
        var fitted = [Double](repeating: 0, count: Self.oldestAge)
        var active = fitted
        for index in 0..<Self.oldestAge {
            let age = Double(index) + 0.5
            guard age <= values.supportYears else { continue }
            let vintage = Double(Self.year - index)
            let growth = vintage > 2025 ? Math.pow(1 + values.salesGrowth, vintage - 2025) : 1
            let slope = values.connectedSlope * (vintage - values.connectedMidYear)
            fitted[index] = growth / (1 + Math.exp(-slope))
            let paid = age - values.freeYears
            let paying = values.conversion * Math.pow(1 - values.churnPerYear, max(0, paid))
            let reachable = paid <= 0 ? 1 : paying + (1 - paying) * values.keepAlive
            active[index] = fitted[index] * values.activeFree * reachable
        }
        var state = MarketState(connected: [], active: [])
        for (market, ages) in survivors.enumerated() {
            let largest = largestFitment(market, values)
            state.connected.append(largest * dot(ages, fitted))
            state.active.append(largest * dot(ages, active))
        }
        let factor = vehicles / max(state.connected.reduce(0, +), .leastNormalMagnitude)
        state.connected = state.connected.map { $0 * factor }
        state.active = state.active.map { $0 * factor }
        return state
    }

    private func largestFitment(_ market: Int, _ values: EvidenceValues) -> Double {
        switch Self.marketNames[market] {
        case "NA": values.connectedNA
        case "SA": values.connectedSA
        default: values.connectedEU
        }
    }

    private func electricShare(_ market: Int, _ values: EvidenceValues) -> Double {
        switch Self.marketNames[market] {
        case "NA": values.electricNA
        case "SA": values.electricSA
        default: values.electricEU
        }
    }

    private func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for index in a.indices { sum += a[index] * b[index] }
        return sum
    }

    /// Equation 9: the price of vehicle-level raw data under the EU Data Act.
    package static func dataActPrice(
        _ price: Double, exposed share: Double, cost: Double, margin: Double
    ) -> Double {
        (1 - share) * price + share * min(price, cost * (1 + margin))
    }

    private func cappedPrice(_ price: Double, _ market: Int, _ values: EvidenceValues) -> Double {
        guard !["UK", "NA", "SA"].contains(Self.marketNames[market]) else { return price }
        return Self.dataActPrice(
            price, exposed: values.dataActShare, cost: values.dataActCost,
            margin: values.dataActMargin)
    }

    /// Equation 6: share of a road's hours in which a cell holds `k` vehicles.
    ///
    /// - Parameters:
    ///   - flow: vehicles a day in both directions.
    ///   - hours: length of a cell; `days` as many are pooled.
    package static func coverage(
        penetration: Double, flow: Double, hours: Double, days: Double, k: Int
    ) -> Double {
        var sum = 0.0
        for (share, length) in dayParts {
            let lambda = penetration * flow / 2 * share * hours * days
            sum += length * Distributions.poissonTail(lambda: lambda, atLeast: k)
        }
        return sum / 24
    }

    /// Trip-weighted share of origin-destination cells that hold `k` vehicles.
    static func pairCoverage(penetration: Double, k: Int, isHourly: Bool) -> Double {
        var sum = 0.0
        for demand in pairDemand {
            if isHourly {
                for (share, length) in dayParts {
                    let lambda = penetration * demand * share
                    sum += share * length * Distributions.poissonTail(lambda: lambda, atLeast: k)
                }
            } else {
                sum += Distributions.poissonTail(lambda: penetration * demand, atLeast: k)
            }
        }
        return sum / Double(pairDemand.count)
    }

    /// Equations 8 and 9: what a product sells in a market in a year. `research` is global and
    /// spread over markets by their connected vehicles.
    func sale(
        _ product: CatalogueProduct, market: Int, state: MarketState, values: EvidenceValues,
        measured: MeasuredRatios
    ) -> Sale {
        let here = markets[market]
        let active = state.active[market]
        let uptime = measured.uptime ?? values.availability
        let kept = 1 - values.consentShock
        let mobility = min(1, (measured.consentMobility ?? values.consentMobility) * kept)
        let months = active * uptime * 12
        // Cars outside managed fleets: whose drivers insure, charge and repair by themselves.
        let own = 1 - values.fleetShare
        switch product {
        case .fleetAPI:
            return Sale(
                units: months * values.fleetShare * values.fleetAdoption,
                price: cappedPrice(values.priceFleet, market, values))
        case .ubiScore:
            let enrolled = min(1, here.penetrationUBI * values.scaleUBI) * values.shareUBI
            return Sale(units: months * own * enrolled, price: values.priceUBI)
        case .probeWholesale:
            return Sale(
                units: months * mobility * measured.probeDelivered * values.probeBuyers,
                price: values.priceProbe)
        case .aftermarket:
            return Sale(
                units: months * own * values.consentTechnical * kept * values.aftermarketAdoption,
                price: cappedPrice(values.priceAftermarket, market, values))
        case .evCharging:
            let electric = months * own * electricShare(market, values)
            return Sale(
                units: electric * values.consentCharging * kept * values.chargingAdoption,
                price: values.priceCharging)
        case .batterySOH:
            let traded = active * electricShare(market, values) * values.electricTurnover
            return Sale(units: traded * values.certificateAttach, price: values.priceCertificate)
        case .hazardEvent:
            // Free by law where it serves safety (regulation (EU) 886/2013).
            return Sale(units: months * values.consentTechnical * kept, price: 0)
        case .research:
            let share = state.connected[market] / max(1, state.connected.reduce(0, +))
            return Sale(units: values.researchLicences * share, price: values.priceLicence)
        case .trafficFeed, .speedProfiles, .roadCondition, .odMatrix:
            let penetration = active * mobility * uptime / (here.totalParcMillions * 1e6)
            return roadSale(
                product, here, penetration: penetration, values: values, measured: measured)
        }
    }

    private func roadSale(
        _ product: CatalogueProduct, _ market: MarketValues, penetration: Double,
        values: EvidenceValues, measured: MeasuredRatios
    ) -> Sale {
        let k = max(1, Int(values.k.rounded()))
        func kilometers(hours: Double, days: Double, k: Int) -> Double {
            market.motorwayKilometers
                * Self.coverage(
                    penetration: penetration, flow: market.flowMotorway, hours: hours, days: days,
                    k: k)
                + market.mainKilometers
                * Self.coverage(
                    penetration: penetration, flow: market.flowMain, hours: hours, days: days, k: k)
        }
        switch product {
        case .trafficFeed:
            let released = kilometers(hours: 0.25, days: 1, k: measured.feedK ?? k)
            return Sale(
                units: released * measured.feedDelivered * values.authorityAdoption,
                price: values.priceFeedKilometer * values.feedShare)
        case .speedProfiles:
            return Sale(
                units: kilometers(hours: 1, days: 21, k: k) * values.authorityAdoption,
                price: values.priceProfileKilometer * values.feedShare)
        case .roadCondition:
            return Sale(
                units: kilometers(hours: 1, days: 21, k: 3) * values.authorityAdoption / 2,
                price: values.priceRoadKilometer * values.feedShare)
        default:
            let share = Self.pairCoverage(
                penetration: penetration, k: measured.odK ?? k, isHourly: measured.isHourlyOD)
            return Sale(
                units: market.agencies * values.agencyAdoption * share * measured.odDelivered,
                price: values.priceAgency * values.feedShare)
        }
    }

    /// Equation 10: cost of a year, EUR, fully allocated.
    func cost(_ state: MarketState, _ values: EvidenceValues, revenue: Double) -> Double {
        let active = state.active.reduce(0, +)
        let gigabytes = active * values.megabytesPerMonth * 12 / 1000
        let connectivity =
            gigabytes * values.cellularPerGigabyte + active * values.simPerMonth * 12
        let messages = active * values.messagesPerMonth * 12 / 1e6
        return connectivity * values.connectivityShare + gigabytes * values.cloudPerGigabyte
            + messages * values.pricePerMillionMessages + active * values.consentPlatformPerYear
            + values.salesCostShare * revenue + values.fixedMillions * 1e6
    }

    /// Equation 9: credit by measured uptime.
    package static func credit(uptime: Double) -> Double {
        uptime >= 0.995 ? 0 : uptime >= 0.99 ? 0.10 : uptime >= 0.95 ? 0.25 : 0.50
    }
}
