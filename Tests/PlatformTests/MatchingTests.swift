import Base
import Platform
import Records
import Roads
import Testing

@Suite struct MatchingTests {
    /// Drives that go on at every crossing, mostly straight.
    private func wander(_ network: Network, links: Int, seed: UInt64) -> [UInt32] {
        var random = RandomStream(
            seed: seed, purpose: RandomPurpose(65_002), entity: RandomEntity(seed))
        var route = [UInt32(random.index(below: network.linkCount))]
        while route.count < links {
            let turns = network.turns(from: LinkID(route[route.count - 1]))
            let turn = turns.lowerBound + random.index(below: turns.count)
            if route.contains(network.turnTo[turn]) { break }
            route.append(network.turnTo[turn])
        }
        return route
    }

    private func share(
        _ network: Network, drives: [[UInt32]], speed: Double, sigma: Double
    ) throws -> (recall: Double, precision: Double, PlatformCounters) {
        let consents = drives.indices.map { ConsentRegistration.always(UInt32($0)) }
        let world = try TestPlatform(network, consents: consents)
        defer { world.remove() }
        var batch = RecordBatch()
        for (vehicle, route) in drives.enumerated() {
            let drive = Drive(route: route, speed: speed, sigma: sigma, seed: UInt64(vehicle))
            batch.add(UInt32(vehicle), drive.fixes(on: network))
        }
        let output = try world.run(batch)
        let truth = drives.enumerated().map { (UInt32($0.offset), $0.element) }
        let (recall, precision) = try rightShare(output.matches, truth: truth, network: network)
        return (recall, precision, output.counters)
    }

    @Test func `a drive without noise is matched metre for metre`() throws {
        let network = try RoadSketch.grid(columns: 6, rows: 6, spacing: 120).network()
        let route = network.route([0, 1, 2, 8, 14, 15, 16, 22, 28, 29])
        // 1080 m at 12 m/s: the last report stands exactly at the end.
        let (recall, precision, counters) = try share(
            network, drives: [route], speed: 12, sigma: 0)
        #expect(recall > 0.999)
        #expect(precision > 0.999)
        #expect(counters.matchingBreaks == 0)
    }

    @Test(arguments: [8.0, 12.0, 15.0])
    func `with noise of 2.5 m nineteen kilometres in twenty are on the right link`(
        speed: Double
    ) throws {
        let network = try RoadSketch.grid(columns: 12, rows: 12, spacing: 140).network()
        let drives = (0..<200).map { wander(network, links: 30, seed: $0) }
        let (recall, precision, _) = try share(network, drives: drives, speed: speed, sigma: 2.5)
        #expect(recall > 0.93, "ends of trips between two reports are missing")
        #expect(precision > 0.96)
    }

    @Test func `short links between two reports are filled in`() throws {
        var sketch = RoadSketch()
        for node in 0...60 { sketch.nodes.append((Double(node) * 50, 0)) }
        for node in 0..<60 { sketch.road(node, node + 1) }
        let network = try sketch.network()
        let route = network.route(Array(0...60))
        let (recall, precision, _) = try share(network, drives: [route], speed: 30, sigma: 2.5)
        #expect(recall > 0.99)
        #expect(precision > 0.99)
    }

    @Test func `parallel carriageways are told apart by heading`() throws {
        var sketch = RoadSketch()
        for node in 0..<10 { sketch.nodes.append((Double(node) * 300, 0)) }
        for node in 0..<10 { sketch.nodes.append((Double(node) * 300, 9)) }
        for node in 0..<9 {
            sketch.edges.append((node, node + 1, 33))
            sketch.edges.append((10 + node + 1, 10 + node, 33))
        }
        let network = try sketch.network()
        let east = network.route(Array(0..<10))
        let west = network.route(Array((10..<20).reversed()))
        let drives = (0..<20).map { $0 % 2 == 0 ? east : west }
        let (recall, precision, _) = try share(network, drives: drives, speed: 30, sigma: 4)
        #expect(recall > 0.99)
        #expect(precision > 0.99)
    }

    @Test func `heading tells the branches of a fork apart`() throws {
        var sketch = RoadSketch()
        sketch.nodes = [(-300, 0), (0, 0), (12.7, 5.9), (12.7, -5.9), (300, 140), (300, -140)]
        sketch.road(0, 1)
        sketch.road(1, 2)
        sketch.road(2, 4)
        sketch.road(1, 3)
        sketch.road(3, 5)
        let network = try sketch.network()
        // Two reports each: at the start, and 14 m behind the fork, where the branches are 12 m
        // apart and positions blurred by 5 m alone would err one time in eight.
        let drives = (0..<200).map { network.route([0, 1, $0 % 2 == 0 ? 2 : 3]) }
        let world = try TestPlatform(
            network, consents: drives.indices.map { ConsentRegistration.always(UInt32($0)) })
        defer { world.remove() }
        var batch = RecordBatch()
        for (vehicle, route) in drives.enumerated() {
            let drive = Drive(route: route, speed: 31.39, sigma: 5, seed: UInt64(vehicle))
            let fixes = drive.fixes(on: network)
            #expect(fixes.count == 2)
            batch.add(UInt32(vehicle), fixes)
        }
        let matches = try world.run(batch).matches
        let vehicles = try matches.column("vehicle_id").uint32s()
        let links = try matches.column("link").uint32s()
        let wrong = vehicles.indices.count {
            links[$0] == network.link(1, vehicles[$0] % 2 == 0 ? 3 : 2)
        }
        #expect(wrong <= 8)
    }

    @Test func `a one-way street is not driven against its direction`() throws {
        // A block whose north side is one-way westwards; the drive goes round its south side.
        var sketch = RoadSketch()
        sketch.nodes = [(0, 0), (200, 0), (400, 0), (0, 25), (400, 25), (-200, 0), (600, 0)]
        sketch.road(5, 0)
        sketch.road(0, 1)
        sketch.road(1, 2)
        sketch.road(2, 6)
        sketch.edges += [(2, 4, 14), (4, 3, 14), (3, 0, 14)]
        let network = try sketch.network()
        let drives = (0..<40).map { _ in network.route([5, 0, 1, 2, 6]) }
        let (_, precision, _) = try share(network, drives: drives, speed: 12, sigma: 6)
        #expect(precision > 0.99)
    }

    @Test func `a turn at a dead end is followed there and back`() throws {
        var sketch = RoadSketch()
        sketch.nodes = [(0, 0), (300, 0), (600, 0), (300, 260)]
        sketch.road(0, 1)
        sketch.road(1, 2)
        sketch.road(1, 3)
        let network = try sketch.network()
        let route = network.route([0, 1, 3, 1, 2])
        let (recall, precision, counters) = try share(
            network, drives: [route, route, route], speed: 11, sigma: 2.5)
        #expect(recall > 0.97)
        #expect(precision > 0.97)
        #expect(counters.matchingBreaks == 0)
    }

    @Test func `standing still drives no metres`() throws {
        let network = try RoadSketch.grid(columns: 3, rows: 3, spacing: 150).network()
        let world = try TestPlatform(network, consents: [.always(0)])
        defer { world.remove() }
        var noise = RandomStream(
            seed: 5, purpose: RandomPurpose(65_003), entity: RandomEntity(0))
        var batch = RecordBatch()
        let plane = RoadSketch.plane
        for sequence in 0..<UInt32(120) {
            batch.add(
                0, sequence: sequence, event: Int64(sequence) * 10_000,
                longitude: plane.longitude(east: 70 + 2.5 * noise.normal()),
                latitude: plane.latitude(north: 2.5 * noise.normal()), speed: 0, heading: 90)
        }
        let meters = try world.run(batch).matches.column("metres").doubles().reduce(0, +)
        #expect(meters < 15)
    }

    @Test func `positions off the map break the way and are counted`() throws {
        let network = try RoadSketch.grid(columns: 8, rows: 2, spacing: 200).network()
        let world = try TestPlatform(network, consents: [.always(0)])
        defer { world.remove() }
        var fixes = Drive(route: network.route([0, 1, 2, 3, 4, 5, 6, 7])).fixes(on: network)
        for at in 4..<7 { fixes[at].latitude += 0.01 }
        fixes[8].longitude = 120
        var batch = RecordBatch()
        batch.add(0, fixes)
        let output = try world.run(batch)
        #expect(output.counters.positionsOffRoad == 4)
        #expect(output.counters.positionsToMatch == fixes.count)
        let total = try output.matches.column("metres").doubles().reduce(0, +)
        #expect(abs(total - 1320) < 30, "the gap is filled by the route")
    }

    @Test func `matches are sorted and sum by link and boot`() throws {
        let network = try RoadSketch.grid(columns: 4, rows: 4, spacing: 150).network()
        let world = try TestPlatform(network, consents: [.always(0), .always(2)])
        defer { world.remove() }
        let loop = network.route([0, 1, 5, 4, 0, 1, 5, 4, 0])
        var batch = RecordBatch()
        batch.add(2, boot: 1, Drive(route: loop).fixes(on: network))
        batch.add(0, boot: 3, Drive(route: loop).fixes(on: network))
        batch.add(2, boot: 0, Drive(route: loop).fixes(on: network))
        let matches = try world.run(batch).matches
        let vehicles = try matches.column("vehicle_id").int64s()
        let boots = try matches.column("boot").int64s()
        let links = try matches.column("link").int64s()
        let rows = vehicles.indices.map { [vehicles[$0], boots[$0], links[$0]] }
        #expect(rows == rows.sorted { $0.lexicographicallyPrecedes($1) })
        #expect(Set(rows).count == rows.count)
        let meters = try matches.column("metres").doubles()
        #expect(meters.contains { $0 > 290 }, "a link driven twice counts twice")
    }
}
