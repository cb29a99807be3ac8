// How many consenting vehicles can really stand behind each cell of `traffic-feed`: recounted from
// true traversals, since a platform that lies about its counts would pass any look at them.

import Base

/// The cells of `traffic-feed` against the truth.
struct FeedAudit: Sendable {
    /// Released cells.
    var released = 0
    /// Cells under k as published, by the truth, and by either.
    var published = 0
    var hidden = 0
    var either = 0
    /// Cells that publish more vehicles than the truth has on the link and those that touch it.
    var overcounted = 0
    /// Cells that publish more vehicles than the truth has on the link itself.
    var doubtful = 0
    /// Cells that an unguarded platform would have released, and those of them under k.
    var trueCells = 0
    var trueSmall = 0

    /// How much a platform may date a vehicle's presence on a link earlier or later than the truth:
    /// clocks, and the time between two records.
    static let slackSeconds = 60.0

    /// Audits the product, or returns `nil` when the truth kept no traversals.
    init?(_ context: AttackContext, _ table: DataTable, k: Int, windowSeconds: Double) throws {
        let run = context.run
        guard run.exists("truth/traversals.parquet"), windowSeconds > 0 else { return nil }
        let region = try run.regionIndices(table)
        let link = try table.column("link").uint32s()
        let start = try table.column("window_start_s").int64s()
        let vehicles = try table.column("vehicles").uint32s()
        released = link.count
        published = vehicles.count { $0 < k }
        let drives = try Traversals(run)
        let cells = rangesByRegion(region, count: run.regions.count)
        let rows = rangesByRegion(drives.region, count: run.regions.count)
        let roads = LinkNeighbours(run)
        for index in run.regions.indices {
            let presence = drives.presence(
                ofRegion: index, rows[index], context, windowSeconds: windowSeconds)
            trueCells += presence.trueCells.count
            trueSmall += presence.trueCells.count { $0 < k }
            for row in cells[index].joined() {
                let slot = (Double(start[row]) / windowSeconds).rounded(.down)
                let isAligned = slot * windowSeconds == Double(start[row])
                let claimed = Int(vehicles[row])
                let own = isAligned ? presence.count(link: link[row], slot: slot) : 0
                var most = own
                if own < max(k, claimed), isAligned {
                    most = try presence.countNear(
                        roads.of(link[row], region: index), slot: slot)
                }
                if own < claimed { doubtful += 1 }
                if most < claimed { overcounted += 1 }
                if most < k { hidden += 1 }
                if most < k || claimed < k { either += 1 }
            }
        }
    }
}

/// `truth/traversals.parquet` in columns.
struct Traversals: Sendable {
    let region: [Int]
    let vehicle: [UInt32]
    let trip: [UInt32]
    let link: [UInt32]
    let enter: [Int64]
    let metres: [Double]

    init(_ run: RunFolder) throws {
        let table = try run.table("truth/traversals.parquet")
        region = try run.regionIndices(table)
        vehicle = try table.column("vehicle_id").uint32s()
        trip = try table.column("trip_id").uint32s()
        link = try table.column("link").uint32s()
        enter = try table.column("enter_ms").int64s()
        metres = try table.column("metres").doubles()
    }

    /// When a vehicle was on a link: until it entered the next one; on the last one of a trip, for
    /// as long as its metres take at a crawl.
    func span(_ row: Int) -> ClosedRange<Double> {
        let from = Double(enter[row]) / 1000
        let next = row + 1
        if next < link.count, vehicle[next] == vehicle[row], trip[next] == trip[row],
            region[next] == region[row], enter[next] >= enter[row]
        {
            return from...(Double(enter[next]) / 1000)
        }
        let crawl = metres[row].isFinite ? max(0, metres[row]) / 5 : 0
        return from...(from + 30 + crawl)
    }

    /// Who was where in a region, under consent.
    func presence(
        ofRegion index: Int, _ rows: [Range<Int>], _ context: AttackContext,
        windowSeconds: Double
    ) -> LinkPresence {
        let offsets = context.run.vehicleOffsets
        var keys: [UInt64] = []
        var exact: [UInt64] = []
        for row in rows.joined() {
            let car = context.run.car(region: index, vehicle: vehicle[row], offsets: offsets)
            let span = span(row)
            guard context.mobility.overlaps(car, span) else { continue }
            let first = (span.lowerBound - FeedAudit.slackSeconds) / windowSeconds
            let last = (span.upperBound + FeedAudit.slackSeconds) / windowSeconds
            for slot in LinkPresence.slot(first)...LinkPresence.slot(last) {
                keys.append(LinkPresence.key(link[row], slot, vehicle[row]))
            }
            if context.mobility.holds(car, at: span.lowerBound) {
                let slot = LinkPresence.slot(span.lowerBound / windowSeconds)
                exact.append(LinkPresence.key(link[row], slot, vehicle[row]))
            }
        }
        return LinkPresence(keys, exact: &exact)
    }
}

/// Which vehicles can have been counted on which link in which window, in one region.
struct LinkPresence: Sendable {
    /// 24 bits of link, 16 of window, 24 of vehicle; sorted, each once.
    private let keys: [UInt64]
    /// Distinct vehicles of every cell link × window, by the moment of entry.
    let trueCells: [Int]

    init(_ unsorted: [UInt64], exact: inout [UInt64]) {
        var keys = unsorted
        keys.sort()
        var last: UInt64?
        keys.removeAll { key in
            defer { last = key }
            return key == last
        }
        self.keys = keys
        trueCells = distinctCounts(&exact).map(\.distinct)
    }

    /// The window of a quotient of times; windows beyond 16 bits are the last.
    static func slot(_ quotient: Double) -> Int {
        Int(max(0, min(65_535, quotient.rounded(.down))))
    }

    static func key(_ link: UInt32, _ slot: Int, _ vehicle: UInt32) -> UInt64 {
        UInt64(link & 0xFF_FFFF) << 40 | UInt64(slot) << 24 | UInt64(vehicle & 0xFF_FFFF)
    }

    private func vehicles(_ link: UInt32, _ slot: Double) -> ArraySlice<UInt64> {
        guard slot >= 0, slot < 65_536, link <= 0xFF_FFFF else { return [] }
        let low = Self.key(link, Int(slot), 0)
        let from = keys.indices.partition { keys[$0] >= low }
        let to = (from..<keys.count).partition { keys[$0] > low | 0xFF_FFFF }
        return keys[from..<to]
    }

    /// Vehicles on a link in a window.
    func count(link: UInt32, slot: Double) -> Int { vehicles(link, slot).count }

    /// Vehicles on a link or on one that touches it: what a platform may put on the wrong link.
    ///
    /// - Parameter links: the link and those that touch it.
    func countNear(_ links: [UInt32], slot: Double) -> Int {
        var seen: [UInt64] = []
        for other in links { seen += vehicles(other, slot).map { $0 & 0xFF_FFFF } }
        return Set(seen).count
    }
}

/// For every link, itself and those that share a node with it; read when first asked for, and once
/// for all regions on a map. A class because it remembers.
final class LinkNeighbours {
    private let run: RunFolder
    private var byRegion: [[UInt32: [UInt32]]]?

    init(_ run: RunFolder) { self.run = run }

    func of(_ link: UInt32, region: Int) throws -> [UInt32] {
        if byRegion == nil {
            byRegion = try NetworkColumns(
                run, columns: ["from_lon", "from_lat", "to_lon", "to_lat"]
            ).byRegion(Self.neighbours)
        }
        return byRegion?[region][link] ?? [link]
    }

    private static func neighbours(_ links: NetworkColumns.Links) -> [UInt32: [UInt32]] {
        guard links.values.count == 4 else { return [:] }
        func ends(_ row: Int) -> [SIMD2<Double>] {
            [
                SIMD2(links.values[0][row], links.values[1][row]),
                SIMD2(links.values[2][row], links.values[3][row]),
            ]
        }
        var touching: [SIMD2<Double>: [UInt32]] = [:]
        for row in links.link.indices {
            for end in ends(row) { touching[end, default: []].append(links.link[row]) }
        }
        var result: [UInt32: [UInt32]] = [:]
        for row in links.link.indices {
            result[links.link[row]] = Set(ends(row).flatMap { touching[$0] ?? [] }).sorted()
        }
        return result
    }
}
