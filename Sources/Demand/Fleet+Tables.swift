// The truth about vehicles and consents, as tables of the run folder.

import Base
import Roads

extension Fleet {
    /// `truth/vehicles.parquet`.
    ///
    /// - Parameters:
    ///   - vehicles: whose rows; all unless given.
    ///   - isCanary: by vehicle; which devices send without consent.
    ///   - firmwareNames: names of the generations, by `VehicleProfile.firmware`.
    public func vehiclesTable(
        of vehicles: [UInt32]? = nil, isCanary: [Bool], firmwareNames: [String]
    ) -> DataTable {
        precondition(isCanary.count == region.vehicles)
        precondition(firmwareNames.count >= Fleet.firmwareGenerations)
        let vehicles = vehicles ?? Array(0..<UInt32(region.vehicles))
        let count = vehicles.count
        let profiles = vehicles.map { profile(of: VehicleID($0)) }
        let states = vehicles.map { UInt32(privacyState(of: VehicleID($0), at: .zero)) }
        let network = model.network
        let homes = profiles.map { Int($0.homePlace) }
        let hasWork = profiles.map { $0.workPlace != .max }
        func degrees(_ column: MapColumn<Int32>, _ place: UInt32) -> Double {
            place == .max ? 0 : Double(column[Int(place)]) / 1e7
        }
        let works = profiles.map(\.workPlace)
        return DataTable([
            DataColumn("region", repeating: region.name, count: count),
            DataColumn("vehicle_id", .uint32(vehicles)),
            DataColumn(
                "powertrain",
                .words(
                    codes: profiles.map { UInt32($0.powertrain.rawValue) },
                    words: Powertrain.allCases.map { "\($0)" })),
            DataColumn(
                "brand", .words(codes: profiles.map { UInt32($0.brand) }, words: Fleet.brands)),
            DataColumn("model_year", .int32(profiles.map { Int32($0.modelYear) })),
            DataColumn(
                "firmware",
                .words(codes: profiles.map { UInt32($0.firmware) }, words: firmwareNames)),
            DataColumn("aggressiveness", .float(profiles.map(\.aggressiveness))),
            DataColumn("odometer_m", .uint32(profiles.map(\.odometerMeters))),
            DataColumn(
                "home_lon", .double(homes.map { degrees(network.placeLongitudeE7, UInt32($0)) })),
            DataColumn(
                "home_lat", .double(homes.map { degrees(network.placeLatitudeE7, UInt32($0)) })),
            DataColumn(
                "work_lon", .double(works.map { degrees(network.placeLongitudeE7, $0) }),
                validity: hasWork),
            DataColumn(
                "work_lat", .double(works.map { degrees(network.placeLatitudeE7, $0) }),
                validity: hasWork),
            DataColumn(
                "home_kind",
                .words(
                    codes: homes.map { UInt32(network.placeKind[$0]) },
                    words: PlaceKind.allCases.map { "\($0)" })),
            DataColumn("is_canary", .bool(vehicles.map { isCanary[Int($0)] })),
            DataColumn("privacy_state", .words(codes: states, words: ["none", "data", "full"])),
        ])
    }

    /// `truth/consents.parquet`: by vehicle, purpose and time.
    ///
    /// - Parameters:
    ///   - vehicles: whose rows; all unless given.
    ///   - purposeNames: by `ConsentInterval.purpose`.
    public func consentsTable(
        of vehicles: [UInt32]? = nil, purposeNames: [String]
    ) -> DataTable {
        precondition(purposeNames.count >= ConsentLaw.purposes)
        let vehicles = vehicles ?? Array(0..<UInt32(region.vehicles))
        let all = vehicles.flatMap { consents(of: VehicleID($0)) }
        return DataTable([
            DataColumn("region", repeating: region.name, count: all.count),
            DataColumn("vehicle_id", .uint32(all.map(\.vehicle.rawValue))),
            DataColumn(
                "purpose", .words(codes: all.map { UInt32($0.purpose) }, words: purposeNames)),
            DataColumn(
                "from_s", .double(all.map { $0.from.milliseconds == .min ? 0 : $0.from.seconds }),
                validity: all.map { $0.from.milliseconds != .min }),
            DataColumn(
                "until_s",
                .double(all.map { $0.until.milliseconds == .max ? 0 : $0.until.seconds }),
                validity: all.map { $0.until.milliseconds != .max }),
        ])
    }
}
