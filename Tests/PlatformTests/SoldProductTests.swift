// The products beside feed, matrix and probes: what they say of drives that are known by hand, and
// how each looks when the platform is broken on purpose.

import Base
import Platform
import Records
import Roads
import Testing

@Suite struct SoldProductTests {
    private let network: Network
    private let route: [UInt32]

    init() throws {
        network = try RoadSketch.grid(columns: 20, rows: 3, spacing: 200).network()
        route = network.route(Array(0..<20))
    }

    private static let all = Purpose.allCases

    private func consents(_ vehicles: Range<UInt32>, _ purposes: [Purpose]) -> [ConsentRegistration]
    {
        vehicles.flatMap { vehicle in
            purposes.map {
                ConsentRegistration(
                    device: VehicleID(vehicle), purpose: $0, from: SimTime(milliseconds: .min),
                    until: SimTime(milliseconds: .max))
            }
        }
    }

    /// A drive of 3.8 km with odometer, charge and side signals by number of record.
    private func drive(
        _ vehicle: UInt32, boot: UInt32 = 0, start: Double = 60, charge: Float = 80,
        side: [Int: [SideWord]] = [:], hidden: Int? = nil, lost: Int? = nil
    ) -> RecordBatch {
        var batch = RecordBatch()
        let fixes = Drive(route: route, start: start).fixes(on: network)
        for (number, fix) in fixes.enumerated() where number != lost {
            var record = Record()
            record.vehicle = vehicle
            record.boot = boot
            record.sequence = UInt32(number)
            record.eventMilliseconds = Int64(fix.seconds * 1000)
            record.receivedMilliseconds = record.eventMilliseconds
            if number != hidden {
                record.longitude = fix.longitude
                record.latitude = fix.latitude
            }
            record.heading = Float(fix.heading)
            record.speed = Float(fix.speed) * 3.6
            record.traveledDistance = 50_000_000 + boot * 10_000 + UInt32(number) * 120
            record.stateOfCharge = charge - Float(number) * 0.1
            record.fuelRelativeLevel = 255
            record.present = SignalCatalogue.allPresent
            batch.append(record)
            batch.setSideOfLast(side[number] ?? [])
        }
        return batch
    }

    private func output(
        _ batches: [RecordBatch], products: [ProductKind], purposes: [Purpose] = all,
        consenting: Range<UInt32> = 0..<100, _ change: (inout PlatformOptions) -> Void = { _ in }
    ) throws -> PlatformOutput {
        var options = PlatformOptions()
        options.products = products
        change(&options)
        let world = try TestPlatform(
            network, options: options, consents: consents(consenting, purposes))
        defer { world.remove() }
        var part = try world.platform.partition()
        for batch in batches { part.ingest(batch) }
        return try world.platform.publish([part.finish()])
    }

    private func table(_ output: PlatformOutput, _ kind: ProductKind) throws -> DataTable {
        try #require(output.product(kind)).table
    }

    @Test func `every product sees its own purpose and nothing else`() throws {
        let side: [Int: [SideWord]] = [
            0: [SideWord(.batteryHealth, 912), SideWord(.troubleCodes, 1)],
            15: [SideWord(.isEmergencyBraking, 1), SideWord(.roadFriction, 90)],
        ]
        let batches = (0..<UInt32(12)).flatMap {
            [drive($0, side: side), drive($0, boot: 1, start: 4000, charge: 95, side: side)]
        }
        for product in ProductKind.allCases {
            let full = try output(batches, products: [product])
            if product != .research { #expect(try table(full, product).rowCount > 0) }
            let named = try #require(full.product(product)).descriptor.purpose
            let others = Self.all.filter { $0.name != named }
            let none = try output(batches, products: [product], purposes: others)
            #expect(try table(none, product).rowCount == 0, "\(product)")
            #expect(none.usage.rowCount == 0, "\(product)")
        }
    }

    @Test func `a score states the mileage of the odometer, and more when told to lie`() throws {
        let batches = [drive(3), drive(3, boot: 1, start: 4000)]
        let honest = try output(batches, products: [.ubiScore])
        let rows = Drive(route: route).fixes(on: network).count - 1
        let kilometers = Int32((Double(2 * rows * 120) / 1000).rounded())
        #expect(try table(honest, .ubiScore).column("mileage_km").values == .int32([kilometers]))
        let broken = try output(batches, products: [.ubiScore]) {
            $0.defects = [.overstateMileage]
        }
        #expect(try table(broken, .ubiScore).column("mileage_km").values != .int32([kilometers]))
        #expect(try honest.usage.column("units").doubles() == [1])
    }

    @Test func `words of other products do not reach a score or a fleet`() throws {
        let side: [Int: [SideWord]] = [
            5: [SideWord(.isABSEngaged, 1)], 9: [SideWord(.harshBraking, 2)],
        ]
        let both = try output(
            [drive(3, side: side)], products: [.ubiScore, .roadCondition, .fleetAPI])
        let alone = try output([drive(3, side: side)], products: [.ubiScore])
        #expect(try table(both, .ubiScore) == table(alone, .ubiScore))
        #expect(try table(both, .ubiScore).column("harsh_per_100km").doubles()[0] > 0)
        let codes = try table(both, .fleetAPI).column("trouble_codes")
        #expect(codes.validity?.contains(true) == false)
    }

    @Test func `a danger in mid drive is told by link and minute, one at the door is not`() throws {
        let braking = [SideWord(.isEmergencyBraking, 1)]
        let told = try table(
            output([drive(1, side: [15: braking])], products: [.hazardEvent]), .hazardEvent)
        #expect(try told.column("kind").strings() == ["emergency-braking"])
        #expect(try told.column("minute_start_s").int64s()[0] % 60 == 0)
        let atDoor = try output([drive(1, side: [0: braking])], products: [.hazardEvent])
        #expect(try table(atDoor, .hazardEvent).rowCount == 0)
        let silent = try output(
            [drive(1, side: [15: braking])], products: [.hazardEvent], purposes: [.mobility])
        #expect(try table(silent, .hazardEvent).rowCount == 0)
        let invented = try output(
            [drive(1, side: [15: braking])], products: [.hazardEvent]
        ) { $0.defects = [.inventHazards] }
        #expect(try table(invented, .hazardEvent).rowCount == 6)
    }

    @Test func `what a car says without a place is heard, and unknown after a gap`() throws {
        let side: [Int: [SideWord]] = [
            0: [SideWord(.roadFriction, 90)], 8: [SideWord(.roadFriction, 10)],
        ]
        func frictions(hidden: Int?, lost: Int?) throws -> [Double] {
            let batches = (0..<UInt32(4)).map {
                drive($0, side: side, hidden: hidden, lost: lost)
            }
            return try table(output(batches, products: [.roadCondition]), .roadCondition)
                .column("friction_pct").doubles()
        }
        let heard = try frictions(hidden: 8, lost: nil)
        #expect(heard.contains(10) && heard.contains(90))
        let unknown = try frictions(hidden: nil, lost: 8)
        #expect(!unknown.contains(10) && unknown.contains(90))
        #expect(unknown.count < heard.count)
    }

    @Test func `a charge is what a parked car gained`() throws {
        let batches = [drive(4, charge: 60), drive(4, boot: 1, start: 9000, charge: 88)]
        let sessions = try table(output(batches, products: [.evCharging]), .evCharging)
        #expect(sessions.rowCount == 1)
        #expect(try sessions.column("level_to_pct").values == .int32([88]))
        #expect(try sessions.column("parked_until_s").int64s() == [9000])
        let lost = [drive(4, charge: 60), drive(4, boot: 2, start: 9000, charge: 88)]
        #expect(try table(output(lost, products: [.evCharging]), .evCharging).rowCount == 0)
    }

    @Test func `one vehicle that makes most of a cell keeps it back`() throws {
        var batches = (0..<UInt32(4)).map { drive($0) }
        batches += (0..<UInt32(9)).map { drive(9, boot: $0, start: 60 + Double($0)) }
        func released(_ defects: Set<Defect>) throws -> Int {
            try table(
                output(batches, products: [.speedProfiles]) { $0.defects = defects },
                .speedProfiles
            ).rowCount
        }
        #expect(try released([]) == 0)
        #expect(try released([.ignoreDominance]) > 0)
    }

    @Test func `noisy counts cover the whole domain and state their price`() throws {
        let batches = (0..<UInt32(40)).map { drive($0) }
        let result = try output(batches, products: [.research])
        let research = try #require(result.product(.research))
        #expect(research.table.rowCount % 30 == 0)
        #expect(research.descriptor.privacy.epsilon == 1)
        let spent = try #require(result.epsilon)
        #expect(try spent.column("epsilon").doubles() == [1])
        let exact = try research.table.column("trips").int64s()
        let again = try output(batches.reversed(), products: [.research])
        #expect(try table(again, .research).column("trips").int64s() == exact)
        // Without one of the vehicles all noise is another: two releases do not give it away.
        let fewer = try table(output(Array(batches.dropLast()), products: [.research]), .research)
            .column("trips").int64s()
        #expect(zip(fewer, exact).count { $0 != $1 } > exact.count / 2)
        let less = try output(batches, products: [.research]) { $0.defects = [.halfNoise] }
        #expect(try table(less, .research).column("trips").int64s() != exact)
    }

    @Test func `a buyer knows vehicles by its own names only`() throws {
        let side: [Int: [SideWord]] = [0: [SideWord(.batteryHealth, 912)]]
        let batches = [drive(5, side: side)]
        let result = try output(batches, products: [.ubiScore, .batterySOH])
        let score = try table(result, .ubiScore).column("contract").strings()
        let battery = try table(result, .batterySOH).column("contract").strings()
        #expect(score != battery)
        let contracts = try #require(result.contracts)
        #expect(try contracts.column("token").strings() == score + battery)
        #expect(try contracts.column("vehicle_id").uint32s() == [5, 5])
        let leaky = try output(batches, products: [.ubiScore]) { $0.defects = [.leakIdentity] }
        #expect(try table(leaky, .ubiScore).column("contract").strings() == ["VID-5"])
    }
}
