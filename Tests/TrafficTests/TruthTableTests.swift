import Base
import Demand
import Roads
import Testing
import Traffic

@Suite struct TruthTableTests {
    static let region = Region(name: "testland", map: "grid", cars: 10, vehicles: 10)

    static func words(_ table: DataTable) -> [String] {
        table.schema.map { $0.name + " " + $0.type.rawValue + ($0.isNullable ? "?" : "") }
    }

    @Test func `tables have the columns of the run folder`() throws {
        let (network, plans, result) = try MotionTests.crowd()
        let trips = result.tripsTable(network: network, region: Self.region, plans: plans) { _ in
            .combustion
        }
        #expect(
            Self.words(trips) == [
                "region string", "vehicle_id uint32", "trip_id uint32", "purpose string",
                "depart_s double", "arrive_s double?", "origin_link uint32",
                "destination_link uint32", "origin_lon double?", "origin_lat double?",
                "destination_lon double?", "destination_lat double?", "distance_m double",
                "free_flow_s double", "travel_s double?", "energy_kwh double", "fuel_l double",
                "on_map_m double", "enter_s double", "exit_s double",
            ])
        let traversals = result.traversalsTable(network: network, region: Self.region)
        #expect(
            Self.words(traversals) == [
                "region string", "vehicle_id uint32", "trip_id uint32", "link uint32",
                "enter_ms int64", "metres float",
            ])
        let links = result.linksTable(network: network, region: Self.region, windowSeconds: 900)
        #expect(
            Self.words(links) == [
                "region string", "link uint32", "window_start_s int32", "flow uint32",
                "speed_mps float", "vehicle_km double",
            ])
        let visits = result.visitsTable(
            network: network, region: Self.region, plans: plans, vehicles: 0..<800,
            profile: Self.profile)
        #expect(
            Self.words(visits) == [
                "region string", "vehicle_id uint32", "start_s double?", "end_s double?",
                "lon double?", "lat double?", "kind string", "gateway_lon double?",
                "gateway_lat double?", "off_map_m double?",
            ])
    }

    static func profile(_ vehicle: VehicleID) -> VehicleProfile {
        VehicleProfile(
            powertrain: .electric, brand: 0, modelYear: 2028, firmware: 0, aggressiveness: 1,
            odometerMeters: 0, homePlace: .max, workPlace: .max)
    }

    @Test func `tables agree with each other`() throws {
        let (network, plans, result) = try MotionTests.crowd()
        let trips = result.tripsTable(network: network, region: Self.region, plans: plans) { _ in
            .combustion
        }
        let traversals = result.traversalsTable(network: network, region: Self.region)
        let links = result.linksTable(network: network, region: Self.region, windowSeconds: 900)
        #expect(trips.rowCount == result.count)
        #expect(traversals.rowCount == result.linkEntries)
        let flow = try links.column("flow").int64s().reduce(0, +)
        #expect(flow == Int64(result.linkEntries))
        let onMap = try trips.column("on_map_m").doubles().reduce(0, +)
        let metres = try traversals.column("metres").doubles().reduce(0, +)
        let kilometers = try links.column("vehicle_km").doubles().reduce(0, +)
        #expect(abs(onMap - metres) < 1 + 1e-6 * onMap)
        #expect(abs(kilometers * 1000 - onMap) < 1 + 1e-6 * onMap)
        let speeds = try links.column("speed_mps").doubles()
        #expect(speeds.allSatisfy { $0 >= 0 && $0 < 22.01 })
        // Halves of the fleet are halves of the tables.
        let low = result.traversalsTable(
            network: network, region: Self.region, vehicles: 0..<400)
        let high = result.traversalsTable(
            network: network, region: Self.region, vehicles: 400..<UInt32.max)
        #expect(low.rowCount + high.rowCount == traversals.rowCount)
        #expect(traversals.rows(low.rowCount..<traversals.rowCount) == high)
    }

    @Test func `visits fill the time between trips`() throws {
        let (network, plans, result) = try MotionTests.crowd()
        let visits = result.visitsTable(
            network: network, region: Self.region, plans: plans, vehicles: 0..<900,
            profile: Self.profile)
        let vehicles = try visits.column("vehicle_id").uint32s()
        let starts = visits.columns[2]
        let ends = visits.columns[3]
        let begin = try starts.doubles()
        let end = try ends.doubles()
        for row in 0..<visits.rowCount {
            let isFirst = row == 0 || vehicles[row] != vehicles[row - 1]
            let isLast = row + 1 == visits.rowCount || vehicles[row] != vehicles[row + 1]
            #expect(starts.validity?[row] == !isFirst)
            #expect(ends.validity?[row] == !isLast)
            if !isFirst, !isLast { #expect(end[row] > begin[row] + 59.999) }
            if !isFirst { #expect(begin[row] > end[row - 1]) }
        }
        // 800 vehicles drive, 100 stay at home the whole time.
        #expect(Set(vehicles).count == 900)
        #expect(visits.rowCount == 900 + result.count)
    }

    @Test func `energy lies where cars' does, and grows along a trip up to the trip's total`()
        throws
    {
        func per100(_ powertrain: Powertrain, _ kmh: Double) -> Double {
            let use = EnergyModel(powertrain).use(meters: 100_000, seconds: 360_000 / kmh)
            return powertrain == .electric ? use.kilowattHours : use.liters
        }
        for speed in [30.0, 45, 80] {
            #expect((5.5...7.5).contains(per100(.combustion, speed)))
            #expect((3.3...5.2).contains(per100(.hybrid, speed)))
            #expect((15...20.5).contains(per100(.electric, speed)))
        }
        #expect(per100(.combustion, 130) > per100(.combustion, 80) + 2)
        #expect(per100(.combustion, 10) > 9)

        let (network, plans, result) = try MotionTests.crowd()
        let trips = result.tripsTable(network: network, region: Self.region, plans: plans) { _ in
            .electric
        }
        let totals = try trips.column("energy_kwh").doubles()
        for trip in stride(from: 0, to: result.count, by: 50) {
            var energy = TripEnergy(
                model: EnergyModel(.electric), network: network, result: result, trip: trip,
                plan: plans[Int(result.plan[trip])])
            var motion = TripMotion(network: network, result: result, trip: trip)
            var last = 0.0
            var time = result.departMilliseconds[trip]
            while time < result.exitMilliseconds[trip] {
                let meters = motion.state(atMilliseconds: time).distance
                let used = energy.used(atMilliseconds: time, meters: meters).kilowattHours
                #expect(used >= last - 1e-12)
                last = used
                time += 1000
            }
            let end = energy.used(
                atMilliseconds: result.exitMilliseconds[trip],
                meters: Double(result.onMapMeters[trip]))
            #expect(end.kilowattHours >= last && end.kilowattHours == totals[trip])
        }
    }
}
