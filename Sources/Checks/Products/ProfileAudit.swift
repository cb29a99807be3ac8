// `speed-profiles` recounted from true traversals: who stands behind a cell, how fast they were,
// and whether one of them makes most of it.

import Base

/// The cells of `speed-profiles` against the truth.
struct ProfileAudit {
    var released = 0
    var overcounted = 0
    /// Under k as published or by the truth.
    var below = 0
    /// Cells of which one vehicle makes more than the rule allows, by the truth.
    var dominated = 0
    /// Cells whose speed was compared, metres in them, and metres × relative error.
    var compared = 0
    var meters = 0.0
    var error = 0.0
    /// Cells that an unguarded platform would have released: under k; with k, and of those
    /// dominated.
    var trueSmall = 0
    var open = 0
    var openDominated = 0

    /// What one vehicle drove on a link in a slot.
    private struct Part {
        var key: UInt64
        var meters: Float
        var seconds: Float
    }

    /// A cell by the truth.
    private struct Cell {
        var vehicles = 0
        var meters = 0.0
        var seconds = 0.0
        var largest = 0.0
    }

    private static let slackSeconds = 300.0

    init(_ evidence: ProductEvidence, _ table: DataTable, k: Int, dominance: Double) throws {
        let run = evidence.run
        let region = try run.regionIndices(table)
        let link = try table.column("link").uint32s()
        let months = try table.column("month").strings()
        let hour = try table.column("hour").int64s()
        let vehicles = try table.column("vehicles").uint32s()
        let speed = try table.column("speed_mps").doublesOrNaN()
        released = link.count
        let drives = try Traversals(run)
        let rows = rangesByRegion(drives.region, count: run.regions.count)
        let roads = LinkNeighbours(run)
        for index in run.regions.indices {
            let (presence, cells) = Self.recount(evidence, drives, rows[index], index)
            for cell in cells.values {
                if cell.vehicles < k {
                    trueSmall += 1
                } else {
                    open += 1
                    if cell.largest > (dominance + 0.1) * cell.meters { openDominated += 1 }
                }
            }
            for row in region.indices where region[row] == index {
                let slot = ProfileSlot(
                    month: UsageAudit.monthNumber(text: months[row]), hour: Int(hour[row])
                ).packed
                let claimed = Int(vehicles[row])
                var most = presence.count(link: link[row], slot: Double(slot))
                if most < max(k, claimed) {
                    most = try presence.countNear(
                        roads.of(link[row], region: index), slot: Double(slot))
                }
                if most < claimed { overcounted += 1 }
                if most < k || claimed < k { below += 1 }
                let cell = cells[UInt64(link[row]) << 16 | UInt64(slot)] ?? Cell()
                if cell.largest > (dominance + 0.1) * cell.meters { dominated += 1 }
                guard cell.vehicles >= k, cell.seconds > 0, speed[row].isFinite else { continue }
                let truth = cell.meters / cell.seconds
                compared += 1
                meters += cell.meters
                error += cell.meters * abs(speed[row] - truth) / truth
            }
        }
    }

    private static func recount(
        _ evidence: ProductEvidence, _ drives: Traversals, _ ranges: [Range<Int>], _ index: Int
    ) -> (LinkPresence, [UInt64: Cell]) {
        let run = evidence.run
        let facts = run.regions[index]
        var keys: [UInt64] = []
        var parts: [Part] = []
        func slot(_ seconds: Double) -> Int {
            ProfileSlot(run.facts, facts, milliseconds: Int64(seconds * 1000)).packed
        }
        for row in ranges.joined() {
            let vehicle = drives.vehicle[row]
            let car = run.car(region: index, vehicle: vehicle, offsets: evidence.offsets)
            let span = drives.span(row)
            guard evidence.mobility.overlaps(car, span) else { continue }
            let first = slot(span.lowerBound - slackSeconds)
            let last = slot(span.upperBound + slackSeconds)
            keys.append(LinkPresence.key(drives.link[row], first, vehicle))
            if last != first { keys.append(LinkPresence.key(drives.link[row], last, vehicle)) }
            guard evidence.mobility.holds(car, at: span.lowerBound), drives.metres[row] > 0
            else { continue }
            let middle = slot((span.lowerBound + span.upperBound) / 2)
            parts.append(
                Part(
                    key: LinkPresence.key(drives.link[row], middle, vehicle),
                    meters: Float(drives.metres[row]),
                    seconds: Float(span.upperBound - span.lowerBound)))
        }
        var exact = parts.map(\.key)
        return (LinkPresence(keys, exact: &exact), cells(&parts))
    }

    private static func cells(_ parts: inout [Part]) -> [UInt64: Cell] {
        parts.sort { $0.key < $1.key }
        var cells: [UInt64: Cell] = [:]
        var at = 0
        while at < parts.count {
            var (meters, seconds) = (0.0, 0.0)
            let key = parts[at].key
            while at < parts.count, parts[at].key == key {
                meters += Double(parts[at].meters)
                seconds += Double(parts[at].seconds)
                at += 1
            }
            var cell = cells[key >> 24] ?? Cell()
            cell.vehicles += 1
            cell.meters += meters
            cell.seconds += seconds
            cell.largest = max(cell.largest, meters)
            cells[key >> 24] = cell
        }
        return cells
    }
}

extension UsageAudit {
    /// Months since January of year 0 of "2030-03"; −1 for anything else.
    static func monthNumber(text: String) -> Int {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 2 else { return -1 }
        return parts[0] * 12 + parts[1] - 1
    }
}
