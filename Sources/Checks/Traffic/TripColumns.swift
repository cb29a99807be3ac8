// The trips and visits of a run as plain columns, NaN where a value is missing; shared by the
// traffic and realism checks.

import Base

/// `truth/trips.parquet`, in the order of the file.
struct TripColumns: Sendable {
    /// Index into the run's regions.
    var region: [Int] = []
    var vehicle: [UInt32] = []
    /// Seconds since the start; NaN where the trip still goes on.
    var depart: [Double] = []
    var arrive: [Double] = []
    var distanceMeters: [Double] = []
    var freeFlow: [Double] = []
    var travel: [Double] = []
    var onMapMeters: [Double] = []
    var enter: [Double] = []
    var exit: [Double] = []

    var count: Int { vehicle.count }

    init(run: RunFolder) throws {
        let table = try run.table(
            "truth/trips.parquet",
            columns: [
                "region", "vehicle_id", "depart_s", "arrive_s", "distance_m", "free_flow_s",
                "travel_s", "on_map_m", "enter_s", "exit_s",
            ])
        region = try run.regionIndices(table)
        vehicle = try table.column("vehicle_id").uint32s()
        depart = try table.column("depart_s").doublesOrNaN()
        arrive = try table.column("arrive_s").doublesOrNaN()
        distanceMeters = try table.column("distance_m").doublesOrNaN()
        freeFlow = try table.column("free_flow_s").doublesOrNaN()
        travel = try table.column("travel_s").doublesOrNaN()
        onMapMeters = try table.column("on_map_m").doublesOrNaN()
        enter = try table.column("enter_s").doublesOrNaN()
        exit = try table.column("exit_s").doublesOrNaN()
    }
}

extension RunFolder {
    /// The run's region of every row of a table.
    /// - Throws: `Failure.input` for a region that `truth/run.json` does not know.
    func regionIndices(_ table: DataTable) throws -> [Int] {
        var result = [Int](repeating: 0, count: table.rowCount)
        for (name, rows) in try table.regionRanges() {
            guard let index = regions.firstIndex(where: { $0.name == name }) else {
                throw Failure.input("\(path): a table names region '\(name)', run.json does not")
            }
            for row in rows { result[row] = index }
        }
        return result
    }

    /// Where each region's vehicles start in a dense numbering of all vehicles of the run.
    var vehicleOffsets: [Int] {
        var sum = 0
        return regions.map { region in
            defer { sum += region.vehicles }
            return sum
        }
    }
}
