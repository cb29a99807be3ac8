// Traversals counted by link: per day over all vehicles, and per quarter of an hour over those that
// consented. One pass over the traversals each; an entry costs a cache miss or two, because a trip
// jumps from link to link.

import Base
import Roads
import Traffic

/// Flow, kilometres and speed per link and day, over all simulated vehicles.
struct LinkDays {
    private static let dayMilliseconds: Int64 = 86_400_000

    /// Sums of a link on a day, in whole millimetres and milliseconds: exact in any order.
    private struct Sum {
        var flow: Int64 = 0
        var millimeters: Int64 = 0
        /// Of traversals that ended before the run.
        var doneMillimeters: Int64 = 0
        var doneMilliseconds: Int64 = 0
    }

    private let links: Int
    private var sums: [Sum]

    init(_ network: Network, _ result: TrafficResult) {
        links = network.linkCount
        let days = Int(max(0, result.endMilliseconds - 1) / Self.dayMilliseconds) + 1
        sums = [Sum](repeating: Sum(), count: links * days)
        let lengths = network.linkLength.map { Int64((Double($0) * 1000).rounded()) }
        for trip in 0..<result.count {
            let range = result.traversals(of: trip)
            guard let last = range.last else { continue }
            Self.add(range.dropFirst().dropLast(), of: result, lengths, links, &sums)
            addEnd(range.lowerBound, trip, result, network)
            if range.count > 1 { addEnd(last, trip, result, network) }
        }
    }

    /// A trip's first or last traversal: a part of its link, and perhaps not over at the run's end.
    private mutating func addEnd(
        _ index: Int, _ trip: Int, _ result: TrafficResult, _ network: Network
    ) {
        let enter = result.traversalEnterMilliseconds[index]
        let meters = result.meters(ofTraversal: index, trip: trip, network: network)
        let millimeters = Int64((meters * 1000).rounded())
        let cell = Int(enter / Self.dayMilliseconds) * links + Int(result.traversalLink[index])
        sums[cell].flow += 1
        sums[cell].millimeters += millimeters
        guard let end = result.end(ofTraversal: index, trip: trip) else { return }
        sums[cell].doneMillimeters += millimeters
        sums[cell].doneMilliseconds += end - enter
    }

    /// Traversals of whole links that have a next one.
    private static func add(
        _ range: Range<Int>, of result: TrafficResult, _ lengths: [Int64], _ links: Int,
        _ sums: inout [Sum]
    ) {
        for index in range {
            let link = Int(result.traversalLink[index])
            let enter = result.traversalEnterMilliseconds[index]
            let cell = Int(enter / dayMilliseconds) * links + link
            sums[cell].flow += 1
            sums[cell].millimeters += lengths[link]
            sums[cell].doneMillimeters += lengths[link]
            sums[cell].doneMilliseconds += result.traversalEnterMilliseconds[index + 1] - enter
        }
    }

    /// Rows in order of day, then link, where a vehicle entered (or started).
    func table(region: String) -> DataTable {
        let used = sums.indices.filter { sums[$0].flow > 0 }
        let day = Int32(Self.dayMilliseconds / 1000)
        return DataTable([
            DataColumn("region", repeating: region, count: used.count),
            DataColumn("link", .uint32(used.map { UInt32($0 % links) })),
            DataColumn("window_start_s", .int32(used.map { Int32($0 / links) * day })),
            DataColumn("flow", .uint32(used.map { UInt32(sums[$0].flow) })),
            DataColumn(
                "speed_mps",
                .float(
                    used.map {
                        sums[$0].doneMilliseconds > 0
                            ? Float(
                                Double(sums[$0].doneMillimeters)
                                    / Double(sums[$0].doneMilliseconds)) : 0
                    })),
            DataColumn("vehicle_km", .double(used.map { Double(sums[$0].millimeters) / 1e6 })),
        ])
    }
}

/// Distinct vehicles and entries per link and quarter of an hour, over consenting vehicles.
enum LinkCells {
    /// As `traffic-feed` has it.
    private static let windowMilliseconds: Int64 = 900_000
    private static let windows = 96

    /// A cell in eight bytes; counts stop at their largest value.
    private struct Cell {
        /// The vehicle that came last, plus one.
        var last: UInt32 = 0
        var vehicles: UInt16 = 0
        var entries: UInt16 = 0
    }

    /// How many cells have how many vehicles behind them.
    ///
    /// The table of cells is that of one day, whatever the run's length and the fleet's size.
    static func histogram(
        _ network: Network, _ result: TrafficResult, _ consents: MobilityConsents
    ) -> CellHistogram {
        var histogram = CellHistogram()
        let links = network.linkCount
        let day = windowMilliseconds * Int64(windows)
        var cells = [Cell](repeating: Cell(), count: links * windows)
        var start: Int64 = 0
        while start < max(1, result.endMilliseconds) {
            for trip in 0..<result.count
            where result.enterMilliseconds[trip] < start + day
                && result.exitMilliseconds[trip] >= start
            {
                for span in consents.spans(of: result.vehicle[trip]) {
                    let from = max(start, consents.from[span])
                    let until = min(start + day, consents.until[span])
                    add(trip, of: result, from: from, until: until, day: start, links, &cells)
                }
            }
            for index in cells.indices where cells[index].entries > 0 {
                histogram.add(
                    vehicles: Int(cells[index].vehicles), amount: Int(cells[index].entries))
                cells[index] = Cell()
            }
            start += day
        }
        return histogram
    }

    /// The entries of a trip within a span of time.
    private static func add(
        _ trip: Int, of result: TrafficResult, from: Int64, until: Int64, day: Int64,
        _ links: Int, _ cells: inout [Cell]
    ) {
        let vehicle = result.vehicle[trip] &+ 1
        for index in result.traversals(of: trip) {
            let enter = result.traversalEnterMilliseconds[index]
            guard enter >= from, enter < until else { continue }
            let window = Int((enter - day) / windowMilliseconds)
            let at = window * links + Int(result.traversalLink[index])
            var cell = cells[at]
            if cell.last != vehicle {
                cell.last = vehicle
                if cell.vehicles < .max { cell.vehicles += 1 }
            }
            if cell.entries < .max { cell.entries += 1 }
            cells[at] = cell
        }
    }
}
