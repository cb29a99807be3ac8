import Base
import Demand
import Records
import Roads
import Telemetry
import Traffic

/// A road of 20 links of 500 m, a gateway at its eastern end, and cars that drive along it and
/// back, with consents of all kinds. Everything is made by hand, so that tests know the answers.
struct SmallTown {
    static let until = SimTime(seconds: 4 * 3600)
    static let links = 20
    static let linkMeters: Float = 500
    static let region = Region(name: "town", map: "town", cars: 3000, vehicles: 3000)
    static let calendar = RunCalendar(
        startUnixSeconds: 1_898_899_200, utcOffsetSeconds: 3600)  // 2030-03-05T00:00:00Z
    /// Kinds of drivers, by vehicle id modulo 8.
    static let kinds = 8
    /// When driver 3 withdraws everything, 4 withdraws mobility, 5 gives mobility: each in the
    /// middle of the first trip.
    static let change = SimTime(seconds: 900)

    var network: Network
    var plans: [PlannedTrip] = []
    var result = TrafficResult()
    /// How hard everybody drives; see `VehicleProfile.aggressiveness`.
    var style: Float = 1

    /// Cars of a range of ids, the other ids stay parked.
    ///
    /// - Parameter isBuiltUp: with houses on both sides for 2 km, and a tunnel of 1 km.
    init(driving vehicles: Range<UInt32> = 0..<64, isBuiltUp: Bool = false) throws {
        network = try Self.road(isBuiltUp).frozen()
        result.kinematics = Kinematics(network)
        result.endMilliseconds = Self.until.milliseconds
        for vehicle in vehicles { addDay(vehicle) }
    }

    /// Links between these nodes run through the town, and through the tunnel.
    static let town = 3..<7
    /// See `town`.
    static let tunnel = 10..<12

    private static func road(_ isBuiltUp: Bool) -> NetworkData {
        let metadata = MapMetadata(name: "town", boundingBox: [9.5, 47.1, 9.632, 47.101])
        var data = NetworkData(metadata: metadata)
        let plane = metadata.plane
        for node in 0...links {
            let east = Double(node) * Double(linkMeters)
            let longitude = 9.5 + east / plane.metersPerDegreeEast
            data.addNode(
                longitudeE7: Int32((longitude * 1e7).rounded()), latitudeE7: 471_000_000,
                x: Float(east), y: 0)
        }
        for node in 0...links {
            for next in [node - 1, node + 1] where next >= 0 && next <= links {
                let west = min(node, next)
                let flags: LinkFlags =
                    !isBuiltUp
                    ? [] : town.contains(west) ? .urban : tunnel.contains(west) ? .tunnel : []
                data.addLink(
                    from: NodeID(UInt32(node)), to: NodeID(UInt32(next)), length: linkMeters,
                    speed: 22, flags: flags)
            }
        }
        data.deriveDefaultTurns()
        return data
    }

    /// The link from a node to its neighbour.
    static func link(_ node: Int, east: Bool) -> LinkID {
        LinkID(UInt32(node == 0 ? 0 : 2 * node - 1 + (east ? 1 : 0)))
    }

    /// Out in the morning, back an hour and a half later; every fifth car goes beyond the gateway.
    private mutating func addDay(_ vehicle: UInt32) {
        let start = Int64(600_000 + vehicle % 64 * 1130)
        let isCommuter = vehicle % 5 == 0
        let beyond: (meters: Float, seconds: Float) = isCommuter ? (24_000, 1200) : (0, 0)
        let home = TripEnd(link: Self.link(0, east: true), offset: 0, place: vehicle)
        let away = TripEnd(
            link: Self.link(Self.links - 1, east: true), offset: Self.linkMeters,
            place: isCommuter ? .max : 7000, gateway: isCommuter ? 0 : .max,
            offMapMeters: beyond.meters, offMapSeconds: beyond.seconds)
        let back = TripEnd(
            link: Self.link(Self.links, east: false), offset: 0, place: away.place,
            gateway: away.gateway, offMapMeters: beyond.meters, offMapSeconds: beyond.seconds)
        let end = TripEnd(
            link: Self.link(1, east: false), offset: Self.linkMeters, place: vehicle)
        add(vehicle, start, .work, home, away)
        add(vehicle, start + 5_400_000, .home, back, end)
    }

    private mutating func add(
        _ vehicle: UInt32, _ depart: Int64, _ purpose: TripPurpose, _ from: TripEnd, _ to: TripEnd
    ) {
        plans.append(
            PlannedTrip(
                vehicle: VehicleID(vehicle), departure: SimTime(milliseconds: depart),
                purpose: purpose, origin: from, destination: to))
        let isOut = purpose == .work
        let linkMilliseconds = Int64(40_000 + vehicle % 7 * 1000)
        let enter = depart + Int64(from.offMapSeconds * 1000)
        for number in 0..<Self.links {
            let node = isOut ? number : Self.links - number
            result.traversalLink.append(Self.link(node, east: isOut).rawValue)
            result.traversalEnterMilliseconds.append(enter + Int64(number) * linkMilliseconds)
        }
        let exit = enter + Int64(Self.links) * linkMilliseconds
        result.firstTraversal.append(UInt32(result.traversalLink.count))
        result.vehicle.append(vehicle)
        result.plan.append(UInt32(plans.count - 1))
        result.departMilliseconds.append(depart)
        result.enterMilliseconds.append(enter)
        result.exitMilliseconds.append(exit)
        result.arriveMilliseconds.append(exit + Int64(to.offMapSeconds * 1000))
        result.onMapMeters.append(Float(Self.links) * Self.linkMeters)
        result.freeFlowSeconds.append(Float(Self.links) * Self.linkMeters / 22)
        result.originOffset.append(0)
        result.destinationOffset.append(Self.linkMeters)
        result.flags.append(
            (from.isOffMap ? TripFlags.startsOffMap : []).union(to.isOffMap ? .endsOffMap : []))
    }

    /// Which consents a driver holds when.
    static func consents(of vehicle: VehicleID) -> [ConsentInterval] {
        func consent(
            _ purpose: Purpose, from: SimTime = .init(milliseconds: .min),
            until: SimTime = .init(milliseconds: .max)
        ) -> ConsentInterval {
            ConsentInterval(vehicle: vehicle, purpose: purpose.rawValue, from: from, until: until)
        }
        switch vehicle.rawValue % UInt32(kinds) {
        case 0: return []
        case 1: return [consent(.technical)]
        case 3: return [consent(.insurance, until: change), consent(.technical, until: change)]
        case 4: return [consent(.mobility, until: change), consent(.technical)]
        case 5: return [consent(.mobility, from: change)]
        default: return [consent(.mobility), consent(.research)]
        }
    }

    /// What a car is.
    static func profile(of vehicle: VehicleID) -> VehicleProfile {
        let kinds: [Powertrain] = [.combustion, .electric, .hybrid]
        return VehicleProfile(
            powertrain: kinds[Int(vehicle.rawValue % 3)], brand: 0, modelYear: 2028,
            firmware: UInt8(vehicle.rawValue % 5), aggressiveness: 1,
            odometerMeters: 50_000_000 + vehicle.rawValue, homePlace: vehicle.rawValue,
            workPlace: .max)
    }

    /// The devices, with options.
    func devices(
        seed: UInt64 = 34, until: SimTime = SmallTown.until,
        _ adjust: (inout TelemetryOptions) -> Void = { _ in }
    ) -> DeviceFleet {
        var options = TelemetryOptions()
        adjust(&options)
        let style = style
        let drivers = Drivers(
            profile: {
                var profile = Self.profile(of: $0)
                profile.aggressiveness = style
                return profile
            }, consents: Self.consents(of:))
        return DeviceFleet(
            network: network, region: Self.region, drivers: drivers, result: result,
            plans: plans, calendar: Self.calendar, seed: seed, until: until, options: options)
    }

    /// What the devices of all driving cars did, with faults that are strong enough to be seen.
    func report(
        _ faults: Set<Fault> = [], interval: Double = 10, canaryShare: Double = 0.01,
        profile: DeviceProfile = .standard, _ adjust: (inout TelemetryOptions) -> Void = { _ in }
    ) -> DeviceOutput {
        devices { options in
            options.faults = faults
            options.profile = profile.rawValue
            options.intervalSeconds = interval
            Self.strengthen(&options)
            options.coverageGapShare = 0.3
            options.storeCapacity = 8
            options.lateShare = 0.05
            options.duplicateShare = 0.05
            options.canaryShare = canaryShare
            adjust(&options)
        }.report(vehicles: 0..<64)
    }

    /// So much of everything that each shows in 128 trips.
    static func strengthen(_ options: inout TelemetryOptions) {
        options.lossShare = 0.05
        options.reorderShare = 0.05
        options.unsetClockShare = 0.2
        options.hourOffShare = 0.1
        options.rolloverShare = 0.05
        options.missingShare = 0.1
        options.stuckShare = 0.3
        options.unitErrorShare = 0.4
        options.textShare = 0.5
        options.updateShare = 0.5
        options.outages = [Outage(fromSeconds: 1000, seconds: 300)]
        options.backoffLimitSeconds = 120
        options.unstartedShare = 0.1
        options.lackingShare = 0.1
        options.unfinishedShare = 0.1
    }
}
