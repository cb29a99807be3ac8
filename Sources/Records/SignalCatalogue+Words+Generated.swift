// Written by tools/generate_schema.py from schema/signals.csv; do not edit.
// swift-format-ignore-file

extension SignalCatalogue {
    /// Words of `RecordBatch.firmware`.
    public static let firmwareNames: [String] = [
        "tcu-2.8",
        "tcu-3.1",
        "tcu-4.0",
        "tcu-4.6",
        "tcu-5.2",
    ]

    /// Words of `RecordBatch.stream`.
    public static let streamNames: [String] = [
        "telemetry",
        "event",
        "state",
        "dtc",
    ]

    /// Words of `RecordBatch.fixType`.
    public static let fixTypes: [String] = [
        "NONE",
        "TWO_D",
        "TWO_D_SATELLITE_BASED_AUGMENTATION",
        "TWO_D_GROUND_BASED_AUGMENTATION",
        "TWO_D_SATELLITE_AND_GROUND_BASED_AUGMENTATION",
        "THREE_D",
        "THREE_D_SATELLITE_BASED_AUGMENTATION",
        "THREE_D_GROUND_BASED_AUGMENTATION",
        "THREE_D_SATELLITE_AND_GROUND_BASED_AUGMENTATION",
    ]

    /// Words of `RecordBatch.lowVoltageSystemState`.
    public static let lowVoltageStates: [String] = [
        "UNDEFINED",
        "LOCK",
        "OFF",
        "ACC",
        "ON",
        "START",
    ]

    /// Words of `SideSignal.powertrainType`.
    public static let powertrainTypes: [String] = [
        "COMBUSTION",
        "HYBRID",
        "ELECTRIC",
    ]

    /// Words of `SideSignal.oilLevel`.
    public static let oilLevels: [String] = [
        "CRITICALLY_LOW",
        "LOW",
        "NORMAL",
        "HIGH",
        "CRITICALLY_HIGH",
    ]

    /// Words of `SideSignal.autonomyLevel`.
    public static let autonomyLevels: [String] = [
        "SAE_0",
        "SAE_1",
        "SAE_2_DISENGAGING",
        "SAE_2",
        "SAE_3_DISENGAGING",
        "SAE_3",
        "SAE_4_DISENGAGING",
        "SAE_4",
        "SAE_5_DISENGAGING",
        "SAE_5",
    ]

    /// Words of `SideSignal.wiperMode`.
    public static let wiperModes: [String] = [
        "OFF",
        "SLOW",
        "MEDIUM",
        "FAST",
        "INTERVAL",
        "RAIN_SENSOR",
    ]

    /// Words of `SideSignal.troubleCodes`.
    public static let troubleCodeNames: [String] = [
        "P0087",
        "P0128",
        "P0171",
        "P0234",
        "P0299",
        "P0300",
        "P0335",
        "P0401",
        "P0420",
        "P0442",
        "P0455",
        "P0500",
        "P0562",
        "P0A0F",
        "P0A7F",
        "P0A80",
        "P0AA6",
        "P1E00",
        "C0035",
        "C0040",
        "C0050",
        "C0121",
        "C0196",
        "B0020",
        "B1000",
        "B1325",
        "U0100",
        "U0121",
        "U0140",
        "U0155",
    ]

    /// Words of `SideSignal.brand`.
    public static let brands: [String] = [
        "Abarth",
        "Alfa Romeo",
        "Chrysler",
        "Citroën",
        "Dodge",
        "DS Automobiles",
        "Fiat",
        "Jeep",
        "Lancia",
        "Maserati",
        "Opel",
        "Peugeot",
        "Ram",
        "Vauxhall",
    ]

    /// Words of `SideSignal.model`.
    public static let models: [String] = [
        "CITY",
        "SMALL",
        "COMPACT",
        "MIDSIZE",
        "LARGE",
        "SUV_SMALL",
        "SUV_COMPACT",
        "SUV_LARGE",
        "VAN",
        "SPORT",
    ]

    /// Words of `SideSignal.harshBraking`.
    public static let severities: [String] = [
        "LOW",
        "MEDIUM",
        "HIGH",
    ]

    /// Words of `SideSignal.privacyState`.
    public static let privacyStates: [String] = [
        "NONE",
        "GEOLOCATION",
        "FULL",
    ]

    /// Words of `SideSignal.tripFault`.
    public static let tripFaults: [String] = [
        "UNSTARTED",
        "DATA_LACKING",
        "UNFINISHED",
    ]

    /// Words of `SideSignal.positionSource`.
    public static let positionSources: [String] = [
        "NONE",
        "SATELLITES",
        "DEAD_RECKONING",
    ]

    /// Words of `SideSignal.unavailable`.
    public static let unavailableGroups: [String] = [
        "POSITION",
        "SPEED",
        "ACCELERATION",
        "ODOMETER",
        "FUEL",
        "CHARGE",
        "COOLANT",
        "BRAKE",
    ]

}
