// What the generations of devices can do. A generation is what a firmware makes of the hardware:
// how often it samples, in which version of VSS it speaks, what it can tell, and how it fails.

import Records

/// One generation.
struct DeviceGeneration: Sendable {
    /// Milliseconds between samples while the ignition is on.
    var cadence: Int64
    /// Every so many samples carry the slow signals, the others only the fast ones and what
    /// changed.
    var slowEvery: UInt32 = 1
    /// Whether it reports what stands beside the columns: states on change, the daily ones at
    /// ignition on.
    var tellsStates = false
    /// Whether it finds harsh driving by itself, between samples, and says so at once.
    var findsEvents = false
    /// Whether it goes on by gyroscope and wheels where satellites are hidden.
    var reckons = false
    /// Whether it can say that a value is missing; else it says 0, 255 or 65535.
    var knowsMissing = true
    /// Milliseconds of its clock's steps.
    var clockStep: Int64 = 1
    /// Records that it stores without a network.
    var store: Int

    /// `tcu-2.8`, `tcu-3.1`, `tcu-4.0`, `tcu-4.6`, `tcu-5.2`. Cadences are those that buyers and
    /// makers publish (1, 3, 10, 60 s; see `docs/imperfections.md`); the rest is an assumption.
    static let all: [DeviceGeneration] = [
        DeviceGeneration(cadence: 60_000, knowsMissing: false, clockStep: 1000, store: 20),
        DeviceGeneration(
            cadence: 10_000, slowEvery: 3, tellsStates: true, knowsMissing: false, clockStep: 1000,
            store: 60),
        DeviceGeneration(
            cadence: 10_000, slowEvery: 3, tellsStates: true, findsEvents: true, store: 360),
        DeviceGeneration(
            cadence: 3000, slowEvery: 10, tellsStates: true, findsEvents: true, reckons: true,
            store: 1200),
        DeviceGeneration(
            cadence: 1000, slowEvery: 30, tellsStates: true, findsEvents: true, reckons: true,
            store: 7200),
    ]

    /// The generation of a firmware, or what all devices are in a fleet of equals.
    static func of(firmware: UInt8, _ options: TelemetryOptions) -> DeviceGeneration {
        switch options.devices {
        case .standard:
            DeviceGeneration(
                cadence: max(1, Int64((options.intervalSeconds * 1000).rounded())),
                reckons: firmware >= 3, knowsMissing: firmware >= 2, store: options.storeCapacity)
        case .generations: all[Int(firmware)].slowed(to: options.leastIntervalSeconds)
        }
    }

    /// The same device on a thrifty tariff: no sample sooner than some seconds after the last; what
    /// happens in between is told as ever.
    private func slowed(to seconds: Double) -> DeviceGeneration {
        let least = Int64((seconds * 1000).rounded())
        guard least > cadence else { return self }
        var slowed = self
        slowed.slowEvery = max(1, UInt32(Int64(slowEvery) * cadence / least))
        slowed.cadence = least
        return slowed
    }
}
