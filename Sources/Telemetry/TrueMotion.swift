// `truth/motion.parquet`: how cars really moved, once a second, on some drives. The laws of motion
// are judged on it, whatever the interval and the faults of the records.

import Base
import Demand
import Roads
import Traffic

extension DeviceFleet {
    /// Whole drives that are written for a region: enough for percentiles, small on disk.
    private static let motionDrives = 1000

    /// The true speed of every k-th trip, once a second from ignition on to ignition off or to the
    /// end of the run. Legs beyond the map belong to a drive, as they do to its records.
    ///
    /// - Parameter trips: of how many trips at most; they are spread evenly over the vehicles.
    public func motionTable(trips most: Int? = nil) -> DataTable {
        var columns = MotionColumns()
        let step = max(1, result.count / (most ?? Self.motionDrives))
        for trip in stride(from: step / 2, to: result.count, by: step) {
            add(trip, to: &columns)
        }
        return columns.table(region: region.name)
    }

    private func add(_ trip: Int, to columns: inout MotionColumns) {
        let vehicle = VehicleID(result.vehicle[trip])
        let plan = plans[Int(result.plan[trip])]
        var motion = TripMotion(
            network: network, result: result, trip: trip,
            style: drivers.profile(vehicle).aggressiveness)
        let legs = TripLegs(
            result, trip: trip, plan: plan, borderSpeeds: motion.borderSpeeds)
        let first = result.trips(of: vehicle.rawValue..<(vehicle.rawValue + 1)).lowerBound
        let end = min(legs.arrive, until.milliseconds)
        for time in stride(from: legs.depart, to: end, by: 1000) {
            let sample = legs.sample(time, motion: &motion)
            let isUrban =
                sample.isOnMap
                && network.linkFlags[sample.link.index] & LinkFlags.urban.rawValue != 0
            columns.vehicle.append(vehicle.rawValue)
            columns.trip.append(UInt32(trip - first))
            columns.time.append(time)
            columns.speed.append(sample.speed)
            columns.isUrban.append(isUrban)
        }
    }
}

/// Columns of seconds.
private struct MotionColumns {
    var vehicle: [UInt32] = []
    var trip: [UInt32] = []
    var time: [Int64] = []
    var speed: [Float] = []
    var isUrban: [Bool] = []

    func table(region: String) -> DataTable {
        DataTable([
            DataColumn("region", repeating: region, count: vehicle.count),
            DataColumn("vehicle_id", .uint32(vehicle)),
            DataColumn("trip_id", .uint32(trip)),
            DataColumn("time_ms", .int64(time)),
            DataColumn("speed_mps", .float(speed)),
            DataColumn("is_urban", .bool(isUrban)),
        ])
    }
}
