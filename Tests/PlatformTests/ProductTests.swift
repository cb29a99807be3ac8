import Base
import Platform
import Records
import Roads
import Testing

@Suite struct ProductTests {
    private let network: Network
    private let route: [UInt32]

    init() throws {
        network = try RoadSketch.grid(columns: 12, rows: 3, spacing: 200).network()
        route = network.route(Array(0..<12))
    }

    private func batch(_ vehicles: Range<UInt32>, start: Double = 60, delay: Int64 = 0)
        -> RecordBatch
    {
        var batch = RecordBatch()
        for vehicle in vehicles {
            batch.add(
                vehicle, Drive(route: route, start: start).fixes(on: network), delay: delay)
        }
        return batch
    }

    private func output(
        _ batch: RecordBatch, consenting: Range<UInt32> = 0..<100, seed: UInt64 = 34,
        _ change: (inout PlatformOptions) -> Void = { _ in }
    ) throws -> PlatformOutput {
        var options = PlatformOptions()
        options.products = [.trafficFeed, .odMatrix, .probeWholesale]
        change(&options)
        let world = try TestPlatform(
            network, options: options, seed: seed,
            consents: consenting.map { ConsentRegistration.always($0) })
        defer { world.remove() }
        return try world.run(batch)
    }

    private let all: (inout PlatformOptions) -> Void = { $0.products = ProductKind.allCases }

    private func table(_ output: PlatformOutput, _ kind: ProductKind) throws -> DataTable {
        try #require(output.product(kind)).table
    }

    @Test func `a cell of k vehicles is released and one of k − 1 is not`() throws {
        let four = try output(batch(0..<4))
        #expect(try table(four, .trafficFeed).rowCount == 0)
        #expect(four.counters.suppressedFeedCells == 11)
        #expect(four.product(.trafficFeed)?.descriptor.releases.first?.suppressedCells == 11)
        let five = try output(batch(0..<5))
        #expect(try table(five, .trafficFeed).rowCount == 11)
        #expect(try table(five, .trafficFeed).column("vehicles").uint32s().allSatisfy { $0 == 5 })
        let nine = try output(batch(0..<9))
        #expect(try table(nine, .odMatrix).rowCount == 0)
        #expect(nine.counters.suppressedOdCells == 1)
        let ten = try output(batch(0..<10))
        #expect(try table(ten, .odMatrix).column("vehicles").uint32s() == [10])
    }

    @Test func `many drives of one vehicle are one vehicle`() throws {
        var batch = RecordBatch()
        for boot in 0..<UInt32(20) {
            batch.add(7, boot: boot, Drive(route: route, start: 60).fixes(on: network))
        }
        let result = try output(batch) {
            $0.trafficFeedK = 1
            $0.odMatrixK = 1
        }
        #expect(try table(result, .odMatrix).column("vehicles").uint32s() == [1])
        #expect(try table(result, .odMatrix).column("trips").uint32s() == [20])
        #expect(try table(result, .trafficFeed).column("vehicles").uint32s().allSatisfy { $0 == 1 })
    }

    @Test func `the feed's speed is metres over seconds`() throws {
        let feed = try table(output(batch(0..<6)), .trafficFeed)
        for speed in try feed.column("speed_mps").doubles() { #expect(abs(speed - 12) < 0.7) }
        #expect(try feed.column("window_start_s").int64s().allSatisfy { $0 == 0 })
        #expect(Set(try feed.column("link").uint32s()) == Set(route))
    }

    @Test func `records that come after the allowed lateness are left out of the feed`() throws {
        // The drive ends 180 s after its start; the window closes at 900 s and waits for 300 s.
        let inTime = try output(batch(0..<6, start: 600, delay: 419_000))
        #expect(try table(inTime, .trafficFeed).rowCount == 11)
        let late = try output(batch(0..<6, start: 600, delay: 620_000))
        #expect(try table(late, .trafficFeed).rowCount == 0)
        #expect(late.counters.tooLateForFeed > 0)
        #expect(
            try table(output(batch(0..<20, start: 600, delay: 620_000)), .odMatrix).rowCount == 1)
    }

    @Test func `zones follow from the descriptor's grid`() throws {
        let result = try output(batch(0..<12)) { $0.zoneMeters = 500 }
        let product = try #require(result.product(.odMatrix))
        let grid = try #require(product.descriptor.zoneGrids?.first)
        let fixes = Drive(route: route).fixes(on: network)
        let (first, last) = (try #require(fixes.first), try #require(fixes.last))
        func zone(_ fix: Fix) -> String {
            let x = ((fix.longitude - grid.originLon) / grid.sizeLon).rounded(.down)
            let y = ((fix.latitude - grid.originLat) / grid.sizeLat).rounded(.down)
            return "\(Int(x)):\(Int(y))"
        }
        #expect(try product.table.column("origin_zone").strings() == [zone(first)])
        #expect(try product.table.column("destination_zone").strings() == [zone(last)])
        #expect(zone(first) != zone(last))
        #expect(try product.table.column("hour_start_s").int64s() == [0])
    }

    @Test func `probe points are thinned, trimmed and named by pseudonyms alone`() throws {
        let probes = try table(
            output(batch(100_000..<100_003), consenting: 100_000..<100_003),
            .probeWholesale)
        #expect(
            probes.schema.map(\.name) == [
                "region", "pseudonym", "time_s", "lon", "lat", "speed_mps", "heading_deg",
            ])
        let names = try probes.column("pseudonym").strings()
        #expect(Set(names).count == 3)
        for name in names {
            #expect(name.count == 16)
            let value = try #require(UInt64(name, radix: 16))
            #expect(!(100_000..<100_003).contains(value))
        }
        #expect(names == names.sorted())
        let times = try probes.column("time_s").int64s()
        for row in 1..<names.count where names[row] == names[row - 1] {
            #expect(times[row] - times[row - 1] >= 30)
        }
        let plane = RoadSketch.plane
        for longitude in try probes.column("lon").doubles() {
            let east = plane.east(longitude)
            #expect(east > 199 && east < 2001, "200 m are cut from both ends of 2200 m")
        }
        for speed in try probes.column("speed_mps").doubles() { #expect(abs(speed - 12) < 0.01) }
    }

    @Test func `a pseudonym is stable within a week and new in the next`() throws {
        // Local weeks begin on Monday, which is Sunday 23:00 UTC here.
        let week = 7 * 86_400.0
        let starts: [Double] = [60, 3 * 86_400, week - 3601 - 3600, week - 3600 + 1, week + 86_400]
        var batch = RecordBatch()
        for (boot, start) in starts.enumerated() {
            batch.add(
                5, boot: UInt32(boot), Drive(route: route, start: start).fixes(on: network))
        }
        let probes = try table(output(batch), .probeWholesale)
        let names = try probes.column("pseudonym").strings()
        let times = try probes.column("time_s").doubles()
        let first = Set(names.indices.filter { times[$0] < week - 3600 }.map { names[$0] })
        let second = Set(names.indices.filter { times[$0] > week - 3600 }.map { names[$0] })
        #expect(first.count == 1)
        #expect(second.count == 1)
        #expect(first != second)
        // Another secret gives names that have nothing in common with these.
        let other = try table(output(batch, seed: 35), .probeWholesale)
        #expect(Set(try other.column("pseudonym").strings()).isDisjoint(with: names))
        // The same secret gives the same names again.
        #expect(try table(output(batch), .probeWholesale) == probes)
    }

    @Test func `a drive over midnight of the rotation keeps one name`() throws {
        var batch = RecordBatch()
        batch.add(5, Drive(route: route, start: 7 * 86_400 - 3600 - 90).fixes(on: network))
        let names = try table(output(batch), .probeWholesale).column("pseudonym").strings()
        #expect(names.count > 3)
        #expect(Set(names).count == 1)
    }

    @Test func `usage is metered in the units of the price list`() throws {
        var drives = batch(0..<10)
        // One vehicle drives in April too.
        let april = 28.0 * 86_400 + 60
        drives.add(3, boot: 1, Drive(route: route, start: april).fixes(on: network))
        let usage = try output(drives).usage
        let products = try usage.column("product").strings()
        let units = try usage.column("units").doubles()
        let periods = try usage.column("period").strings()
        #expect(products[0] == "traffic-feed")
        #expect(abs(units[0] - 2.2) < 0.001)
        #expect(products[1] == "od-matrix")
        #expect(units[1] == 1)
        let vehicles = products.indices.filter { products[$0] == "probe-wholesale" }
        #expect(vehicles.count == 11)
        #expect(periods[vehicles[0]] == "2030-03")
        #expect(periods[vehicles[10]] == "2030-04")
        #expect(
            try usage.column("unit").strings() == ["released-km-window", "od-cell"]
                + [String](repeating: "vehicle-month", count: 11))
        #expect(usage.column(named: "vehicle_id")?.validity?.prefix(3) == [false, false, true])
        let first = try usage.column("first_event_s").doubles()
        #expect(first[vehicles[10]] > april && first[vehicles[10]] < april + 60)
    }

    @Test func `without the product nothing is metered by vehicle`() throws {
        let usage = try output(batch(0..<10)) { $0.products = [.trafficFeed, .odMatrix] }.usage
        #expect(usage.rowCount == 2)
        #expect(try output(batch(0..<10), consenting: 0..<0).usage.rowCount == 0)
    }

    @Test func `no product has a column that could hold a raw identity`() throws {
        let telling = ["vehicle_id", "vid", "device", "boot", "sequence", "odometer"]
        for product in try output(batch(0..<10)).products {
            #expect(product.table.rowCount > 0)
            #expect(product.table.schema.allSatisfy { !telling.contains($0.name) })
        }
    }

    @Test func `descriptors name the table's columns and survive their text`() throws {
        for product in try output(batch(0..<10), consenting: 0..<100, seed: 34, all).products {
            let schema = product.descriptor.schema.map { "\($0.name) \($0.type)" }
            #expect(schema == product.table.schema.map { "\($0.name) \($0.type.rawValue)" })
            let text = try product.descriptor.json()
            #expect(try ProductDescriptor(json: text) == product.descriptor)
            #expect(Purpose.allCases.map(\.name).contains(product.descriptor.purpose))
            #expect(product.descriptor.privacy.consent.contains(product.descriptor.purpose))
        }
    }
}

extension DataTable {
    fileprivate func column(named name: String) -> DataColumn? { try? column(name) }
}
