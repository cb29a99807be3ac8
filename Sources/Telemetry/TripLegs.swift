// A trip as a device lives it: ignition on, perhaps a leg beyond the map's border, the map, perhaps
// another leg, ignition off.

import Base
import Demand
import Roads
import Traffic

/// The times and lengths of a trip's legs.
struct TripLegs {
    /// Ignition on, milliseconds.
    var depart: Int64
    /// First and last instant on the map, milliseconds.
    var enter: Int64
    /// See `enter`.
    var exit: Int64
    /// When the first movement is meant to begin, off the map or on it.
    private var setOff: Int64
    /// First and last instant with a position: who starts or ends on the map stands there, too.
    var visible: Int64
    /// See `visible`.
    var lastVisible: Int64
    /// Ignition off, milliseconds; `Int64.max` if it is still driving at the end.
    var arrive: Int64
    /// Metres before the map, on it, after it.
    var originMeters: Double
    /// See `originMeters`.
    var onMapMeters: Double
    /// See `originMeters`.
    var destinationMeters: Double
    private let originLeg: OffMapLeg
    private let destinationLeg: OffMapLeg

    /// - Parameter borderSpeeds: m/s at which the map is entered and left; `nil` if unknown.
    init(
        _ result: TrafficResult, trip: Int, plan: PlannedTrip,
        borderSpeeds: (entry: Double?, exit: Double?)
    ) {
        depart = result.departMilliseconds[trip]
        // Who has not reached the map when the run ends enters it later.
        let leg = (Double(plan.origin.offMapSeconds) * 1000).rounded()
        setOff = depart + plan.standing.beforeMilliseconds
        let planned = setOff + Int64(leg)
        enter = max(result.enterMilliseconds[trip], planned)
        visible = plan.origin.isOffMap ? enter : depart
        exit = result.exitMilliseconds[trip]
        arrive = result.arriveMilliseconds[trip]
        lastVisible = plan.destination.isOffMap ? exit : arrive
        onMapMeters = Double(result.onMapMeters[trip])
        originMeters = Double(plan.origin.offMapMeters)
        destinationMeters = Double(plan.destination.offMapMeters)
        originLeg = OffMapLeg(
            meters: originMeters, seconds: Double(plan.origin.offMapSeconds),
            borderSpeed: borderSpeeds.entry)
        destinationLeg = OffMapLeg(
            meters: destinationMeters, seconds: Double(plan.destination.offMapSeconds),
            borderSpeed: borderSpeeds.exit)
    }

    /// Metres of the whole trip up to an instant that ends it or cuts it off.
    func meters(until end: Int64) -> Double {
        if end >= arrive { return originMeters + onMapMeters + destinationMeters }
        if end >= exit { return originMeters + onMapMeters + after(end).meters }
        return end >= enter ? originMeters + onMapMeters : before(end).meters
    }

    /// Motion on the leg before the map.
    func before(_ time: Int64) -> LegMotion {
        originLeg.motion(at: Double(time - setOff) / 1000)
    }

    /// Motion on the leg after the map.
    func after(_ time: Int64) -> LegMotion {
        destinationLeg.reversedMotion(at: Double(time - exit) / 1000)
    }

    /// The motion at an instant, with the distance since ignition on; positions only on the map.
    @inline(__always)
    func sample(_ time: Int64, motion: inout TripMotion) -> Sample {
        if time >= visible && time <= lastVisible {
            let state = motion.state(atMilliseconds: time)
            return Sample(state, distance: originMeters + min(state.distance, onMapMeters))
        }
        if time < enter {
            let leg = before(time)
            return Sample(leg, distance: leg.meters)
        }
        let leg = after(time)
        return Sample(leg, distance: originMeters + onMapMeters + leg.meters)
    }
}
