// The traffic of a run that wrote the truth of a sample only: sums over every simulated vehicle,
// which the run added up region by region. Sums are exact, so they have no intervals.

import Base

/// The KPIs `traffic.*` from full counts.
func fullTrafficKPIs(run: RunFolder) throws -> [KPI] {
    let regions = run.wholeFacts.regions
    let sums = regions.compactMap(\.full)
    guard sums.count == regions.count else {
        throw Failure.input("\(run.path)/truth/run.json: full counts are missing; run it again")
    }
    func sum(_ value: (FullTraffic) -> Double) -> Double { sums.reduce(0) { $0 + value($1) } }
    func count(_ value: (FullTraffic) -> Int) -> Int { sums.reduce(0) { $0 + value($1) } }
    let trips = count(\.trips)
    let moved = count(\.movedTrips)
    let arrived = count(\.arrivedTrips)
    let stuck = count(\.stuckTrips)
    let forced = regions.reduce(0) { $0 + ($1.gridlockResolutions ?? 0) }
    let peak = try drivingPeak(run)
    let speed = sum(\.movedSeconds) > 0 ? sum(\.movedMeters) / sum(\.movedSeconds) * 3.6 : nil
    return [
        KPI(
            "traffic.trips", Double(trips), unit: "trips",
            method: "trips of all simulated vehicles that started before the run's end", n: trips,
            basis: .full),
        KPI(
            "traffic.vehicle_km", sum(\.kilometers), unit: "km",
            method: "kilometres that simulated vehicles drove on the map's roads", n: trips,
            basis: .full),
        KPI(
            "traffic.mean_speed", speed, unit: "km/h",
            method: "metres over seconds on the map's roads, of trips that left them before the "
                + "end", n: moved, basis: .full),
        KPI(
            "traffic.mean_delay", arrived > 0 ? sum(\.delaySeconds) / Double(arrived) : nil,
            unit: "s",
            method: "mean time on the map's roads over free-flow time, of trips that arrived",
            n: arrived, basis: .full),
        KPI(
            "traffic.driving_at_peak", Double(peak.vehicles), unit: "vehicles",
            method: "most simulated vehicles on the map's roads at any full minute "
                + "(\(clock(peak.seconds)) after the start)", n: trips, basis: .full),
        KPI(
            "traffic.gridlocked", Double(stuck + forced), unit: "vehicles",
            method: "trips still on the roads an hour after three times their free-flow time "
                + "(\(stuck)), and vehicles that a rule had to move (\(forced))", n: trips,
            basis: .full),
        KPI(
            "traffic.active_vehicles", Double(count(\.activeVehicles)), unit: "vehicles",
            method: "simulated vehicles with a trip that started before the run's end",
            n: run.wholeFacts.vehicles, basis: .full),
    ]
}

/// The most vehicles on the roads of all regions at a full minute, and when.
private func drivingPeak(_ run: RunFolder) throws -> (vehicles: Int, seconds: Double) {
    let table = try run.table("truth/full/driving.parquet", columns: ["minute", "vehicles"])
    let minutes = try table.column("minute").int64s()
    let vehicles = try table.column("vehicles").int64s()
    var sums = [Int](repeating: 0, count: Int(max(0, minutes.max() ?? 0)) + 1)
    for row in minutes.indices where minutes[row] >= 0 {
        sums[Int(minutes[row])] += Int(vehicles[row])
    }
    let best = sums.indices.max { (sums[$0], -$0) < (sums[$1], -$1) } ?? 0
    return (sums[best], Double(best) * 60)
}

/// How many vehicles stand behind the cells of aggregate products when every consenting vehicle of
/// every region counts: `truth/full/cells.parquet`. Cells of different regions are different
/// places, so histograms of regions add.
struct FullCells: Sendable {
    /// Cells and what was counted in them, by distinct vehicles.
    struct Histogram: Sendable {
        var cells: [Int: Int] = [:]
        var amounts: [Int: Int] = [:]

        /// Cells and amounts behind which stand fewer than k vehicles, and all.
        func below(_ k: Int) -> (cells: Int, of: Int, amount: Int, ofAmount: Int) {
            func sum(_ bins: [Int: Int], _ isIn: (Int) -> Bool) -> Int {
                bins.reduce(0) { isIn($1.key) ? $0 + $1.value : $0 }
            }
            return (
                sum(cells) { $0 < k }, sum(cells) { _ in true }, sum(amounts) { $0 < k },
                sum(amounts) { _ in true }
            )
        }
    }

    private(set) var products: [String: Histogram] = [:]

    init(run: RunFolder) throws {
        let table = try run.table(
            "truth/full/cells.parquet", columns: ["product", "vehicles", "cells", "amount"])
        let names = try table.column("product").strings()
        let vehicles = try table.column("vehicles").int64s()
        let cells = try table.column("cells").int64s()
        let amounts = try table.column("amount").int64s()
        for row in names.indices {
            products[names[row], default: Histogram()].cells[Int(vehicles[row]), default: 0] +=
                Int(cells[row])
            products[names[row], default: Histogram()].amounts[Int(vehicles[row]), default: 0] +=
                Int(amounts[row])
        }
    }

    /// The figures of a product for its k.
    func kpis(product: String, k: Int) -> [KPI] {
        let (cell, unit) =
            product == "od-matrix"
            ? ("hour × zone × zone with a trip wholly under consent", "trips")
            : ("link × 15 min entered by a vehicle under consent", "entries")
        let found = (products[product] ?? Histogram()).below(k)
        func id(_ metric: String) -> String { "privacy.\(product).small-cells.\(metric)" }
        func share(_ part: Int, _ all: Int) -> Double? {
            all > 0 ? Double(part) / Double(all) : nil
        }
        let crowd = "counted over every consenting vehicle of every region"
        let source = "design.md section 9, A8: targets are sampled, the crowd never is"
        return [
            KPI(
                id("full_cells"), Double(found.of), unit: "cells", method: "\(cell), \(crowd)",
                n: found.of, source: source, basis: .full),
            KPI(
                id("full_below_k"), Double(found.cells), unit: "cells",
                method: "cells with fewer than k = \(k) distinct vehicles, which the product must "
                    + "not show; \(crowd)", n: found.of, source: source, basis: .full),
            KPI(
                id("share_suppressed"), share(found.cells, found.of), unit: "share",
                method: "true cells (\(cell)) under k = \(k): the price of k; \(crowd)",
                n: found.of, source: source, basis: .full),
            KPI(
                id("full_coverage"), share(found.ofAmount - found.amount, found.ofAmount),
                unit: "share",
                method: "share of \(unit) in cells with at least k = \(k) vehicles; \(crowd)",
                n: found.ofAmount, source: source, basis: .full),
        ]
    }
}
