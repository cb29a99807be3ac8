// What a vehicle is. One stream of random numbers gives all its properties, in a fixed order.

import Base

extension Fleet {
    /// What does not change about a vehicle during the run.
    public func profile(of vehicle: VehicleID) -> VehicleProfile {
        let who = identity(vehicle)
        let home = model.home(of: who)
        var work = UInt32.max
        if DailyHabits(who, options).commutes {
            work = model.work(of: who, cell: Int(model.places.cell[Int(home)])).place
        }
        var stream = who.stream(.equipment)
        let vintage = stream.index(cumulative: vintages.cumulative)
        let powertrain = powertrain(vintage: vintage, chance: stream.uniform())
        let brand = stream.index(cumulative: consentLaw.brands)
        let firmware = Fleet.firmware(vintage: vintage, chance: stream.uniform())
        let style = Math.exp(0.18 * stream.normal())
        let year = vintages.firstYear + vintage
        // Model years go on sale through the calendar year.
        let age = max(0.02, vintages.now - Double(year) - stream.uniform())
        let thrift = Math.exp(0.35 * stream.normal() - 0.061)
        return VehicleProfile(
            powertrain: powertrain, brand: UInt8(brand), modelYear: UInt16(year),
            firmware: firmware, aggressiveness: Float(max(0.6, min(1.6, style))),
            odometerMeters: UInt32(odometerMeters(age: age) * thrift), homePlace: home,
            workPlace: work)
    }

    /// Whether a vehicle is electric, without the cost of the whole profile.
    func isElectric(_ who: Identity) -> Bool {
        var stream = who.stream(.equipment)
        let vintage = stream.index(cumulative: vintages.cumulative)
        return powertrain(vintage: vintage, chance: stream.uniform()) == .electric
    }

    private func powertrain(vintage: Int, chance: Double) -> Powertrain {
        if chance < vintages.electric[vintage] { return .electric }
        return chance < vintages.electric[vintage] + vintages.hybrid[vintage]
            ? .hybrid : .combustion
    }

    /// The generation that was new in the model year; a quarter were updated over the air to the
    /// next, a tenth stayed one behind; assumption.
    private static func firmware(vintage: Int, chance: Double) -> UInt8 {
        let new = vintage * firmwareGenerations / (Vintages.window + 1)
        let moved = chance < 0.25 ? new + 1 : chance > 0.9 ? new - 1 : new
        return UInt8(max(0, min(firmwareGenerations - 1, moved)))
    }

    /// Mileage falls with age: 20,453 km in the first year, 12,726 in the tenth (Car-Pass 2022,
    /// mean 16,589), scaled to the options' annual mean.
    private func odometerMeters(age: Double) -> Double {
        let decline = 0.0474
        let first = 20_453 / 16_589 * options.annualKilometers * 1000
        return first * (1 - Math.exp(-decline * age)) / decline
    }
}
