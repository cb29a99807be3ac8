import Base
import Roads

/// What the platform of a region and all its partitions share: a class because it is shared, and
/// immutable, so that threads may read it.
final class PlatformContext: Sendable {
    let region: String
    let network: Network
    let calendar: RunCalendar
    let options: PlatformOptions
    let map: MatchingMap
    let zones: ZoneGrid
    let chargingZones: ZoneGrid
    let researchZones: ZoneGrid
    let pseudonyms: Pseudonyms

    init(
        region: String, network: Network, calendar: RunCalendar, options: PlatformOptions,
        seed: UInt64
    ) {
        self.region = region
        self.network = network
        self.calendar = calendar
        self.options = options
        map = MatchingMap(network)
        zones = ZoneGrid(box: map.box, plane: map.plane, meters: options.zoneMeters)
        chargingZones = ZoneGrid(
            box: map.box, plane: map.plane, meters: options.chargingZoneMeters)
        researchZones = ZoneGrid(
            box: map.box, plane: map.plane, meters: options.researchZoneMeters)
        pseudonyms = Pseudonyms(
            region: region, seed: seed, days: options.pseudonymDays, calendar: calendar)
    }

    /// Whether the platform is broken in this way.
    func isBroken(_ defect: Defect) -> Bool { options.defects.contains(defect) }

    /// The k that a release holds itself to.
    func threshold(_ k: Int) -> Int { isBroken(.smallCells) ? 0 : k }

    /// The dominance that a release holds itself to.
    var dominance: Double { isBroken(.ignoreDominance) ? 1 : options.dominance }

    /// Months since January of year 0 (UTC) of an instant.
    func month(_ milliseconds: Int64) -> Int {
        calendar.month(of: SimTime(milliseconds: milliseconds))
    }

    /// Local hour of the day, 0 … 23.
    func hourOfDay(_ milliseconds: Int64) -> Int {
        let local =
            milliseconds.flooredDivision(by: 1000) + calendar.startUnixSeconds
            + calendar.utcOffsetSeconds
        let hour = local.flooredDivision(by: 3600)
        return Int(hour - hour.flooredDivision(by: 24) * 24)
    }

    /// An account of a release.
    func account(_ released: Int, of cells: Int) -> ProductDescriptor.Release {
        ProductDescriptor.Release(
            region: region, releasedRows: released, suppressedCells: cells - released)
    }

    /// The names that a product's buyer knows some vehicles by, sorted by vehicle.
    func contracts(_ kind: ProductKind, vehicles: Set<UInt32>) -> [Contract] {
        let secret = pseudonyms.secret(ofContracts: kind.rawValue)
        return vehicles.sorted().map { vehicle in
            let token =
                isBroken(.leakIdentity)
                ? "VID-" + String(vehicle)
                : Pseudonyms.text(of: Pseudonyms.pseudonym(of: vehicle, secret: secret))
            return Contract(product: kind, vehicle: vehicle, token: token)
        }
    }
}
