// The truth of traffic as tables: trips, visits, traversals, links. Column names, types and units
// are those of the files under `truth/`.

import Base
import Demand
import Roads

extension TrafficResult {
    /// Metres of a traversal: parts of the first and last link of a trip, else the whole link.
    public func meters(ofTraversal index: Int, trip: Int, network: Network) -> Double {
        let range = traversals(of: trip)
        let isLast = index + 1 == range.upperBound
        let from = index == range.lowerBound ? Double(originOffset[trip]) : 0
        if isLast, flags[trip].contains(.onRoadAtEnd) {
            var before = -Double(originOffset[trip])
            for other in range.dropLast() {
                before += Double(network.linkLength[Int(traversalLink[other])])
            }
            if range.count == 1 { before = 0 }
            return max(0, Double(onMapMeters[trip]) - before)
        }
        let length = Double(network.linkLength[Int(traversalLink[index])])
        return max(0, (isLast ? Double(destinationOffset[trip]) : length) - from)
    }

    /// When a traversal ended, milliseconds; `nil` when the run's end came before.
    public func end(ofTraversal index: Int, trip: Int) -> Int64? {
        if index + 1 < Int(firstTraversal[trip + 1]) {
            return traversalEnterMilliseconds[index + 1]
        }
        return flags[trip].contains(.onRoadAtEnd) ? nil : exitMilliseconds[trip]
    }

    /// `truth/trips.parquet` of a range of vehicles.
    ///
    /// - Parameters:
    ///   - plans: what the engine was given.
    ///   - powertrain: of each vehicle; asked once per vehicle.
    public func tripsTable(
        network: Network, region: Region, plans: [PlannedTrip],
        vehicles: Range<UInt32> = 0..<UInt32.max, powertrain: (VehicleID) -> Powertrain
    ) -> DataTable {
        let trips = trips(of: vehicles)
        var columns = TripColumns(capacity: trips.count)
        var model = EnergyModel(.combustion)
        var number: UInt32 = 0
        for trip in trips {
            if trip == trips.lowerBound || vehicle[trip] != vehicle[trip - 1] {
                model = EnergyModel(powertrain(VehicleID(vehicle[trip])))
                number = 0
            }
            let planned = plans[Int(plan[trip])]
            var energy = TripEnergy(
                model: model, network: network, result: self, trip: trip, plan: planned)
            let (use, meters) = energy.total()
            columns.append(self, trip, number, planned, network, use, meters)
            number += 1
        }
        return columns.table(region: region.name)
    }

    /// `truth/traversals.parquet` of a range of vehicles.
    public func traversalsTable(
        network: Network, region: Region, vehicles: Range<UInt32> = 0..<UInt32.max
    ) -> DataTable {
        let trips = trips(of: vehicles)
        let range = Int(firstTraversal[trips.lowerBound])..<Int(firstTraversal[trips.upperBound])
        var vehicleColumn: [UInt32] = []
        var tripColumn: [UInt32] = []
        var meters: [Float] = []
        vehicleColumn.reserveCapacity(range.count)
        tripColumn.reserveCapacity(range.count)
        meters.reserveCapacity(range.count)
        var number: UInt32 = 0
        for trip in trips {
            if trip == trips.lowerBound || vehicle[trip] != vehicle[trip - 1] { number = 0 }
            for index in traversals(of: trip) {
                vehicleColumn.append(vehicle[trip])
                tripColumn.append(number)
                meters.append(
                    Float(self.meters(ofTraversal: index, trip: trip, network: network)))
            }
            number += 1
        }
        return DataTable([
            DataColumn("region", repeating: region.name, count: range.count),
            DataColumn("vehicle_id", .uint32(vehicleColumn)),
            DataColumn("trip_id", .uint32(tripColumn)),
            DataColumn("link", .uint32(Array(traversalLink[range]))),
            DataColumn("enter_ms", .int64(Array(traversalEnterMilliseconds[range]))),
            DataColumn("metres", .float(meters)),
        ])
    }

    /// `truth/links.parquet`: rows in order of window, then link, where a vehicle entered (or
    /// started). The speed is the space-mean of traversals that began in the window and ended
    /// before the run: their metres over their seconds; 0 where none ended.
    public func linksTable(network: Network, region: Region, windowSeconds: Int) -> DataTable {
        var links = LinkWindows(
            linkCount: network.linkCount, windowMilliseconds: Int64(windowSeconds) * 1000)
        let order = traversalsByWindow(links.windowMilliseconds)
        var tripOf = [UInt32](repeating: 0, count: traversalLink.count)
        for trip in 0..<count {
            for index in traversals(of: trip) { tripOf[index] = UInt32(trip) }
        }
        for traversal in order {
            let index = Int(traversal)
            let trip = Int(tripOf[index])
            let enter = traversalEnterMilliseconds[index]
            let end = end(ofTraversal: index, trip: trip)
            links.add(
                link: Int(traversalLink[index]), enter: enter,
                meters: meters(ofTraversal: index, trip: trip, network: network),
                seconds: end.map { Double($0 - enter) / 1000 })
        }
        return links.table(region: region.name)
    }

    /// Traversals in order of window of entry, then as they stand: a counting sort.
    private func traversalsByWindow(_ window: Int64) -> [UInt32] {
        let latest = traversalEnterMilliseconds.max() ?? 0
        var first = [Int](repeating: 0, count: Int(latest / window) + 2)
        for time in traversalEnterMilliseconds { first[Int(time / window) + 1] += 1 }
        for slot in 1..<first.count { first[slot] += first[slot - 1] }
        var order = [UInt32](repeating: 0, count: traversalEnterMilliseconds.count)
        for (index, time) in traversalEnterMilliseconds.enumerated() {
            let slot = Int(time / window)
            order[first[slot]] = UInt32(index)
            first[slot] += 1
        }
        return order
    }
}

/// Sums per link of the window that is being read, and the rows of those before.
private struct LinkWindows {
    let windowMilliseconds: Int64
    private var window: Int64 = 0
    private var flow: [UInt32]
    private var meters: [Double]
    private var doneMeters: [Double]
    private var doneSeconds: [Double]
    private var rows:
        (link: [UInt32], window: [Int32], flow: [UInt32], speed: [Float], km: [Double])

    init(linkCount: Int, windowMilliseconds: Int64) {
        self.windowMilliseconds = windowMilliseconds
        flow = [UInt32](repeating: 0, count: linkCount)
        meters = [Double](repeating: 0, count: linkCount)
        doneMeters = meters
        doneSeconds = meters
        rows = ([], [], [], [], [])
    }

    mutating func add(link: Int, enter: Int64, meters length: Double, seconds: Double?) {
        let opened = enter / windowMilliseconds
        if opened != window {
            close()
            window = opened
        }
        flow[link] += 1
        meters[link] += length
        guard let seconds else { return }
        doneMeters[link] += length
        doneSeconds[link] += seconds
    }

    private mutating func close() {
        let start = Int32(window * windowMilliseconds / 1000)
        for link in flow.indices where flow[link] > 0 {
            rows.link.append(UInt32(link))
            rows.window.append(start)
            rows.flow.append(flow[link])
            let speed = doneSeconds[link] > 0 ? doneMeters[link] / doneSeconds[link] : 0
            rows.speed.append(Float(speed))
            rows.km.append(meters[link] / 1000)
            (flow[link], meters[link], doneMeters[link], doneSeconds[link]) = (0, 0, 0, 0)
        }
    }

    mutating func table(region: String) -> DataTable {
        close()
        return DataTable([
            DataColumn("region", repeating: region, count: rows.link.count),
            DataColumn("link", .uint32(rows.link)),
            DataColumn("window_start_s", .int32(rows.window)),
            DataColumn("flow", .uint32(rows.flow)),
            DataColumn("speed_mps", .float(rows.speed)),
            DataColumn("vehicle_km", .double(rows.km)),
        ])
    }
}
