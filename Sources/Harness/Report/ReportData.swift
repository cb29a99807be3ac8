// The numbers behind the report's charts, added up from the run folder's files.

import Base
import Checks
import Foundation

/// What the charts show.
struct ReportData {
    /// Vehicles on the road at the middle of each window of the day.
    var driving: [Double] = []
    /// Records received in each window.
    var received: [Double] = []
    /// Records generated in each window.
    var generated: [Double] = []
    /// Length of a window, seconds.
    var windowSeconds: Double = 900
    /// Trips by length, bins of 2 km, the last one open.
    var tripKilometers = [Double](repeating: 0, count: 26)
    /// Trips by duration, bins of 2.5 min, the last one open.
    var tripMinutes = [Double](repeating: 0, count: 25)
    /// Records by delay, decades in quarters from 0.01 s, the last one open.
    var delays = [Double](repeating: 0, count: 26)
    /// Entries into links over the run, by region and link.
    var flows: [String: [Double]] = [:]
    /// Trips, kilometres, vehicles, records.
    var trips = 0
    /// See `trips`.
    var kilometers = 0.0
    /// See `trips`.
    var records = 0

    init(run: RunFolder) throws {
        let duration = run.facts.durationSeconds
        windowSeconds = duration > 172_800 ? 3600 : 900
        let windows = max(1, Int((duration / windowSeconds).rounded(.up)))
        driving = [Double](repeating: 0, count: windows)
        received = driving
        generated = driving
        try addTrips(run, duration)
        try addRecords(run)
        try addFlows(run)
    }

    private mutating func addTrips(_ run: RunFolder, _ duration: Double) throws {
        let table = try run.table(
            "truth/trips.parquet", columns: ["depart_s", "arrive_s", "distance_m"])
        let depart = try table.column("depart_s").doubles()
        let arrive = try table.column("arrive_s")
        let arrivals = try arrive.doubles()
        let distance = try table.column("distance_m").doubles()
        var starts = [Double](repeating: 0, count: driving.count + 1)
        for trip in depart.indices {
            let hasArrived = arrive.validity?[trip] ?? true
            let end = hasArrived ? arrivals[trip] : duration
            trips += 1
            kilometers += distance[trip] / 1000
            // A vehicle counts in the windows whose middle lies in its trip.
            let first = window(after: depart[trip])
            let last = window(after: end)
            starts[first] += 1
            starts[last] -= 1
            guard hasArrived else { continue }
            Self.add(distance[trip] / 2000, to: &tripKilometers)
            Self.add((end - depart[trip]) / 150, to: &tripMinutes)
        }
        var now = 0.0
        for index in driving.indices {
            now += starts[index]
            driving[index] = now
        }
    }

    private func window(after seconds: Double) -> Int {
        let index = (seconds / windowSeconds + 0.5).rounded(.down)
        return max(0, min(driving.count, Int(index)))
    }

    private mutating func addRecords(_ run: RunFolder) throws {
        let table = try run.table(
            "truth/sent.parquet", columns: ["event_ms", "received_ms", "fate"])
        let events = try table.column("event_ms").int64s()
        let arrivals = try table.column("received_ms")
        let times = try arrivals.int64s()
        records = events.count
        let width = Int64(windowSeconds * 1000)
        for index in events.indices {
            generated[Self.bin(events[index], width, generated.count)] += 1
            guard arrivals.validity?[index] ?? true else { continue }
            received[Self.bin(times[index], width, received.count)] += 1
            let delay = max(0.01, Double(times[index] - events[index]) / 1000)
            Self.add(Foundation.log10(delay / 0.01) * 4, to: &delays)
        }
    }

    private mutating func addFlows(_ run: RunFolder) throws {
        let wanted = Self.picturedRegions(run.facts)
        try run.eachRowGroup("truth/links.parquet", columns: ["region", "link", "flow"]) { table in
            for (region, rows) in try table.regionRanges() where wanted.contains(region) {
                let links = try table.column("link").int64s()
                let flow = try table.column("flow").doubles()
                var column = flows.removeValue(forKey: region) ?? []
                for row in rows {
                    let link = Int(links[row])
                    if column.count <= link {
                        column += [Double](repeating: 0, count: link + 1 - column.count)
                    }
                    column[link] += flow[row]
                }
                flows[region] = column
            }
        }
    }

    /// Names of the regions that the report draws: all of up to four, else the first of each of the
    /// first four maps.
    static func picturedRegions(_ facts: RunFacts) -> Set<String> {
        guard facts.regions.count > 4 else { return Set(facts.regions.map(\.name)) }
        var maps: [String] = []
        var names: Set<String> = []
        for region in facts.regions where !maps.contains(region.map) && maps.count < 4 {
            maps.append(region.map)
            names.insert(region.name)
        }
        return names
    }

    private static func bin(_ milliseconds: Int64, _ width: Int64, _ count: Int) -> Int {
        max(0, min(count - 1, Int(milliseconds / width)))
    }

    private static func add(_ position: Double, to bins: inout [Double]) {
        bins[max(0, min(bins.count - 1, Int(position)))] += 1
    }
}
