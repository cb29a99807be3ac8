// Small worlds for the platform's tests: roads from a sketch, drives along them, records with
// noise, and a platform around all of it.

import Base
import Foundation
import Platform
import Records
import Roads
import TestSupport

/// Roads drawn by coordinates in metres around a point at 47.1° N, 9.5° E.
struct RoadSketch {
    static let plane = TangentPlane(centreLongitude: 9.5, centreLatitude: 47.1)
    var nodes: [(x: Double, y: Double)] = []
    /// Directed edges.
    var edges: [(from: Int, to: Int, speed: Float)] = []

    mutating func road(_ from: Int, _ to: Int, speed: Float = 13.9) {
        edges.append((from, to, speed))
        edges.append((to, from, speed))
    }

    /// A street grid, all streets two-way.
    static func grid(columns: Int, rows: Int, spacing: Double) -> RoadSketch {
        var sketch = RoadSketch()
        for row in 0..<rows {
            for column in 0..<columns {
                sketch.nodes.append((Double(column) * spacing, Double(row) * spacing))
            }
        }
        for row in 0..<rows {
            for column in 0..<columns {
                let node = row * columns + column
                if column + 1 < columns { sketch.road(node, node + 1) }
                if row + 1 < rows { sketch.road(node, node + columns) }
            }
        }
        return sketch
    }

    func network() throws -> Network {
        var data = NetworkData(metadata: MapMetadata(name: "sketch"))
        let plane = Self.plane
        for node in nodes {
            data.addNode(
                longitudeE7: Int32((plane.longitude(east: node.x) * 1e7).rounded()),
                latitudeE7: Int32((plane.latitude(north: node.y) * 1e7).rounded()),
                x: Float(node.x), y: Float(node.y))
        }
        for edge in edges.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) {
            let (a, b) = (nodes[edge.from], nodes[edge.to])
            let length = ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
            data.addLink(
                from: NodeID(UInt32(edge.from)), to: NodeID(UInt32(edge.to)),
                length: Float(length), speed: edge.speed)
        }
        data.deriveDefaultTurns()
        return try data.frozen()
    }
}

extension Network {
    /// The link between two nodes of a sketch.
    func link(_ from: Int, _ to: Int) -> UInt32 {
        let found = outLinks(of: NodeID(UInt32(from))).first { linkTo[$0] == UInt32(to) }
        guard let found else { fatalError("no road from \(from) to \(to)") }
        return UInt32(found)
    }

    /// The links along nodes of a sketch.
    func route(_ nodes: [Int]) -> [UInt32] {
        zip(nodes, nodes.dropFirst()).map { link($0, $1) }
    }
}

/// A reported position.
struct Fix {
    var seconds: Double
    var longitude: Double
    var latitude: Double
    /// Degrees, m/s.
    var heading: Double
    var speed: Double
}

/// A drive at constant speed along a route from end to end, sampled and blurred.
struct Drive {
    var route: [UInt32]
    var speed: Double = 12
    var start: Double = 0
    var interval: Double = 10
    var sigma: Double = 0
    var seed: UInt64 = 1

    func fixes(on network: Network) -> [Fix] {
        var noise = RandomStream(
            seed: seed, purpose: RandomPurpose(65_000), entity: RandomEntity(seed))
        let lengths = route.map { Double(network.linkLength[Int($0)]) }
        let total = lengths.reduce(0, +)
        var fixes: [Fix] = []
        var time = 0.0
        while time * speed <= total {
            var left = time * speed
            var at = 0
            while at + 1 < route.count, left > lengths[at] {
                left -= lengths[at]
                at += 1
            }
            fixes.append(fix(network, Int(route[at]), left, time, &noise))
            time += interval
        }
        return fixes
    }

    private func fix(
        _ network: Network, _ link: Int, _ offset: Double, _ time: Double,
        _ noise: inout RandomStream
    ) -> Fix {
        let plane = RoadSketch.plane
        let shape = network.shape(of: LinkID(UInt32(link)))
        var piece = shape.lowerBound
        while piece + 2 < shape.upperBound, Double(network.shapeOffset[piece + 1]) < offset {
            piece += 1
        }
        func point(_ shape: Int) -> (x: Double, y: Double) {
            (
                plane.east(Double(network.shapeLongitudeE7[shape]) / 1e7),
                plane.north(Double(network.shapeLatitudeE7[shape]) / 1e7)
            )
        }
        let (a, b) = (point(piece), point(piece + 1))
        let from = Double(network.shapeOffset[piece])
        let share = (offset - from) / (Double(network.shapeOffset[piece + 1]) - from)
        let x = a.x + share * (b.x - a.x) + sigma * noise.normal()
        let y = a.y + share * (b.y - a.y) + sigma * noise.normal()
        var heading = atan2(b.x - a.x, b.y - a.y) * 180 / .pi + sigma * noise.normal()
        if heading < 0 { heading += 360 }
        return Fix(
            seconds: start + time, longitude: plane.longitude(east: x),
            latitude: plane.latitude(north: y), heading: heading, speed: speed)
    }
}

extension RecordBatch {
    /// Adds one record; only the columns that the platform reads.
    mutating func add(
        _ vehicle: UInt32, boot: UInt32 = 0, sequence: UInt32, event: Int64,
        received: Int64? = nil, longitude: Double = .nan, latitude: Double = .nan,
        speed: Float = .nan, heading: Float = .nan
    ) {
        self.vehicle.append(vehicle)
        self.boot.append(boot)
        self.sequence.append(sequence)
        eventMilliseconds.append(event)
        sentMilliseconds.append(event)
        receivedMilliseconds.append(received ?? event)
        self.longitude.append(longitude)
        self.latitude.append(latitude)
        self.speed.append(speed * 3.6)
        self.heading.append(heading)
    }

    /// Adds a drive, received as it happens.
    mutating func add(_ vehicle: UInt32, boot: UInt32 = 0, _ fixes: [Fix], delay: Int64 = 0) {
        for (sequence, fix) in fixes.enumerated() {
            let event = Int64(fix.seconds * 1000)
            add(
                vehicle, boot: boot, sequence: UInt32(sequence), event: event,
                received: event + delay, longitude: fix.longitude, latitude: fix.latitude,
                speed: Float(fix.speed), heading: Float(fix.heading))
        }
    }

    /// Some records.
    func slice(_ range: Range<Int>) -> RecordBatch {
        var part = RecordBatch()
        for record in range {
            part.add(
                vehicle[record], boot: boot[record], sequence: sequence[record],
                event: eventMilliseconds[record], received: receivedMilliseconds[record],
                longitude: longitude[record], latitude: latitude[record],
                speed: speed[record] / 3.6, heading: heading[record])
        }
        return part
    }

    /// The records of some vehicles.
    func only(_ vehicles: Range<UInt32>) -> RecordBatch {
        var part = RecordBatch()
        for record in 0..<count where vehicles.contains(vehicle[record]) {
            part.add(
                vehicle[record], boot: boot[record], sequence: sequence[record],
                event: eventMilliseconds[record], received: receivedMilliseconds[record],
                longitude: longitude[record], latitude: latitude[record],
                speed: speed[record] / 3.6, heading: heading[record])
        }
        return part
    }
}

/// A platform in a temporary folder, with consents.
struct TestPlatform {
    let platform: RegionPlatform
    let folder: String

    /// Monday 2030-03-04T00:00Z, local time UTC + 1 h.
    static let calendar = RunCalendar(startUnixSeconds: 1_898_812_800, utcOffsetSeconds: 3600)

    init(
        _ network: Network, options: PlatformOptions = PlatformOptions(), seed: UInt64 = 34,
        consents: [ConsentRegistration] = []
    ) throws {
        folder = try Shared.temporaryFolder("platform")
        platform = try RegionPlatform(
            region: "sketch", network: network, calendar: Self.calendar, options: options,
            seed: seed, folder: folder)
        try platform.register(consents)
    }

    /// Everything in one partition and one batch.
    func run(_ batch: RecordBatch) throws -> PlatformOutput {
        var part = try platform.partition()
        part.ingest(batch)
        return try platform.publish([part.finish()])
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}

extension ConsentRegistration {
    /// A consent to mobility for ever.
    static func always(_ device: UInt32) -> ConsentRegistration {
        ConsentRegistration(
            device: VehicleID(device), purpose: .mobility,
            from: SimTime(milliseconds: .min), until: SimTime(milliseconds: .max))
    }
}

/// Share of the true metres that lie on the right link, and of the matched ones.
func rightShare(
    _ matches: DataTable, truth: [(vehicle: UInt32, route: [UInt32])], network: Network
) throws -> (recall: Double, precision: Double) {
    struct Key: Hashable {
        var vehicle: UInt32
        var link: UInt32
    }
    var driven: [Key: Double] = [:]
    for drive in truth {
        for link in drive.route {
            driven[Key(vehicle: drive.vehicle, link: link), default: 0] +=
                Double(network.linkLength[Int(link)])
        }
    }
    let vehicles = try matches.column("vehicle_id").uint32s()
    let links = try matches.column("link").uint32s()
    let meters = try matches.column("metres").doubles()
    var right = 0.0
    for row in vehicles.indices {
        let key = Key(vehicle: vehicles[row], link: links[row])
        right += min(meters[row], driven[key] ?? 0)
    }
    return (right / driven.values.reduce(0, +), right / meters.reduce(0, +))
}
