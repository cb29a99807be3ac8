// Everything of a region that plans are computed from: places, destination choice, calibrated
// parameters. The same for every vehicle, seed and replica; nothing in it grows with the fleet.

import Base
import Roads

extension RandomPurpose {
    /// Where a vehicle is kept.
    static let home = RandomPurpose(100)
    /// Whether it commutes, brings children to school, how often it moves.
    static let habits = RandomPurpose(101)
    /// Where its driver works.
    static let work = RandomPurpose(102)
    /// What it is: powertrain, brand, age, device, driver style.
    static let equipment = RandomPurpose(103)
    /// What its driver consented to before the run.
    static let consent = RandomPurpose(104)
    /// What its driver grants or withdraws during the run.
    static let consentChange = RandomPurpose(105)
    /// A day's plan; indexed by the day since 1970.
    static let dayPlan = RandomPurpose(106)
    /// A habitual place; indexed by purpose and rank.
    static let habitualPlace = RandomPurpose(107)
    /// The sample for the estimate of detours.
    static let detour = RandomPurpose(108)
    /// Standing at the ends of a trip; indexed by day and number of the trip.
    static let standing = RandomPurpose(109)
}

/// The parameters that calibration sets on a map.
public struct DemandParameters: Hashable, Sendable {
    /// Multiplies the chances of further tours and stops.
    public internal(set) var activity = 1.0
    /// Mean of the exponential deterrence, metres of drive.
    public internal(set) var scaleMeters = 2500.0
    /// Share of workplaces, and scale of other destinations, that lie beyond a gateway.
    public internal(set) var outsideShare = 0.2
    /// Share of destinations on the map that are chosen by weight alone: the long trips that stay
    /// on the map.
    public internal(set) var farShare = 0.0
    /// Scale of the exponential cutoff of legs beyond a gateway that do not lead to work, metres
    /// (González 2008: 400 km for displacements).
    public internal(set) var outsideMeters = 400_000.0
    /// Time of a leg beyond a gateway over that of `OutsideLeg.seconds`.
    public internal(set) var outsidePace = 1.0

    init() {}
}

/// The one whom a plan is for: the arguments of every random stream.
struct Identity {
    var seed: UInt64
    var entity: RandomEntity
    var vehicle: VehicleID

    @inline(__always)
    func stream(_ purpose: RandomPurpose, index: UInt32 = 0) -> RandomStream {
        RandomStream(seed: seed, purpose: purpose, entity: entity, index: index)
    }
}

/// A place to be, on the map or beyond a gateway.
struct Spot {
    var place: UInt32
    var gateway: UInt16 = .max
    var east: Float
    var north: Float
    var offMapMeters: Float = 0
    var offMapSeconds: Float = 0

    var isOffMap: Bool { gateway != .max }

    /// Whether nobody would take the car from one to the other; assumption.
    func isInWalkingDistance(of other: Spot) -> Bool {
        if isOffMap || other.isOffMap { return gateway == other.gateway }
        let dx = east - other.east
        let dy = north - other.north
        return dx * dx + dy * dy < 150 * 150
    }
}

/// Shared by all copies of a fleet and by all threads that plan its days; immutable.
final class DemandModel: Sendable {
    let network: Network
    let options: DemandOptions
    let places: PlaceIndex
    let detour: DetourEstimate
    let parameters: DemandParameters
    /// Metres of drive between cells.
    let cellDrives: [Float]
    let gravity: Gravity

    /// A model with default parameters, to be calibrated.
    init(network: Network, options: DemandOptions) throws {
        self.network = network
        self.options = options
        let places = try PlaceIndex(network: network)
        var parameters = DemandParameters()
        if places.gateways.isEmpty { parameters.outsideShare = 0 }
        let guess = DetourEstimate.usual
        let gravityGuess = DemandModel.gravity(
            network, places, guess, Gravity.drives(places: places, detour: guess),
            parameters.scaleMeters, options)
        let detour = DetourEstimate(network: network, places: places, gravity: gravityGuess)
        cellDrives = Gravity.drives(places: places, detour: detour)
        gravity = DemandModel.gravity(
            network, places, detour, cellDrives, parameters.scaleMeters, options)
        self.places = places
        self.detour = detour
        self.parameters = parameters
    }

    /// The same model with other parameters.
    init(_ other: DemandModel, parameters: DemandParameters) {
        network = other.network
        options = other.options
        places = other.places
        detour = other.detour
        cellDrives = other.cellDrives
        self.parameters = parameters
        gravity =
            parameters.scaleMeters == other.parameters.scaleMeters
            ? other.gravity
            : DemandModel.gravity(
                network, places, detour, cellDrives, parameters.scaleMeters, options)
    }

    private static func gravity(
        _ network: Network, _ places: PlaceIndex, _ detour: DetourEstimate, _ drives: [Float],
        _ scaleMeters: Double, _ options: DemandOptions
    ) -> Gravity {
        // Homes are visited as places of leisure; the other kinds follow in order of `reach`.
        Gravity(
            network: network, places: places, detour: detour, drive: drives,
            scaleMeters: scaleMeters, reach: [options.reach[3]] + options.reach)
    }

    // MARK: Places of a vehicle

    func home(of who: Identity) -> UInt32 {
        var stream = who.stream(.home)
        return places.byKind[0].place(uniform: stream.uniform())
    }

    func spot(ofPlace place: UInt32) -> Spot {
        Spot(place: place, east: places.east[Int(place)], north: places.north[Int(place)])
    }

    /// Where a commuter works; `cell` is the home's.
    func work(of who: Identity, cell: Int) -> Spot {
        var stream = who.stream(.work)
        return destination(
            .work, from: cell, outside: parameters.outsideShare * options.outsideFactor[0],
            stream: &stream)
    }

    /// The place of a rank among those that a driver goes to for a purpose.
    ///
    /// Never stored: the same (vehicle, purpose, rank) gives the same place on any day.
    func habitualPlace(
        of who: Identity, purpose: TripPurpose, rank: UInt32, cell: Int
    ) -> Spot {
        var stream = who.stream(.habitualPlace, index: UInt32(purpose.rawValue) << 24 | rank)
        let kind: PlaceKind
        switch purpose {
        case .home, .work: kind = .work
        case .shop: kind = .shop
        case .school: kind = .school
        case .errand: kind = .errand
        case .leisure: kind = stream.bernoulli(options.friendShare) ? .home : .leisure
        }
        let factor = options.outsideFactor[Int(purpose.rawValue) - 1]
        return destination(
            kind, from: cell, outside: parameters.outsideShare * factor, stream: &stream)
    }

    private func destination(
        _ kind: PlaceKind, from cell: Int, outside: Double, stream: inout RandomStream
    ) -> Spot {
        let chance = stream.uniform()
        if chance < outside { return outsideSpot(from: cell, for: kind, stream: &stream) }
        // The remaining chance decides on a far place, so that no word is drawn for it.
        if chance > 1 - parameters.farShare {
            return spot(ofPlace: places.byKind[Int(kind.rawValue)].place(uniform: stream.uniform()))
        }
        return spot(ofPlace: gravity.place(kind, from: cell, places: places, stream: &stream))
    }

    private func outsideSpot(
        from cell: Int, for kind: PlaceKind, stream: inout RandomStream
    ) -> Spot {
        let gateway = gravity.gateway(from: cell, places: places, stream: &stream)
        let meters =
            kind == .work
            ? OutsideLeg.metersToWork(stream: &stream)
            : OutsideLeg.meters(cutoff: parameters.outsideMeters, stream: &stream)
        return Spot(
            place: .max, gateway: gateway, east: places.gatewayEast[Int(gateway)],
            north: places.gatewayNorth[Int(gateway)], offMapMeters: Float(meters),
            offMapSeconds: Float(OutsideLeg.seconds(meters: meters) * parameters.outsidePace))
    }

    // MARK: Estimates

    /// Length and duration that a driver expects.
    @inline(__always)
    func drive(from origin: Spot, to destination: Spot) -> (meters: Double, seconds: Double) {
        let dx = Double(destination.east - origin.east)
        let dy = Double(destination.north - origin.north)
        var drive = detour.drive(straight: (dx * dx + dy * dy).squareRoot())
        drive.meters += Double(origin.offMapMeters + destination.offMapMeters)
        drive.seconds += Double(origin.offMapSeconds + destination.offMapSeconds)
        return drive
    }

    /// The spot of a trip's end.
    func spot(of end: TripEnd) -> Spot {
        guard end.isOffMap else { return spot(ofPlace: end.place) }
        return Spot(
            place: .max, gateway: end.gateway, east: places.gatewayEast[Int(end.gateway)],
            north: places.gatewayNorth[Int(end.gateway)], offMapMeters: end.offMapMeters,
            offMapSeconds: end.offMapSeconds)
    }

    /// A trip's end at a spot where trips start.
    func origin(_ spot: Spot) -> TripEnd {
        guard spot.isOffMap else { return end(onMap: spot.place) }
        return TripEnd(
            link: LinkID(network.gatewayEntry[Int(spot.gateway)]), offset: 0, place: .max,
            gateway: spot.gateway, offMapMeters: spot.offMapMeters,
            offMapSeconds: spot.offMapSeconds)
    }

    /// A trip's end at a spot where trips finish.
    func destination(_ spot: Spot) -> TripEnd {
        guard spot.isOffMap else { return end(onMap: spot.place) }
        let exit = network.gatewayExit[Int(spot.gateway)]
        return TripEnd(
            link: LinkID(exit), offset: network.linkLength[Int(exit)], place: .max,
            gateway: spot.gateway, offMapMeters: spot.offMapMeters,
            offMapSeconds: spot.offMapSeconds)
    }

    private func end(onMap place: UInt32) -> TripEnd {
        TripEnd(
            link: LinkID(network.placeLink[Int(place)]), offset: network.placeOffset[Int(place)],
            place: place)
    }
}
