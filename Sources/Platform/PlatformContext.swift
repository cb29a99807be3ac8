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
        pseudonyms = Pseudonyms(
            region: region, seed: seed, days: options.pseudonymDays, calendar: calendar)
    }
}
