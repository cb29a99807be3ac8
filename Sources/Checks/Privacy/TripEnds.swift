// What a buyer of pseudonymised trip ends would see: the starts and ends of trips, and the places
// where cars stood between them, of vehicles whose drivers consented to `mobility` at that moment.
// Derived from the truth, since the reference platform sells no such feed: the yardstick that
// products are measured against.

import Base

/// Trip ends of a run.
struct TripEnds: Sendable {
    /// Starts and ends of trips on the map, under consent.
    var ends = Sightings()
    /// The same of vehicles that never consented while they drove: the hold-out.
    var heldOut = Sightings()

    init(_ context: AttackContext) throws {
        let run = context.run
        let table = try run.table(
            "truth/trips.parquet",
            columns: [
                "region", "vehicle_id", "depart_s", "arrive_s", "origin_lon", "origin_lat",
                "destination_lon", "destination_lat",
            ])
        var rows = SightingRows(run)
        let region = try run.regionIndices(table)
        let vehicle = try table.column("vehicle_id").uint32s()
        let columns = try [
            ["depart_s", "origin_lon", "origin_lat"],
            ["arrive_s", "destination_lon", "destination_lat"],
        ].map { names in try names.map { try table.column($0).doublesOrNaN() } }
        for row in vehicle.indices {
            let car = try rows.car(region[row], vehicle[row])
            for end in columns {
                rows.append(
                    car: car, region: region[row], seconds: end[0][row], longitude: end[1][row],
                    latitude: end[2][row])
            }
        }
        let isSold = rows.car.indices.map {
            context.mobility.holds(rows.car[$0], at: rows.seconds[$0])
        }
        var hasConsented = [Bool](repeating: false, count: run.facts.vehicles)
        for row in isSold.indices where isSold[row] { hasConsented[rows.car[row]] = true }
        ends = rows.sightings { isSold[$0] }
        heldOut = rows.sightings { !hasConsented[rows.car[$0]] }
    }

    /// Visits under consent: parked at a place before or after a trip end that is sold.
    static func visits(_ context: AttackContext) throws -> Sightings {
        let run = context.run
        let table = try run.table(
            "truth/visits.parquet",
            columns: ["region", "vehicle_id", "start_s", "end_s", "lon", "lat"])
        var rows = SightingRows(run)
        let region = try run.regionIndices(table)
        let vehicle = try table.column("vehicle_id").uint32s()
        let start = try table.column("start_s").doublesOrNaN()
        let end = try table.column("end_s").doublesOrNaN()
        let longitude = try table.column("lon").doublesOrNaN()
        let latitude = try table.column("lat").doublesOrNaN()
        for row in vehicle.indices {
            let car = try rows.car(region[row], vehicle[row])
            let seen = [start[row], end[row]].first {
                !$0.isNaN && context.mobility.holds(car, at: $0)
            }
            guard let seen else { continue }
            rows.append(
                car: car, region: region[row], seconds: seen, longitude: longitude[row],
                latitude: latitude[row])
        }
        return rows.sightings { _ in true }
    }
}

/// Rows on their way to `Sightings`.
struct SightingRows: Sendable {
    private let run: RunFolder
    private let offsets: [Int]
    private let identities: [UInt64]
    private(set) var car: [Int] = []
    private(set) var seconds: [Double] = []
    private var region: [UInt16] = []
    private var longitude: [Double] = []
    private var latitude: [Double] = []

    init(_ run: RunFolder) {
        self.run = run
        offsets = run.vehicleOffsets
        identities = run.regions.flatMap { region in
            let key = RandomEntity.key(ofName: region.name)
            return (0..<UInt32(region.vehicles)).map {
                RandomEntity(regionKey: key, member: $0).rawValue
            }
        }
    }

    /// A vehicle's number in the run.
    func car(_ region: Int, _ vehicle: UInt32) throws -> Int {
        let car = run.car(region: region, vehicle: vehicle, offsets: offsets)
        guard car < identities.count else {
            throw Failure.input(
                "truth/: vehicle \(vehicle) is none of the run's; write the run again")
        }
        return car
    }

    /// Adds a row; one that misses its time or place says nothing and is left out.
    mutating func append(
        car: Int, region: Int, seconds: Double, longitude: Double, latitude: Double
    ) {
        guard seconds.isFinite, abs(longitude) <= 180, abs(latitude) <= 90 else { return }
        self.car.append(car)
        self.region.append(UInt16(region))
        self.seconds.append(seconds)
        self.longitude.append(longitude)
        self.latitude.append(latitude)
    }

    func sightings(where isWanted: (Int) -> Bool) -> Sightings {
        let rows = car.indices.filter(isWanted)
        return Sightings(
            code: rows.map { UInt32(car[$0]) }, identities: identities,
            region: rows.map { region[$0] }, latitude: rows.map { latitude[$0] },
            longitude: rows.map { longitude[$0] }, seconds: rows.map { seconds[$0] })
    }
}
