// A fleet is a pure function: the same question always gets the same answer, and no vehicle's
// answer depends on another.

import Base
import Demand
import Roads
import Testing

struct FleetTests {
    @Test func `a vehicle is the same whenever and beside whomever it is asked for`() throws {
        let many = try TownFleet.withGateways.get()
        // Calibrated again, for ten vehicles only, and asked backwards.
        let few = try TownFleet.fleet(TownMap.network(), vehicles: 10)
        #expect(few.parameters == many.parameters)
        for vehicle in (0..<UInt32(300)).reversed().map(VehicleID.init) {
            #expect(few.profile(of: vehicle) == many.profile(of: vehicle))
            #expect(few.consents(of: vehicle) == many.consents(of: vehicle))
            let range = vehicle.rawValue..<(vehicle.rawValue + 1)
            #expect(
                TownFleet.trips(few, days: 0..<3, vehicles: range)
                    == TownFleet.trips(many, days: 0..<3, vehicles: range))
        }
    }

    @Test func `another seed and another region are other fleets`() throws {
        let fleet = try TownFleet.withGateways.get()
        let others = [
            try TownFleet.replica(seed: 35), try TownFleet.replica(name: "village"),
        ]
        for other in others {
            let same = (0..<UInt32(500)).count {
                fleet.profile(of: VehicleID($0)).homePlace
                    == other.profile(of: VehicleID($0)).homePlace
            }
            #expect(same < 10)
            let range = UInt32(0)..<50
            #expect(
                TownFleet.trips(fleet, days: 0..<1, vehicles: range)
                    != TownFleet.trips(other, days: 0..<1, vehicles: range))
        }
    }

    @Test func `a replica shares the calibration and nothing else`() throws {
        let fleet = try TownFleet.withGateways.get()
        let replica = try TownFleet.replica(name: "replica", vehicles: 100)
        #expect(replica.parameters == fleet.parameters)
        #expect(replica.profile(of: VehicleID(0)) != fleet.profile(of: VehicleID(0)))
        let again = try TownFleet.replica(vehicles: 10)
        #expect(again.profile(of: VehicleID(7)) == fleet.profile(of: VehicleID(7)))
    }

    @Test func `a date's plan does not depend on when the run starts`() throws {
        let monday = try TownFleet.withGateways.get()
        let calendar = RunCalendar(
            startUnixSeconds: TownFleet.monday + 86_400, utcOffsetSeconds: 3600)
        let tuesday = try TownFleet.replica(calendar: calendar)
        let early = TownFleet.trips(monday, days: 1..<2, vehicles: 0..<100)
        let late = TownFleet.trips(tuesday, days: 0..<1, vehicles: 0..<100)
        #expect(early.map(\.destination) == late.map(\.destination))
        let day: Int64 = 86_400_000
        #expect(early.map { $0.departure.milliseconds - day } == late.map(\.departure.milliseconds))
    }

    @Test func `unknown profiles and markets and maps without homes are refused`() throws {
        let network = try TownMap.network()
        var options = DemandOptions()
        options.profile = "mars"
        #expect(throws: Failure.self) { try TownFleet.fleet(network, options: options) }
        #expect(throws: Failure.self) { try TownFleet.replica(market: "XX") }
        var empty = NetworkData(metadata: MapMetadata(name: "empty"))
        let node = empty.addNode(longitudeE7: 0, latitudeE7: 0, x: 0, y: 0)
        empty.addLink(from: node, to: node, length: 10, speed: 10)
        empty.deriveDefaultTurns()
        let map = try empty.frozen()
        #expect(throws: Failure.self) { try TownFleet.fleet(map) }
    }

    @Test func `equipment follows the market and the age`() throws {
        let fleet = try TownFleet.withGateways.get()
        let profiles = (0..<UInt32(6000)).map { fleet.profile(of: VehicleID($0)) }
        func share(_ test: (VehicleProfile) -> Bool) -> Double {
            Double(profiles.count(where: test)) / Double(profiles.count)
        }
        expect(share { $0.powertrain == .electric }, in: 0.14...0.18, "electric")
        expect(share { $0.powertrain == .hybrid }, in: 0.25...0.31, "hybrid")
        #expect(profiles.allSatisfy { (2020...2030).contains($0.modelYear) })
        #expect(profiles.allSatisfy { (0.6...1.6).contains($0.aggressiveness) })
        #expect(profiles.allSatisfy { Int($0.brand) < Fleet.brands.count })
        #expect(Set(profiles.map(\.firmware)) == [0, 1, 2, 3, 4])
        func mean(_ year: UInt16, _ value: (VehicleProfile) -> Double) -> Double {
            let some = profiles.filter { $0.modelYear == year }.map(value)
            return some.reduce(0, +) / Double(some.count)
        }
        #expect(mean(2021) { Double($0.firmware) } < mean(2025) { Double($0.firmware) })
        #expect(mean(2025) { Double($0.firmware) } < mean(2029) { Double($0.firmware) })
        // Eight and a half years at some 12,000 km, more when young.
        expect(mean(2021) { Double($0.odometerMeters) / 1000 }, in: 95_000...125_000, "odometer")
        expect(mean(2029) { Double($0.odometerMeters) / 1000 }, in: 7_000...13_000, "odometer")
        let british = try TownFleet.replica(market: "UK")
        let vauxhall = Fleet.brands.firstIndex(of: "Vauxhall") ?? -1
        let count = (0..<UInt32(1000)).count {
            Int(british.profile(of: VehicleID($0)).brand) == vauxhall
        }
        expect(Double(count), in: 330...450, "Vauxhalls per thousand")
        #expect(share { Int($0.brand) == vauxhall } == 0)
    }

    @Test func `tables have the columns of the run folder`() throws {
        let fleet = try TownFleet.replica(vehicles: 200)
        let table = fleet.vehiclesTable(
            isCanary: (0..<200).map { $0 == 3 }, firmwareNames: ["a", "b", "c", "d", "e"])
        #expect(table.rowCount == 200)
        #expect(
            table.schema.map { "\($0.name) \($0.type)\($0.isNullable ? "?" : "")" } == [
                "region string", "vehicle_id uint32", "powertrain string", "brand string",
                "model_year int32", "firmware string", "aggressiveness float", "odometer_m uint32",
                "home_lon double", "home_lat double", "work_lon double?", "work_lat double?",
                "home_kind string", "is_canary bool", "privacy_state string",
            ])
        let homes = try table.column("home_lon").doubles()
        #expect(homes.allSatisfy { (9.3...9.7).contains($0) })
        let states = try table.column("privacy_state").strings()
        #expect(Set(states) == ["none", "data", "full"])
        let works = try #require(try table.column("work_lon").validity)
        let expected = (0..<UInt32(200)).map { fleet.profile(of: VehicleID($0)).workPlace != .max }
        #expect(works == expected)

        let names = ["insurance", "mobility", "technical", "charging", "research", "fleet"]
        let consents = fleet.consentsTable(purposeNames: names)
        #expect(
            consents.schema.map { "\($0.name) \($0.type)\($0.isNullable ? "?" : "")" } == [
                "region string", "vehicle_id uint32", "purpose string", "from_s double?",
                "until_s double?",
            ])
        #expect(consents.rowCount > 200)
    }
}
