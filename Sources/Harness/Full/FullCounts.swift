// What every simulated vehicle of a region did, in sums that do not grow with the fleet: the basis
// of all figures that a sample must not judge. Region by region; nothing here outlives its region.

import Base
import Checks
import Demand
import Roads
import Traffic

/// The full counts of a region: `truth/full/` and the region's part of `truth/run.json`.
struct FullCounts: Sendable {
    /// Sums over trips.
    var traffic = FullTraffic()
    /// `truth/full/driving.parquet`: vehicles on the roads at every full minute.
    var driving = DataTable()
    /// `truth/links.parquet` of a sampled run: per link and day, over all simulated vehicles.
    var links = DataTable()
    /// `truth/full/cells.parquet`: cells by how many distinct consenting vehicles are behind them.
    var cells = DataTable()
    /// `truth/full/zones.parquet`: per hour and zone, trips of consenting vehicles.
    var zones = DataTable()

    /// Counts a region's traffic.
    ///
    /// - Parameter zoneMeters: the size of the zones of `od-matrix`.
    init(
        network: Network, region: Region, result: TrafficResult, plans: [PlannedTrip],
        consents: MobilityConsents, zoneMeters: Double
    ) {
        traffic = result.sums()
        traffic.consentingVehicles = consents.vehicles
        driving = Self.drivingTable(result, region: region.name)
        links = LinkDays(network, result).table(region: region.name)
        let feed = LinkCells.histogram(network, result, consents)
        let trips = ZoneTrips(
            network: network, result: result, plans: plans, consents: consents,
            meters: zoneMeters)
        cells = CellHistogram.table(
            [("traffic-feed", feed), ("od-matrix", trips.histogram)], region: region.name)
        zones = trips.table(region: region.name)
    }

    /// Vehicles on the map's roads at every full minute of the run.
    private static func drivingTable(_ result: TrafficResult, region: String) -> DataTable {
        let end = Double(result.endMilliseconds) / 1000
        let minutes = max(1, Int((end / 60).rounded(.up)))
        var change = [Int32](repeating: 0, count: minutes + 1)
        for trip in 0..<result.count {
            let enter = Double(result.enterMilliseconds[trip]) / 1000
            let exit = Double(result.exitMilliseconds[trip]) / 1000
            guard exit > enter else { continue }
            let first = Int(max(0, enter / 60).rounded(.up))
            let last = Int(min(end, exit) / 60)
            guard first <= last, first < minutes else { continue }
            change[first] += 1
            change[min(minutes, last + 1)] -= 1
        }
        var now: Int32 = 0
        let vehicles = (0..<minutes).map { minute -> UInt32 in
            now += change[minute]
            return UInt32(max(0, now))
        }
        return DataTable([
            DataColumn("region", repeating: region, count: minutes),
            DataColumn("minute", .int32((0..<minutes).map(Int32.init))),
            DataColumn("vehicles", .uint32(vehicles)),
        ])
    }
}

extension TrafficResult {
    /// Sums over all trips, in the terms of the KPIs `traffic.*`.
    fileprivate func sums() -> FullTraffic {
        var sums = FullTraffic()
        sums.trips = count
        let end = Double(endMilliseconds) / 1000
        for trip in 0..<count {
            if trip == 0 || vehicle[trip] != vehicle[trip - 1] { sums.activeVehicles += 1 }
            let meters = Double(onMapMeters[trip])
            sums.kilometers += meters / 1000
            let enter = Double(enterMilliseconds[trip]) / 1000
            let exit = Double(exitMilliseconds[trip]) / 1000
            let freeFlow = Double(freeFlowSeconds[trip])
            if exit < end, exit > enter, meters > 0 {
                sums.movedTrips += 1
                sums.movedMeters += meters
                sums.movedSeconds += exit - enter
            }
            if arriveMilliseconds[trip] != .max {
                sums.arrivedTrips += 1
                sums.delaySeconds += exit - enter - freeFlow
            } else if exit >= end, end - enter > 3 * freeFlow + 3600 {
                sums.stuckTrips += 1
            }
        }
        return sums
    }
}

/// Cells and what was counted in them, by the number of distinct vehicles behind a cell.
struct CellHistogram: Sendable {
    /// Cells with v distinct vehicles. [65,536]
    var cells = [Int64](repeating: 0, count: 1 << 16)
    /// Entries or trips in cells with v distinct vehicles. [65,536]
    var amounts = [Int64](repeating: 0, count: 1 << 16)

    /// Adds a cell.
    mutating func add(vehicles: Int, amount: Int) {
        let bin = min(cells.count - 1, vehicles)
        cells[bin] += 1
        amounts[bin] += Int64(amount)
    }

    static func table(
        _ products: [(name: String, histogram: CellHistogram)], region: String
    ) -> DataTable {
        var codes: [UInt32] = []
        var vehicles: [UInt32] = []
        var cells: [Int64] = []
        var amounts: [Int64] = []
        for (code, product) in products.enumerated() {
            for bin in product.histogram.cells.indices where product.histogram.cells[bin] > 0 {
                codes.append(UInt32(code))
                vehicles.append(UInt32(bin))
                cells.append(product.histogram.cells[bin])
                amounts.append(product.histogram.amounts[bin])
            }
        }
        return DataTable([
            DataColumn("region", repeating: region, count: codes.count),
            DataColumn("product", .words(codes: codes, words: products.map(\.name))),
            DataColumn("vehicles", .uint32(vehicles)),
            DataColumn("cells", .int64(cells)),
            DataColumn("amount", .int64(amounts)),
        ])
    }
}
