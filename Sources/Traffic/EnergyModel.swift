// What driving costs: energy from the battery, or fuel, from plain physics on level roads.

import Base
import Demand
import Roads

/// Energy and fuel that was used.
public struct EnergyUse: Hashable, Sendable {
    /// From the traction battery of an electric car; 0 for others.
    public var kilowattHours: Double
    /// Fuel of a combustion or hybrid car; 0 for electric ones.
    public var liters: Double

    /// Nothing.
    public static let none = EnergyUse(kilowattHours: 0, liters: 0)

    /// The sum of two uses.
    public static func + (lhs: EnergyUse, rhs: EnergyUse) -> EnergyUse {
        EnergyUse(
            kilowattHours: lhs.kilowattHours + rhs.kilowattHours,
            liters: lhs.liters + rhs.liters)
    }
}

/// Energy of a medium European car as a function of distance, time and mean speed.
///
/// At the wheels a metre costs the road load (W.-H. Hucho, "Aerodynamics of Road Vehicles": rolling
/// resistance m·g·Crr and drag ½·ρ·Cd·A·v²) and what is braked away. The latter follows from the
/// relative positive acceleration, RPA, whose lower bound for real drives is 0.1755 − 0.0016·v
/// (v in km/h, at least 0.025 m/s²; Regulation (EU) 2016/427, annex IIIA, appendix 7a): per metre,
/// m·RPA joules go into speed, of which coasting gives half back. Engines follow a Willans line
/// (constant flow at idle and constant marginal efficiency; L. Guzzella and A. Sciarretta, "Vehicle
/// Propulsion Systems", ch. 3), batteries a constant efficiency, with auxiliaries per second.
/// Results for mixed driving: 6–7 l/100 km petrol, 4–5 hybrid, 16–20 kWh/100 km electric.
public struct EnergyModel: Hashable, Sendable {
    /// What moves the car.
    public let powertrain: Powertrain

    private let massKilograms: Double
    /// Share of the braked energy that is lost.
    private let brakingLoss: Double
    /// From tank or battery to wheel.
    private let efficiency: Double
    /// Engine at idle, or auxiliaries and heating, W of fuel or battery power.
    private let idleWatts: Double

    private static let gravity = 9.81
    private static let rolling = 0.012
    private static let dragArea = 0.75
    private static let airDensity = 1.2
    /// Joules per litre of petrol.
    private static let joulesPerLiter = 32.2e6
    private static let joulesPerKilowattHour = 3.6e6

    /// The model of a powertrain.
    public init(_ powertrain: Powertrain) {
        self.powertrain = powertrain
        switch powertrain {
        case .combustion:  // Idle: 1.0 l/h.
            (massKilograms, brakingLoss, efficiency, idleWatts) = (1600, 0.5, 0.265, 8944)
        case .hybrid:  // The engine is off at rest; 0.5 l/h on average for what remains.
            (massKilograms, brakingLoss, efficiency, idleWatts) = (1650, 0.25, 0.30, 4472)
        case .electric:  // 60 % of the braked energy returns; 1.2 kW for heating and the rest.
            (massKilograms, brakingLoss, efficiency, idleWatts) = (2000, 0.2, 0.76, 1200)
        }
    }

    /// Joules from tank or battery per metre at a mean speed, without what idling costs.
    private func joulesPerMeter(speed: Double) -> Double {
        let rolling = massKilograms * Self.gravity * Self.rolling
        let drag = 0.5 * Self.airDensity * Self.dragArea * speed * speed
        let positive = max(0.025, 0.1755 - 0.0016 * speed * 3.6)
        return (rolling + drag + brakingLoss * massKilograms * positive) / efficiency
    }

    /// Use over a piece of the way.
    ///
    /// - Parameters:
    ///   - meters: driven so far on the piece.
    ///   - seconds: passed so far on the piece, standing included.
    ///   - speed: mean speed over the whole piece, m/s; so the use grows evenly along it.
    public func use(meters: Double, seconds: Double, speed: Double) -> EnergyUse {
        let joules = meters * joulesPerMeter(speed: speed) + seconds * idleWatts
        return powertrain == .electric
            ? EnergyUse(kilowattHours: joules / Self.joulesPerKilowattHour, liters: 0)
            : EnergyUse(kilowattHours: 0, liters: joules / Self.joulesPerLiter)
    }

    /// Use over a whole piece of the way.
    public func use(meters: Double, seconds: Double) -> EnergyUse {
        use(meters: meters, seconds: seconds, speed: seconds > 0 ? meters / seconds : 0)
    }
}

/// Use since ignition on, along a trip, off-map legs included: what fuel signals and the truth's
/// trips both read, so that they agree.
public struct TripEnergy: Sendable {
    /// One piece of the way: standing at an end, an off-map leg, a wait for room, or a traversal.
    private struct Piece {
        var begin: Int64
        var end: Int64
        var meters: Double
    }

    private let model: EnergyModel
    private let pieces: [Piece]
    private var before = EnergyUse.none
    private var metersBefore = 0.0
    private var piece = 0

    /// The use of a trip of a result.
    ///
    /// - Parameter plan: the trip as planned: `plans[result.plan[trip]]`.
    /// - Complexity: O(traversals of the trip).
    public init(
        model: EnergyModel, network: Network, result: TrafficResult, trip: Int, plan: PlannedTrip
    ) {
        self.model = model
        var pieces: [Piece] = []
        let depart = result.departMilliseconds[trip]
        let enter = result.enterMilliseconds[trip]
        let exit = result.exitMilliseconds[trip]
        let range = result.traversals(of: trip)
        let setOff = min(enter, depart + plan.standing.beforeMilliseconds)
        if setOff > depart { pieces.append(Piece(begin: depart, end: setOff, meters: 0)) }
        let coming = plan.origin.isOffMap ? Double(plan.origin.offMapSeconds) * 1000 : 0
        let legEnd = min(enter, setOff + Int64(coming.rounded()))
        if legEnd > setOff {
            let share = Double(legEnd - setOff) / max(1, coming.rounded())
            pieces.append(
                Piece(
                    begin: setOff, end: legEnd,
                    meters: share * Double(plan.origin.offMapMeters)))
        }
        if enter > legEnd { pieces.append(Piece(begin: legEnd, end: enter, meters: 0)) }
        for index in range {
            let isLast = index + 1 == range.upperBound
            pieces.append(
                Piece(
                    begin: result.traversalEnterMilliseconds[index],
                    end: isLast ? exit : result.traversalEnterMilliseconds[index + 1],
                    meters: result.meters(ofTraversal: index, trip: trip, network: network)))
        }
        let arrive = min(result.arriveMilliseconds[trip], result.endMilliseconds)
        var parked = exit
        if plan.destination.isOffMap, arrive > exit {
            let leg = max(1, (Double(plan.destination.offMapSeconds) * 1000).rounded())
            parked = min(arrive, exit + Int64(leg))
            let share = Double(parked - exit) / leg
            pieces.append(
                Piece(
                    begin: exit, end: parked,
                    meters: share * Double(plan.destination.offMapMeters)))
        }
        if arrive > parked { pieces.append(Piece(begin: parked, end: arrive, meters: 0)) }
        self.pieces = pieces
    }

    /// Use up to an instant; instants must not descend.
    ///
    /// - Parameter meters: metres since ignition on at that instant, off-map metres included; as
    ///   the sum of legs and `MotionState.distance` gives them.
    public mutating func used(atMilliseconds time: Int64, meters: Double) -> EnergyUse {
        while piece < pieces.count, pieces[piece].end <= time { finishPiece() }
        guard piece < pieces.count else { return before }
        let now = pieces[piece]
        let seconds = Double(now.end - now.begin) / 1000
        let passed = max(0, Double(time - now.begin) / 1000)
        let driven = max(0, min(now.meters, meters - metersBefore))
        return before + model.use(meters: driven, seconds: passed, speed: now.meters / seconds)
    }

    /// Use of the whole trip, or up to the end of the run; and its metres.
    public mutating func total() -> (use: EnergyUse, meters: Double) {
        while piece < pieces.count { finishPiece() }
        return (before, metersBefore)
    }

    private mutating func finishPiece() {
        let now = pieces[piece]
        before =
            before + model.use(meters: now.meters, seconds: Double(now.end - now.begin) / 1000)
        metersBefore += now.meters
        piece += 1
    }
}
