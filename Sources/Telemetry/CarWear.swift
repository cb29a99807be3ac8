// What wears: tyres that leak, trouble codes, the 12 V battery, oil, service. From age and mileage,
// once per trip, not by chance per message.

import Base
import Demand
import Records

/// The worn parts of one car.
struct CarWear {
    /// Bits over `SignalCatalogue.troubleCodeNames`.
    private(set) var troubleCodes: UInt64 = 0
    /// Odometer at which the next trouble code is set, metres.
    private var nextTrouble: Double
    /// Odometer at which the car breaks down, metres, if a code of this run stops it.
    private(set) var breaksDownAt = Double.infinity
    private let pool: [Int]
    private let wear: Double
    private let pressure: Float
    private let leakPerDay: Float
    private let voltage: Float
    private let serviceOffset: Double
    private let modelYear: UInt16
    private var stream: RandomStream

    private static let serviceMeters = 20_000_000.0
    /// Mean distance between two trouble codes of a car with 150,000 km; assumption.
    private static let troubleMeters = 40_000_000.0
    private static let stops: Set<Int> = codes(["P0300", "P0335", "P0AA6"])

    init(_ profile: VehicleProfile, entity: RandomEntity, seed: UInt64) {
        stream = RandomStream(seed: seed, purpose: .wear, entity: entity)
        wear = Double(profile.odometerMeters) / 150_000_000
        pool = Self.pool(profile.powertrain)
        modelYear = profile.modelYear
        pressure = Float(235 + 15 * stream.uniform())
        leakPerDay = stream.bernoulli(0.04) ? Float(0.5 + 3 * stream.uniform()) : 0.05
        voltage = Float(12.72 - 0.25 * min(1.5, wear) - 0.05 * stream.uniform())
        serviceOffset = Self.serviceMeters * stream.uniform()
        nextTrouble = Double(profile.odometerMeters)
        // What was set before the run and nobody has cleared.
        var expected = 0.25 * wear
        while expected > 0, stream.bernoulli(min(1, expected)) {
            troubleCodes |= 1 << UInt64(pool[stream.index(below: pool.count)])
            expected -= 0.5
        }
        drawNext()
    }

    private static func codes(_ names: Set<String>) -> Set<Int> {
        Set(
            SignalCatalogue.troubleCodeNames.indices.filter {
                names.contains(SignalCatalogue.troubleCodeNames[$0])
            })
    }

    /// Codes that a powertrain can have: P0A… belong to electric drives, other P… to engines.
    private static func pool(_ powertrain: Powertrain) -> [Int] {
        SignalCatalogue.troubleCodeNames.indices.filter { index in
            let name = SignalCatalogue.troubleCodeNames[index]
            let isElectric = name.hasPrefix("P0A")
            let isEngine = name.hasPrefix("P") && !isElectric && name != "P0562"
            if isElectric { return powertrain != .combustion }
            return !isEngine || powertrain != .electric
        }
    }

    private mutating func drawNext() {
        nextTrouble += stream.exponential(mean: Self.troubleMeters / (0.2 + wear))
    }

    /// Goes on to an odometer reading; true when a code was set on the way.
    mutating func advance(toMeters odometer: Double) -> Bool {
        var isNew = false
        while nextTrouble <= odometer {
            let code = pool[stream.index(below: pool.count)]
            isNew = isNew || troubleCodes >> UInt64(code) & 1 == 0
            troubleCodes |= 1 << UInt64(code)
            if Self.stops.contains(code) { breaksDownAt = nextTrouble }
            drawNext()
        }
        return isNew
    }

    /// kPa of a tyre that has been driven for some seconds; 3 K make a hundredth.
    func tirePressure(airTemperature: Float, seconds: Float, days: Double) -> Float {
        let warm = 18 * (1 - Float(Math.exp(Double(-seconds) / 900)))
        let cold = pressure - leakPerDay * Float(days + 20)
        return cold * (1 + (airTemperature + warm - 20) / 300)
    }

    /// V of the 12 V battery at ignition on: colder is less.
    func restingVoltage(airTemperature: Float) -> Float {
        voltage - 0.01 * max(0, 10 - airTemperature)
    }

    /// Metres to the next service.
    func serviceMeters(odometer: Double) -> Double {
        let since = (odometer + serviceOffset).truncatingRemainder(dividingBy: Self.serviceMeters)
        return Self.serviceMeters - since
    }

    /// Code of the oil level (CRITICALLY_LOW, LOW, NORMAL, HIGH, CRITICALLY_HIGH): worn engines are
    /// low shortly before a service.
    func oilLevel(odometer: Double) -> Int64 {
        serviceMeters(odometer: odometer) < 1_500_000 * min(2, wear) ? 1 : 2
    }

    /// Percent of the exhaust fluid: a filling lasts 10,000 km.
    func exhaustFluid(odometer: Double) -> Int64 {
        let used = (odometer + serviceOffset).truncatingRemainder(dividingBy: 10_000_000)
        return Int64(100 - used / 125_000)
    }

    /// Percent of the traction battery's health: about 2 % a year and 1 % per 30,000 km.
    func batteryHealth(odometer: Double, year: Int) -> Double {
        max(70, 100 - 1.5 * Double(max(0, year - Int(modelYear))) - odometer / 30_000_000)
    }
}
