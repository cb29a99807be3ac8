import Base
import Foundation
import Platform
import Records
import Roads
import TestSupport
import Testing

@Suite struct PartitionTests {
    private let network: Network
    private let batch: RecordBatch
    private let consents: [ConsentRegistration]

    /// Sixty vehicles, three drives each, with loss, repetition, delay and partial consent.
    init() throws {
        network = try RoadSketch.grid(columns: 12, rows: 4, spacing: 150).network()
        var arrivals: [(received: Int64, vehicle: UInt32, boot: UInt32, Int, Fix)] = []
        var random = RandomStream(
            seed: 9, purpose: RandomPurpose(65_004), entity: RandomEntity(9))
        for vehicle in 0..<UInt32(60) {
            for boot in 0..<UInt32(3) {
                let row = random.index(below: 4)
                let nodes = Array(row * 12..<row * 12 + 12)
                let route = network.route(boot == 1 ? nodes.reversed() : nodes)
                let start = Double(boot) * 3000 + random.uniform() * 600
                let drive = Drive(
                    route: route, start: start, sigma: 2.5, seed: UInt64(vehicle) * 3 + UInt64(boot)
                )
                for (sequence, fix) in drive.fixes(on: network).enumerated()
                where !random.bernoulli(0.05) {
                    repeat {
                        let delay = random.bernoulli(0.1) ? random.exponential(mean: 90) : 1
                        let received = Int64((fix.seconds + delay) * 1000)
                        arrivals.append((received, vehicle, boot, sequence, fix))
                    } while random.bernoulli(0.05)
                }
            }
        }
        arrivals.sort { ($0.0, $0.1, $0.2, $0.3) < ($1.0, $1.1, $1.2, $1.3) }
        var batch = RecordBatch()
        for (received, vehicle, boot, sequence, fix) in arrivals {
            batch.add(
                vehicle, boot: boot, sequence: UInt32(sequence), event: Int64(fix.seconds * 1000),
                received: received, longitude: fix.longitude, latitude: fix.latitude,
                speed: Float(fix.speed), heading: Float(fix.heading))
        }
        self.batch = batch
        consents = (0..<UInt32(60)).filter { $0 % 5 != 0 }.map { device in
            ConsentRegistration(
                device: VehicleID(device), purpose: .mobility,
                from: SimTime(milliseconds: device % 7 == 0 ? 3_000_000 : .min),
                until: SimTime(milliseconds: device % 11 == 0 ? 6_100_000 : .max))
        }
    }

    private func options(_ defects: Set<Defect> = []) -> PlatformOptions {
        var options = PlatformOptions()
        options.products = ProductKind.allCases
        options.trafficFeedK = 3
        options.odMatrixK = 4
        options.zoneMeters = 400
        options.defects = defects
        return options
    }

    private func output(
        parts: [Range<UInt32>] = [0..<60], slice: Int = 1_000_000, defects: Set<Defect> = []
    ) throws -> PlatformOutput {
        let world = try TestPlatform(network, options: options(defects), consents: consents)
        defer { world.remove() }
        var results: [PartitionResult] = []
        for vehicles in parts {
            let own = batch.only(vehicles)
            var part = try world.platform.partition()
            for start in stride(from: 0, to: own.count, by: slice) {
                part.ingest(own.slice(start..<min(own.count, start + slice)))
            }
            results.append(part.finish())
        }
        return try world.platform.publish(results)
    }

    private func expectEqual(_ a: PlatformOutput, _ b: PlatformOutput) {
        #expect(a.products == b.products)
        #expect(a.usage == b.usage)
        #expect(a.receipts == b.receipts)
        #expect(a.matches == b.matches)
        #expect(a.delays == b.delays)
        var (ours, theirs) = (a.counters, b.counters)
        ours.batches = 0
        theirs.batches = 0
        #expect(ours == theirs)
    }

    @Test func `partitions merged are one partition`() throws {
        let whole = try output()
        let moving: [ProductKind] = [.trafficFeed, .odMatrix, .probeWholesale, .speedProfiles]
        #expect(moving.allSatisfy { (whole.product($0)?.table.rowCount ?? 0) > 0 })
        expectEqual(whole, try output(parts: [0..<7, 7..<31, 31..<32, 32..<60]))
        expectEqual(whole, try output(parts: [31..<60, 0..<31]))
    }

    @Test(arguments: [1, 17, 400])
    func `the cut into batches changes nothing`(slice: Int) throws {
        expectEqual(try output(), try output(slice: slice))
    }

    @Test func `every record is accounted for`() throws {
        let counters = try output().counters
        #expect(counters.received == batch.count)
        #expect(counters.duplicates > 0 && counters.outOfOrder > 0)
        #expect(counters.rejectedWithoutConsent > 0)
        #expect(
            counters.received == counters.duplicates + counters.rejectedWithoutConsent
                + counters.accepted)
        let receipts = try output().receipts
        let copies = receipts.reduce(0) { $0 + Int($1.last - $1.first + 1) * Int($1.copies) }
        #expect(copies == batch.count)
        #expect(receipts.reduce(0) { $0 + Int($1.outOfOrder) } == counters.outOfOrder)
    }

    @Test func `a control world leaves the state alone and is otherwise the same`() throws {
        let world = try TestPlatform(network, options: options(), consents: consents)
        defer { world.remove() }
        var part = try world.platform.partition()
        part.ingest(batch)
        let result = part.finish()
        let published = try world.platform.publish([result])
        expectEqual(published, world.platform.preview([result]))
        let empty = world.platform.preview([])
        #expect(empty.products.allSatisfy { $0.table.rowCount == 0 })
        #expect(empty.usage.schema == published.usage.schema)
    }

    /// Runs a Python script on the platform's database and gives the lines that it prints.
    private func python(_ script: String, _ world: TestPlatform) throws -> [String] {
        let process = Process()
        process.executableURL = URL(filePath: try #require(Shared.python))
        process.arguments = ["-c", script, "\(world.folder)/platform-sketch.sqlite"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test(.enabled(if: Shared.python != nil, "needs .venv/bin/python (make setup)"))
    func `the database holds consents, secrets, watermarks and usage but no records`() throws {
        let world = try TestPlatform(network, options: options(), consents: consents)
        defer { world.remove() }
        let output = try world.run(batch)
        let script = """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1])
            one = lambda sql: db.execute(sql).fetchone()[0]
            tables = [t for t, in db.execute("select name from sqlite_master where type='table'")]
            print(" ".join(sorted(tables)))
            for t in sorted(tables): print(one(f"select count(*) from {t}"))
            print(one("select count(*) from watermark where gaps <> ''") > 0)
            print(one("select max(length(secret)) from secret"))
            """
        #expect(
            try python(script, world) == [
                "consent secret usage watermark", "\(consents.count)", "1",
                "\(output.usage.rowCount)", "180", "True", "32",
            ])
    }

    @Test(.enabled(if: Shared.python != nil, "needs .venv/bin/python (make setup)"))
    func `pseudonyms are HMAC-SHA256 of the device under the stored secret`() throws {
        let world = try TestPlatform(network, options: options(), consents: consents)
        defer { world.remove() }
        let probes = try #require(try world.run(batch).product(.probeWholesale)).table
        let script = """
            import hmac, sqlite3, sys
            secret = sqlite3.connect(sys.argv[1]).execute("select secret from secret").fetchone()[0]
            name = lambda v: hmac.new(secret, v.to_bytes(4, "little"), "sha256").hexdigest()[:16]
            for v in range(60): print(name(v))
            """
        let known = try python(script, world)
        let names = Set(try probes.column("pseudonym").strings())
        #expect(names.count > 40)
        #expect(names.isSubset(of: known))
        #expect(!names.contains(known[5]), "vehicle 5 never consented")
    }

    @Test func `a folder that cannot be made is one clear line`() throws {
        let error = #expect(throws: Failure.self) {
            try RegionPlatform(
                region: "sketch", network: network, calendar: TestPlatform.calendar,
                options: options(), seed: 1, folder: "/dev/null/platform")
        }
        #expect(error?.kind == .environment)
        #expect(error?.message.contains("/dev/null/platform") == true)
        #expect(error?.message.contains("\n") == false)
    }

    // MARK: Broken on purpose

    @Test func `ignoring consent lets unconsenting vehicles into the products`() throws {
        let broken = try output(defects: [.ignoreConsent])
        #expect(broken.counters.rejectedWithoutConsent == 0)
        let vehicles = Set(try broken.matches.column("vehicle_id").uint32s())
        #expect(vehicles.contains(5))
        #expect(!Set(try output().matches.column("vehicle_id").uint32s()).contains(5))
    }

    @Test func `a lost batch is missing in the receipts`() throws {
        func received(_ output: PlatformOutput) -> Int {
            output.receipts.reduce(0) { $0 + Int($1.last - $1.first + 1) * Int($1.copies) }
        }
        let slice = batch.count / 40 + 1
        let broken = received(try output(slice: slice, defects: [.loseBatch]))
        #expect(broken == batch.count - 4 * slice)
    }

    @Test func `small cells are released although the descriptor promises k`() throws {
        let broken = try output(defects: [.smallCells])
        let feed = try #require(broken.product(.trafficFeed))
        #expect(try feed.table.column("vehicles").uint32s().contains { $0 < 3 })
        #expect(feed.descriptor.privacy.k == 3)
        let trips = try #require(broken.product(.odMatrix))
        #expect(try trips.table.column("vehicles").uint32s().contains { $0 < 4 })
        #expect(broken.counters.suppressedOdCells == 0)
    }

    @Test func `billing without consent books vehicles that were rejected`() throws {
        let broken = try output(defects: [.billWithoutConsent])
        let column = try broken.usage.column("vehicle_id")
        let vehicles = try column.uint32s()
        let valid = try #require(column.validity)
        #expect(vehicles.indices.contains { valid[$0] && vehicles[$0] == 5 })
        let honest = try output().usage.column("vehicle_id").uint32s()
        #expect(!honest.contains(5))
        #expect(broken.products == (try output().products))
    }

    @Test func `without deduplication repetitions are confirmed as records of their own`() throws {
        let broken = try output(defects: [.noDeduplication])
        let honest = try output()
        #expect(broken.counters.duplicates == 0)
        #expect(broken.counters.accepted > honest.counters.accepted)
        #expect(broken.receipts.allSatisfy { $0.copies == 1 })
        let numbers = broken.receipts.reduce(0) { $0 + Int($1.last - $1.first + 1) }
        #expect(numbers == batch.count)
    }
}
