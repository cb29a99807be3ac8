// What every check must know of a run besides its tables: written by the harness as
// `truth/run.json`, a pure function of (scenario, seed, maps). No time of day, host or thread
// count.

import Base
import Foundation

/// One region of a run, as the checks need it.
public struct RegionFacts: Hashable, Sendable, Codable {
    /// The region's name, the word in every table's column `region`.
    public var name: String
    /// The map's catalogue name; intervals above the region cluster by it.
    public var map: String
    /// The market that it stands for: FR DE IT ES UK PL rest-eu NA SA.
    public var market: String
    /// Local time minus UTC, seconds.
    public var utcOffsetSeconds: Int
    /// How many cars really use the region's roads.
    public var cars: Int
    /// How many of them are simulated and connected.
    public var vehicles: Int
    /// Length of all directed links, kilometres.
    public var linkKilometers: Double
    /// Vehicles that a rule of the traffic engine had to move because nothing else could.
    public var gridlockResolutions: Int?
    /// Trips that have no route.
    public var unroutableTrips: Int?
    /// How many vehicles reported and had their truth written; missing when all did.
    public var sampledVehicles: Int?
    /// How many times a vehicle entered a link.
    public var linkEntries: Int?
    /// What all vehicles did; missing when the truth of all was written.
    public var full: FullTraffic?
    /// Whether the map stands in for a place of the market that has no map of its own.
    public var isStandIn: Bool?
    /// How many gateways lead out of the map; missing when the run did not say.
    public var gateways: Int?
    /// Public holidays of the run by the region's clocks, such as 2030-04-19.
    public var holidays: [String]?
    /// What stands in for land use, where the map has none, and what that costs.
    public var placesBasis: String?

    /// The facts of a region.
    public init(
        name: String, map: String, market: String, utcOffsetSeconds: Int, cars: Int,
        vehicles: Int, linkKilometers: Double, gridlockResolutions: Int? = nil,
        unroutableTrips: Int? = nil, sampledVehicles: Int? = nil, linkEntries: Int? = nil,
        full: FullTraffic? = nil, isStandIn: Bool? = nil
    ) {
        self.name = name
        self.map = map
        self.market = market
        self.utcOffsetSeconds = utcOffsetSeconds
        self.cars = cars
        self.vehicles = vehicles
        self.linkKilometers = linkKilometers
        self.gridlockResolutions = gridlockResolutions
        self.unroutableTrips = unroutableTrips
        self.sampledVehicles = sampledVehicles
        self.linkEntries = linkEntries
        self.full = full
        self.isStandIn = isStandIn
    }
}

/// Sums over all trips of a region, of vehicles that report and of all others.
public struct FullTraffic: Hashable, Sendable, Codable {
    /// Trips that started before the run's end.
    public var trips = 0
    /// Kilometres on the map's roads.
    public var kilometers = 0.0
    /// Trips that left the map's roads before the run's end, their metres and seconds there.
    public var movedTrips = 0
    /// See `movedTrips`.
    public var movedMeters = 0.0
    /// See `movedTrips`.
    public var movedSeconds = 0.0
    /// Trips that arrived.
    public var arrivedTrips = 0
    /// Seconds beyond free-flow time, of trips that arrived.
    public var delaySeconds = 0.0
    /// Trips still on the roads at the end, an hour after three times their free-flow time.
    public var stuckTrips = 0
    /// Vehicles with a trip.
    public var activeVehicles = 0
    /// Vehicles that consented to `mobility` at some time.
    public var consentingVehicles = 0

    /// Nothing.
    public init() {}
}

/// The facts of a run: `truth/run.json`.
public struct RunFacts: Hashable, Sendable, Codable {
    /// Path inside the run folder.
    public static let path = "truth/run.json"

    /// The scenario's name.
    public var name: String
    /// The scenario's seed.
    public var seed: UInt64
    /// Seconds from 1970-01-01T00:00:00Z to the scenario's start.
    public var startUnixSeconds: Int64
    /// Simulated seconds.
    public var durationSeconds: Double
    /// Seconds between records while driving.
    public var intervalSeconds: Double
    /// Names of the faults that were switched on.
    public var faults: [String]
    /// Names of the products that the platform was asked for.
    public var products: [String]
    /// The regions, in the order of the scenario.
    public var regions: [RegionFacts]

    /// The facts of a run.
    public init(
        name: String, seed: UInt64, startUnixSeconds: Int64, durationSeconds: Double,
        intervalSeconds: Double, faults: [String], products: [String], regions: [RegionFacts]
    ) {
        self.name = name
        self.seed = seed
        self.startUnixSeconds = startUnixSeconds
        self.durationSeconds = durationSeconds
        self.intervalSeconds = intervalSeconds
        self.faults = faults
        self.products = products
        self.regions = regions
    }

    /// Whether only some vehicles reported.
    public var isSampled: Bool { regions.contains { $0.sampledVehicles != nil } }

    /// Vehicles of all regions.
    public var vehicles: Int { regions.reduce(0) { $0 + $1.vehicles } }

    /// The wall clocks of a region.
    public func calendar(of region: RegionFacts) -> RunCalendar {
        RunCalendar(
            startUnixSeconds: startUnixSeconds, utcOffsetSeconds: Int64(region.utcOffsetSeconds))
    }

    /// The file's text: sorted keys, so that equal facts are equal bytes.
    public func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// Reads the text of the file.
    public init(decoding data: Data) throws {
        self = try JSONDecoder().decode(RunFacts.self, from: data)
    }
}
