// The turns of `rocade traffic`: who may go where, from which lanes, when it is green, what it
// costs, and who goes first.

import Base
import Roads
import Traffic

/// Turns in the order of the network that they belong to.
struct TurnTable {
    /// A turn as the file has it.
    private struct Row {
        var from: UInt32
        var to: UInt32
        var firstLane: UInt8
        var lastLane: UInt8
        var viaMeters: Double
        var viaSpeed: Double
        /// Whether its green lets it go without yielding.
        var isProtected: Bool
    }

    /// Speeding up and slowing down for a turn, m/s²: a typical driver's (`Kinematics`).
    private static let acceleration = 2.0
    private static let braking = 2.5
    /// Who has to yield approaches no faster than this, so that he can stop for what he sees late,
    /// m/s; assumption.
    private static let lookingSpeed = 5.0

    private let path: String
    private var rows: [Row] = []
    /// When which turn is green.
    private(set) var greens: [GreenWindow] = []
    private var yields: [(turn: Int, foe: Int)] = []

    /// Reads turns; several rows of one turn differ in their times of green.
    init(
        path: String, table: LinkTable, lanes lanesOfLink: [UInt8], _ linkOfRow: [UInt32]
    ) throws {
        self.path = path
        var csv = try CSVRows(path: path)
        let columns = try csv.columns(["from_link", "to_link"])
        let optional = [
            "lanes", "cycle_s", "green_start_s", "green_s", "via_m", "via_mps", "green_kind",
        ].map { csv.column($0) }
        while try csv.next() {
            let from = try table.link(&csv, columns[0], linkOfRow)
            let to = try table.link(&csv, columns[1], linkOfRow)
            guard let from, let to else { continue }
            let lanes = try Self.lanes(
                &csv, optional[0], most: max(1, lanesOfLink[Int(from)]) - 1)
            let meters = try csv.number(optional[4], 0...1000, or: 0) ?? 0
            let speed = try csv.number(optional[5], 0.1...1000, or: 1000) ?? 1000
            let isProtected = optional[6].map { csv.text(csv.fields[$0]) == "G" } ?? false
            rows.append(
                Row(
                    from: from, to: to, firstLane: lanes.lowerBound, lastLane: lanes.upperBound,
                    viaMeters: meters, viaSpeed: speed, isProtected: isProtected))
            try readGreen(&csv, optional, from: from, to: to)
        }
        try csv.finish()
        rows.sort { ($0.from, $0.to) < ($1.from, $1.to) }
        var kept: [Row] = []
        for row in rows {
            if let last = kept.last, last.from == row.from, last.to == row.to {
                // A permissive green is enough to have to look out.
                kept[kept.count - 1].isProtected = last.isProtected && row.isProtected
            } else {
                kept.append(row)
            }
        }
        rows = kept
    }

    /// Numbers of lanes, from the kerb at 0, such as `0 1`; all where nothing is said.
    private static func lanes(
        _ csv: inout CSVRows, _ column: Int?, most: UInt8
    ) throws -> ClosedRange<UInt8> {
        guard let column, !csv.fields[column].isEmpty else { return 0...most }
        let numbers = csv.text(csv.fields[column]).split(separator: " ").map { UInt8($0) }
        let known = numbers.compactMap { $0 }
        guard known.count == numbers.count, let low = known.min(), let high = known.max(),
            high <= most
        else {
            try csv.mistake(
                in: csv.fields[column], "lanes must be numbers from 0 to \(most), such as '0 1'")
            return 0...most
        }
        return low...high
    }

    private mutating func readGreen(
        _ csv: inout CSVRows, _ optional: [Int?], from: UInt32, to: UInt32
    ) throws {
        guard let column = optional[1], !csv.fields[column].isEmpty else { return }
        let cycle = try csv.number(column, 0.001...86_400)
        let start = try csv.number(optional[2], -86_400...1e8, or: 0)
        let green = try csv.number(optional[3], 0.001...86_400)
        guard let cycle, let start, let green else { return }
        greens.append(
            GreenWindow(
                link: LinkID(from), to: LinkID(to),
                cycleMilliseconds: SimTime(seconds: cycle).milliseconds,
                startMilliseconds: SimTime(seconds: start).milliseconds,
                greenMilliseconds: SimTime(seconds: min(green, cycle)).milliseconds))
    }

    /// Reads who yields to whom.
    mutating func readYields(path: String, table: LinkTable, linkOfRow: [UInt32]) throws {
        var csv = try CSVRows(path: path)
        let columns = try csv.columns(["from_link", "to_link", "foe_from_link", "foe_to_link"])
        while try csv.next() {
            let ends = try columns.map { try table.link(&csv, $0, linkOfRow) }
            guard let from = ends[0], let to = ends[1], let foeFrom = ends[2], let foeTo = ends[3]
            else { continue }
            guard let turn = position(from, to), let foe = position(foeFrom, foeTo) else {
                try csv.mistake(in: nil, "one of the turns is not in \(self.path)")
                continue
            }
            if !rows[turn].isProtected { yields.append((turn, foe)) }
        }
        try csv.finish()
        yields.sort { ($0.turn, $0.foe) < ($1.turn, $1.foe) }
    }

    /// Writes the turns into a network that is being made.
    func apply(to data: inout NetworkData) {
        data.turnTo = rows.map(\.to)
        data.linkFirstTurn = [0]
        var row = 0
        for link in data.linkFrom.indices {
            while row < rows.count, rows[row].from == UInt32(link) { row += 1 }
            data.linkFirstTurn.append(UInt32(row))
        }
    }

    /// The position of a turn, or nil.
    func position(_ from: UInt32, _ to: UInt32) -> Int? {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if (rows[middle].from, rows[middle].to) < (from, to) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < rows.count && rows[low].from == from && rows[low].to == to ? low : nil
    }

    /// The rules for the engine.
    func junctions(_ network: Network) -> Junctions {
        var junctions = Junctions(network)
        junctions.restartMilliseconds = 2000
        junctions.firstYield = [UInt32](repeating: 0, count: rows.count + 1)
        for yield in yields { junctions.firstYield[yield.turn + 1] += 1 }
        for turn in rows.indices { junctions.firstYield[turn + 1] += junctions.firstYield[turn] }
        junctions.yieldsTo = yields.map { UInt32($0.foe) }
        for (turn, row) in rows.enumerated() {
            junctions.firstLane[turn] = row.firstLane
            junctions.lastLane[turn] = row.lastLane
            let isYielding = junctions.firstYield[turn + 1] > junctions.firstYield[turn]
            let seconds = Self.loss(row, network, isYielding: isYielding)
            junctions.lossMilliseconds[turn] = UInt16(min(60_000, (seconds * 1000).rounded()))
        }
        return junctions
    }

    /// Seconds that a turn costs without other traffic: its own way, slowing down for it and
    /// speeding up again.
    private static func loss(_ row: Row, _ network: Network, isYielding: Bool) -> Double {
        let before = Double(network.linkSpeed[Int(row.from)])
        let after = Double(network.linkSpeed[Int(row.to)])
        let through = min(row.viaSpeed, max(before, after))
        let slowest = isYielding ? min(through, lookingSpeed) : through
        let (slow, fast) = (max(0, before - slowest), max(0, after - slowest))
        return row.viaMeters / through + slow * slow / (2 * braking * before)
            + fast * fast / (2 * acceleration * after)
    }
}
