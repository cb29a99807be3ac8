// Rows of `truth/trips.parquet` and `truth/visits.parquet`.

import Base
import Demand
import Roads

/// Where a trip's end lies: at its place, else at its point on the link; nowhere beyond a gateway.
func coordinates(
    _ end: TripEnd, _ network: Network
) -> (longitude: Double, latitude: Double)? {
    if end.isOffMap { return nil }
    if end.place != .max {
        let place = Int(end.place)
        return (
            Double(network.placeLongitudeE7[place]) * 1e-7,
            Double(network.placeLatitudeE7[place]) * 1e-7
        )
    }
    let point = network.position(link: end.link, offset: end.offset)
    return (point.longitude, point.latitude)
}

/// A column of doubles some of which may be missing.
struct OptionalDoubles {
    var values: [Double] = []
    var validity: [Bool] = []

    mutating func append(_ value: Double?) {
        values.append(value ?? 0)
        validity.append(value != nil)
    }

    func column(_ name: String) -> DataColumn {
        DataColumn(name, .double(values), validity: validity)
    }
}

extension TripPurpose {
    /// The word in tables: of a trip's purpose, and of the visit at its end.
    public var word: String {
        switch self {
        case .home: "home"
        case .work: "work"
        case .shop: "shop"
        case .school: "school"
        case .leisure: "leisure"
        case .errand: "errand"
        }
    }

    static let words = allCases.map(\.word)
}

/// Columns of trips.
struct TripColumns {
    private var vehicle: [UInt32] = []
    private var trip: [UInt32] = []
    private var purpose: [UInt32] = []
    private var depart: [Double] = []
    private var arrive = OptionalDoubles()
    private var originLink: [UInt32] = []
    private var destinationLink: [UInt32] = []
    private var originLongitude = OptionalDoubles()
    private var originLatitude = OptionalDoubles()
    private var destinationLongitude = OptionalDoubles()
    private var destinationLatitude = OptionalDoubles()
    private var distance: [Double] = []
    private var freeFlow: [Double] = []
    private var travel = OptionalDoubles()
    private var energy: [Double] = []
    private var fuel: [Double] = []
    private var onMap: [Double] = []
    private var enter: [Double] = []
    private var exit: [Double] = []

    init(capacity: Int) {
        vehicle.reserveCapacity(capacity)
        depart.reserveCapacity(capacity)
    }

    mutating func append(
        _ result: TrafficResult, _ index: Int, _ number: UInt32, _ plan: PlannedTrip,
        _ network: Network, _ use: EnergyUse, _ meters: Double
    ) {
        let departed = result.departMilliseconds[index]
        let arrived = result.arriveMilliseconds[index]
        let origin = coordinates(plan.origin, network)
        let destination = coordinates(plan.destination, network)
        vehicle.append(result.vehicle[index])
        trip.append(number)
        purpose.append(UInt32(plan.purpose.rawValue))
        depart.append(Double(departed) / 1000)
        arrive.append(arrived == .max ? nil : Double(arrived) / 1000)
        originLink.append(plan.origin.link.rawValue)
        destinationLink.append(plan.destination.link.rawValue)
        originLongitude.append(origin?.longitude)
        originLatitude.append(origin?.latitude)
        destinationLongitude.append(destination?.longitude)
        destinationLatitude.append(destination?.latitude)
        distance.append(meters)
        freeFlow.append(Double(result.freeFlowSeconds[index]))
        travel.append(arrived == .max ? nil : Double(arrived - departed) / 1000)
        energy.append(use.kilowattHours)
        fuel.append(use.liters)
        onMap.append(Double(result.onMapMeters[index]))
        enter.append(Double(result.enterMilliseconds[index]) / 1000)
        exit.append(Double(result.exitMilliseconds[index]) / 1000)
    }

    func table(region: String) -> DataTable {
        DataTable([
            DataColumn("region", repeating: region, count: vehicle.count),
            DataColumn("vehicle_id", .uint32(vehicle)),
            DataColumn("trip_id", .uint32(trip)),
            DataColumn("purpose", .words(codes: purpose, words: TripPurpose.words)),
            DataColumn("depart_s", .double(depart)),
            arrive.column("arrive_s"),
            DataColumn("origin_link", .uint32(originLink)),
            DataColumn("destination_link", .uint32(destinationLink)),
            originLongitude.column("origin_lon"),
            originLatitude.column("origin_lat"),
            destinationLongitude.column("destination_lon"),
            destinationLatitude.column("destination_lat"),
            DataColumn("distance_m", .double(distance)),
            DataColumn("free_flow_s", .double(freeFlow)),
            travel.column("travel_s"),
            DataColumn("energy_kwh", .double(energy)),
            DataColumn("fuel_l", .double(fuel)),
            DataColumn("on_map_m", .double(onMap)),
            DataColumn("enter_s", .double(enter)),
            DataColumn("exit_s", .double(exit)),
        ])
    }
}

/// Columns of visits.
struct VisitColumns {
    private var vehicle: [UInt32] = []
    private var start = OptionalDoubles()
    private var end = OptionalDoubles()
    private var longitude = OptionalDoubles()
    private var latitude = OptionalDoubles()
    private var kind: [UInt32] = []
    private var gatewayLongitude = OptionalDoubles()
    private var gatewayLatitude = OptionalDoubles()
    private var offMapMeters = OptionalDoubles()

    /// The kinds: those of purposes, then beyond a gateway, then at a charging station.
    static let kinds = TripPurpose.words + ["outside", "charging"]
    static let outside = UInt32(kinds.count - 2)
    static let charging = UInt32(kinds.count - 1)

    mutating func append(
        _ vehicle: UInt32, from: Int64?, until: Int64?, at place: TripEnd, _ kind: UInt32,
        _ network: Network
    ) {
        let point = coordinates(place, network)
        self.vehicle.append(vehicle)
        start.append(from.map { Double($0) / 1000 })
        end.append(until.map { Double($0) / 1000 })
        longitude.append(point?.longitude)
        latitude.append(point?.latitude)
        let isCharger =
            place.place != .max
            && network.placeKind[Int(place.place)] == PlaceKind.charging.rawValue
        self.kind.append(place.isOffMap ? Self.outside : isCharger ? Self.charging : kind)
        let gateway = place.isOffMap ? gatewayPoint(place, network) : nil
        gatewayLongitude.append(gateway?.longitude)
        gatewayLatitude.append(gateway?.latitude)
        offMapMeters.append(place.isOffMap ? Double(place.offMapMeters) : nil)
    }

    /// Where the map ends on the way to a place beyond it.
    private func gatewayPoint(
        _ place: TripEnd, _ network: Network
    ) -> (longitude: Double, latitude: Double)? {
        let exit = network.gatewayExit[Int(place.gateway)]
        guard exit < network.linkCount else { return nil }
        let node = Int(network.linkTo[Int(exit)])
        return (
            Double(network.nodeLongitudeE7[node]) * 1e-7,
            Double(network.nodeLatitudeE7[node]) * 1e-7
        )
    }

    func table(region: String) -> DataTable {
        DataTable([
            DataColumn("region", repeating: region, count: vehicle.count),
            DataColumn("vehicle_id", .uint32(vehicle)),
            start.column("start_s"),
            end.column("end_s"),
            longitude.column("lon"),
            latitude.column("lat"),
            DataColumn("kind", .words(codes: kind, words: Self.kinds)),
            gatewayLongitude.column("gateway_lon"),
            gatewayLatitude.column("gateway_lat"),
            offMapMeters.column("off_map_m"),
        ])
    }
}

extension TrafficResult {
    /// `truth/visits.parquet` of a range of vehicles: where each was parked, from before its first
    /// trip to after its last. A vehicle without trips is at home the whole time.
    ///
    /// - Parameters:
    ///   - plans: what the engine was given.
    ///   - profile: of each vehicle; asked once per vehicle.
    public func visitsTable(
        network: Network, region: Region, plans: [PlannedTrip], vehicles: Range<UInt32>,
        profile: (VehicleID) -> VehicleProfile
    ) -> DataTable {
        visitsTable(
            network: network, region: region, plans: plans, vehicles: Array(vehicles),
            profile: profile)
    }

    /// The same of some vehicles, ascending.
    public func visitsTable(
        network: Network, region: Region, plans: [PlannedTrip], vehicles: [UInt32],
        profile: (VehicleID) -> VehicleProfile
    ) -> DataTable {
        var columns = VisitColumns()
        for vehicle in vehicles {
            let profile = profile(VehicleID(vehicle))
            var trip = trips(of: vehicle..<(vehicle + 1)).lowerBound
            guard trip < count, self.vehicle[trip] == vehicle else {
                let home = TripEnd(link: LinkID(0), offset: 0, place: profile.homePlace)
                columns.append(vehicle, from: nil, until: nil, at: home, 0, network)
                continue
            }
            let first = plans[Int(plan[trip])].origin
            columns.append(
                vehicle, from: nil, until: departMilliseconds[trip], at: first,
                Self.kind(ofPlace: first.place, profile, network), network)
            while trip < count, self.vehicle[trip] == vehicle {
                let planned = plans[Int(plan[trip])]
                let isNextMine = trip + 1 < count && self.vehicle[trip + 1] == vehicle
                if arriveMilliseconds[trip] != .max {
                    columns.append(
                        vehicle, from: arriveMilliseconds[trip],
                        until: isNextMine ? departMilliseconds[trip + 1] : nil,
                        at: planned.destination, UInt32(planned.purpose.rawValue), network)
                }
                trip += 1
            }
        }
        return columns.table(region: region.name)
    }

    /// What a vehicle does where its first trip of the run begins.
    private static func kind(
        ofPlace place: UInt32, _ profile: VehicleProfile, _ network: Network
    ) -> UInt32 {
        if place == profile.homePlace || place == .max { return UInt32(TripPurpose.home.rawValue) }
        if place == profile.workPlace { return UInt32(TripPurpose.work.rawValue) }
        let purpose: TripPurpose =
            switch PlaceKind(rawValue: network.placeKind[Int(place)]) {
            case .home: .leisure
            case .work: .work
            case .shop: .shop
            case .school: .school
            case .leisure: .leisure
            default: .errand
            }
        return UInt32(purpose.rawValue)
    }
}
