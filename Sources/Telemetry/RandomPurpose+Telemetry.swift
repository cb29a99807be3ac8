// What telemetry uses chance for. A stream per record is numbered by boot and sequence, so that
// switching one imperfection on or off changes no draw of another.

import Base

extension RandomPurpose {
    /// Phase of the reporting interval, clock, receiver. By vehicle.
    static let device = RandomPurpose(300)
    /// Tank, battery, start levels. By vehicle.
    static let car = RandomPurpose(301)
    /// Belt. By vehicle and trip.
    static let tripHabits = RandomPurpose(302)
    /// Innovations of the position error. By vehicle and record.
    static let positionNoise = RandomPurpose(303)
    /// Latency, and whether a record is late or doubled. By vehicle and record.
    static let network = RandomPurpose(304)
    /// How late a late record is. By vehicle and record.
    static let lateness = RandomPurpose(305)
    /// Cells without coverage. By region and cell.
    static let coverage = RandomPurpose(306)
    /// Which devices are broken on purpose. By vehicle.
    static let canary = RandomPurpose(307)
    /// Mean errors between buildings. By region and link.
    static let canyon = RandomPurpose(308)
    /// Whether the network drops a record or lets it be overtaken. By vehicle and record.
    static let disorder = RandomPurpose(309)
    /// Faults of whole trips, stuck signals, unset clocks, collisions. By vehicle and trip.
    static let tripTrouble = RandomPurpose(310)
    /// Signals that a car lacks; numbers as text. By vehicle.
    static let flaws = RandomPurpose(311)
    /// Wrong units. By brand and firmware.
    static let cohort = RandomPurpose(312)
    /// Signals that are missing by chance. By vehicle and record.
    static let missing = RandomPurpose(313)
    /// Updates over the air. By vehicle.
    static let update = RandomPurpose(314)
    /// Pauses before a device tries again. By vehicle and outage.
    static let backoff = RandomPurpose(315)
    /// Trouble codes, tyres, service. By vehicle.
    static let wear = RandomPurpose(316)
    /// Equipment and habits of drivers. By vehicle.
    static let habits = RandomPurpose(317)
    /// Clocks that are grossly wrong. By vehicle.
    static let clockError = RandomPurpose(318)
    /// Which vehicles are kept in full. By vehicle.
    static let sample = RandomPurpose(319)
}

/// The index of a record's own random streams: 4,096 boots of 1,048,576 records before it repeats.
@inline(__always)
func recordIndex(boot: UInt32, sequence: UInt32) -> UInt32 { boot << 20 | sequence & 0xF_FFFF }
