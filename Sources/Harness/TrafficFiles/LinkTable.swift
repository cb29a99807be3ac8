// The links of `rocade traffic`: rows of a file that become a network of links and nothing else.

import Base
import Roads
import Traffic

/// Links in the order of their rows.
struct LinkTable {
    let path: String
    private(set) var names = NameTable()
    private(set) var flows: [LinkFlow] = []
    private var nodes = NameTable()
    private var from: [Int] = []
    private var to: [Int] = []
    private var length: [Float] = []
    private var speed: [Float] = []
    private var lanes: [UInt8] = []

    private static let required = [
        "link", "from_node", "to_node", "length_m", "speed_mps", "lanes",
    ]
    /// As many vehicles as fit on a link at most; more is a mistake of units.
    private static let mostVehicles = 1e6
    /// As long as a link takes on an empty road at most, seconds.
    private static let longest = 1e6

    /// Reads a file of links; columns that it does not know are ignored.
    init(path: String) throws {
        self.path = path
        var rows = try CSVRows(path: path)
        let columns = try rows.columns(Self.required)
        let optional = ["capacity_vps", "jam_density_vpm", "wave_mps", "priority"].map {
            rows.column($0)
        }
        while try rows.next() {
            let name = rows.fields[columns[0]]
            if name.isEmpty {
                try rows.mistake(in: name, "the link has no name")
            } else if names.insert(rows.bytes, name.start, name.end) == nil {
                try rows.mistake(in: name, "link \(rows.text(name)) is there twice")
            }
            try append(&rows, columns, optional)
        }
        try rows.finish()
        guard names.count > 0 else { throw Failure.input("\(path): there are no links in it") }
    }

    private mutating func append(
        _ rows: inout CSVRows, _ columns: [Int], _ optional: [Int?]
    ) throws {
        let ends = [rows.fields[columns[1]], rows.fields[columns[2]]]
        for end in ends where end.isEmpty { try rows.mistake(in: end, "the node has no name") }
        let length = try rows.number(columns[3], 0.01...1e7)
        let speed = try rows.number(columns[4], 0.01...1000)
        let lanes = try rows.number(columns[5], 1...255)
        if let lanes, lanes != lanes.rounded() {
            try rows.mistake(in: rows.fields[columns[5]], "lanes is no whole number")
        }
        let usual = LinkFlow(speed: speed ?? 1, lanes: Int(lanes ?? 1))
        let jam = try rows.number(optional[1], 1e-6...1000, or: usual.jamDensity)
        let wave = try rows.number(optional[2], 0.01...1000, or: usual.waveSpeed)
        guard let length, let speed, let lanes, let jam, let wave else { return }
        let tip = LinkFlow.capacity(speed: speed, jamDensity: jam, waveSpeed: wave)
        let capacity = try rows.number(optional[0], 1e-6...1e6, or: tip)
        guard let capacity,
            let priority = try rows.number(optional[3], 1e-6...1e6, or: capacity)
        else { return }
        if jam * length > Self.mostVehicles {
            try rows.mistake(
                in: nil, "the link holds over a million vehicles; check length_m, jam_density_vpm")
        }
        if length / speed > Self.longest {
            try rows.mistake(
                in: nil, "the link takes over a million seconds; check length_m, speed_mps")
        }
        let bytes = rows.bytes
        from.append(nodes.numberOrInsert(bytes, ends[0].start, ends[0].end))
        to.append(nodes.numberOrInsert(bytes, ends[1].start, ends[1].end))
        self.length.append(Float(length))
        self.speed.append(Float(speed))
        self.lanes.append(UInt8(lanes))
        flows.append(
            LinkFlow(capacity: capacity, jamDensity: jam, waveSpeed: wave, priority: priority))
    }

    /// The link that a field names, or nil and a mistake.
    func link(
        _ rows: inout CSVRows, _ column: Int, _ linkOfRow: [UInt32]
    ) throws -> UInt32? {
        let field = rows.fields[column]
        if let row = names.number(rows.bytes, field.start, field.end) { return linkOfRow[row] }
        try rows.mistake(in: field, "link \(rows.text(field)) is not in \(path)")
        return nil
    }

    /// The network without turns, and which of its links each row has become: they are sorted by
    /// source node.
    func network() -> (NetworkData, linkOfRow: [UInt32]) {
        var data = NetworkData(metadata: MapMetadata(name: path))
        for _ in 0..<nodes.count { data.addNode(longitudeE7: 0, latitudeE7: 0, x: 0, y: 0) }
        let order = from.indices.sorted { (from[$0], $0) < (from[$1], $1) }
        var linkOfRow = [UInt32](repeating: 0, count: order.count)
        for row in order {
            let link = data.addLink(
                from: NodeID(UInt32(from[row])), to: NodeID(UInt32(to[row])),
                length: length[row], speed: speed[row], lanes: lanes[row],
                capacity: Float(flows[row].capacity))
            linkOfRow[row] = link.rawValue
        }
        data.linkFirstTurn = [UInt32](repeating: 0, count: order.count + 1)
        return (data, linkOfRow)
    }
}
