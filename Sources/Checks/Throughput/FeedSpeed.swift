// Are the speeds of `traffic-feed` those that were driven? Against the truth of the same link and
// quarter of an hour, which knows all simulated vehicles.

import Base

/// The KPIs `throughput.feed_speed_…`.
func feedSpeedKPIs(run: RunFolder) throws -> [KPI] {
    let names = ["feed_speed_error", "feed_speed_impossible"]
    guard
        let feed = try run.product(
            "traffic-feed", columns: ["region", "link", "window_start_s", "speed_mps"]),
        run.exists("truth/links.parquet"), !run.facts.isSampled
    else {
        return names.map {
            KPI(
                "throughput.\($0)", nil, unit: $0 == names[0] ? "share" : "cells",
                method: run.facts.isSampled
                    ? "not measured: truth/links has days, not quarters of an hour, where a sample "
                        + "reports"
                    : "not measured: no traffic-feed, or no truth/links to hold it against",
                n: 0)
        }
    }
    let truth = try trueSpeeds(run)
    let region = try run.regionIndices(feed)
    let link = try feed.column("link").uint32s()
    let start = try feed.column("window_start_s").int64s()
    let speed = try feed.column("speed_mps").doublesOrNaN()
    var impossible = 0
    var errors: [Double] = []
    for row in link.indices {
        guard speed[row] >= 0, speed[row] < FeedSpeed.fastest else {
            impossible += 1
            continue
        }
        let cell = FeedSpeed.Cell(region: region[row], link: link[row], start: start[row])
        if let driven = truth[cell] { errors.append(abs(speed[row] - driven) / driven) }
    }
    let median = medianEstimate(sorted: errors.sorted())
    return [
        KPI(
            "throughput.feed_speed_error", median?.value, unit: "share", ci: median?.ci,
            method: median == nil
                ? "no released cell has a true speed"
                : "median over released cells of |published - true speed| / true speed; the truth "
                    + "is the space-mean of all simulated vehicles that left the link in the "
                    + "window", n: errors.count),
        KPI(
            "throughput.feed_speed_impossible", Double(impossible), unit: "cells",
            method: "released cells whose speed is no number, below 0, or "
                + "\(numberText(FeedSpeed.fastest)) m/s and more", n: link.count),
    ]
}

private enum FeedSpeed {
    /// Metres per second that no car on a public road reaches.
    static let fastest = 100.0

    struct Cell: Hashable {
        var region: Int
        var link: UInt32
        var start: Int64
    }
}

private func trueSpeeds(_ run: RunFolder) throws -> [FeedSpeed.Cell: Double] {
    let table = try run.table(
        "truth/links.parquet", columns: ["region", "link", "window_start_s", "speed_mps"])
    let region = try run.regionIndices(table)
    let link = try table.column("link").uint32s()
    let start = try table.column("window_start_s").int64s()
    let speed = try table.column("speed_mps").doublesOrNaN()
    var result = [FeedSpeed.Cell: Double](minimumCapacity: link.count)
    for row in link.indices where speed[row] > 0 && speed[row].isFinite {
        result[FeedSpeed.Cell(region: region[row], link: link[row], start: start[row])] = speed[row]
    }
    return result
}
