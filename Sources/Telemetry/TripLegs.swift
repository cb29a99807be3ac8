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
    /// Ignition off, milliseconds; `Int64.max` if it is still driving at the end.
    var arrive: Int64
    /// Metres before the map, on it, after it.
    var originMeters: Double
    /// See `originMeters`.
    var onMapMeters: Double
    /// See `originMeters`.
    var destinationMeters: Double
    /// Seconds of the leg after the map.
    var destinationSeconds: Double
    /// Whether the trip begins at home.
    var startsAtHome: Bool

    init(_ result: TrafficResult, trip: Int, plan: PlannedTrip, home: UInt32) {
        depart = result.departMilliseconds[trip]
        enter = result.enterMilliseconds[trip]
        exit = result.exitMilliseconds[trip]
        arrive = result.arriveMilliseconds[trip]
        onMapMeters = Double(result.onMapMeters[trip])
        originMeters = Double(plan.origin.offMapMeters)
        destinationMeters = Double(plan.destination.offMapMeters)
        destinationSeconds = Double(plan.destination.offMapSeconds)
        startsAtHome = plan.origin.place == home && !plan.origin.isOffMap
    }

    /// Metres of the whole trip up to an instant that ends it or cuts it off.
    func meters(until end: Int64) -> Double {
        if end >= arrive { return originMeters + onMapMeters + destinationMeters }
        if end >= exit { return originMeters + onMapMeters + after(end).meters }
        return end >= enter ? originMeters + onMapMeters : before(end).meters
    }

    /// Motion on the leg before the map: away from rest, then at a constant speed.
    func before(_ time: Int64) -> LegMotion {
        LegMotion.fromRest(
            meters: originMeters, seconds: Double(enter - depart) / 1000,
            at: Double(time - depart) / 1000)
    }

    /// Motion on the leg after the map: the same in reverse.
    func after(_ time: Int64) -> LegMotion {
        let seconds = destinationSeconds
        var motion = LegMotion.fromRest(
            meters: destinationMeters, seconds: seconds,
            at: seconds - Double(time - exit) / 1000)
        motion.meters = destinationMeters - motion.meters
        motion.acceleration = -motion.acceleration
        return motion
    }
}

/// Motion on a leg of which only length and duration are known.
struct LegMotion {
    /// Metres since the leg began.
    var meters: Double
    /// m/s.
    var speed: Double
    /// m/s².
    var acceleration: Double

    /// From rest with a constant acceleration for up to 15 s, then constant speed, such that the
    /// leg's length is right.
    static func fromRest(meters: Double, seconds: Double, at elapsed: Double) -> LegMotion {
        guard seconds > 0 else { return LegMotion(meters: 0, speed: 0, acceleration: 0) }
        let ramp = min(15, seconds / 4)
        let top = meters / (seconds - ramp / 2)
        let t = max(0, min(seconds, elapsed))
        if t < ramp {
            let a = top / ramp
            return LegMotion(meters: a * t * t / 2, speed: a * t, acceleration: a)
        }
        return LegMotion(meters: top * (t - ramp / 2), speed: top, acceleration: 0)
    }
}
