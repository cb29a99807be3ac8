// The product `od-matrix`: trips from zone to zone by hour of departure, from at least k vehicles.

import Base

/// How the cells of `od-matrix` are laid out: hour, origin, destination from high to low bits, so
/// that they sort by hour, then origin, then destination.
enum ODMatrix {
    static func key(hour: Int64, origin: ZoneGrid.Zone, destination: ZoneGrid.Zone) -> UInt64 {
        let hours = UInt64(UInt16(clamping: hour + 0x4000))  // Room for hours before the start.
        return hours << 48 | origin.packed << 24 | destination.packed
    }

    static func hour(of key: UInt64) -> Int64 { Int64(key >> 48) - 0x4000 }

    static func origin(of key: UInt64) -> ZoneGrid.Zone {
        ZoneGrid.Zone(packed: key >> 24 & 0xFF_FFFF)
    }

    static func destination(of key: UInt64) -> ZoneGrid.Zone {
        ZoneGrid.Zone(packed: key & 0xFF_FFFF)
    }

    /// The cells with at least `k` vehicles.
    static func released(_ cells: [Cell], k: Int) -> [Cell] {
        cells.filter { Int($0.vehicles) >= k }
    }

    /// The product's table: sorted by hour, origin, destination.
    static func table(_ released: [Cell], region: String) -> DataTable {
        DataTable([
            DataColumn("region", repeating: region, count: released.count),
            DataColumn("hour_start_s", .int64(released.map { hour(of: $0.key) * 3600 })),
            DataColumn("origin_zone", .string(released.map { origin(of: $0.key).name })),
            DataColumn("destination_zone", .string(released.map { destination(of: $0.key).name })),
            DataColumn("vehicles", .uint32(released.map(\.vehicles))),
            DataColumn("trips", .uint32(released.map { UInt32(clamping: $0.amount) })),
        ])
    }
}
