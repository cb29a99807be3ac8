import Base
import Demand
import Testing
import Traffic

/// The battery between trips, and the figures of types of cars.
struct ChargingTests {
    private let car = ElectricCar(
        capacityKilowattHours: 50, startLevel: 0.5, homeKilowatts: 10, workKilowatts: 0,
        plugInLevel: 0.6)
    private let home = ParkingSpot(
        isHome: true, isWork: false, isCharger: false, hasChargerNearby: false)
    private let street = ParkingSpot(
        isHome: false, isWork: false, isCharger: false, hasChargerNearby: true)
    private let hour: Int64 = 3_600_000

    @Test func `at home it charges by the power of the charger, and no further than full enough`() {
        var battery = Battery(car)
        let short = battery.park(at: home, from: 0, until: hour)
        #expect(short?.kind == .home)
        #expect(short.map { abs($0.kilowattHours - 10) < 1e-9 } == true)
        #expect(abs(battery.level - 0.7) < 1e-12)
        // Above the driver's own threshold nobody plugs in.
        #expect(battery.park(at: home, from: 2 * hour, until: 9 * hour) == nil)
        battery.drive(from: 9 * hour, to: 10 * hour, kilowattHours: 20)
        let long = battery.park(at: home, from: 10 * hour, until: 20 * hour)
        #expect(battery.level == 0.9)
        #expect(long.map { abs($0.kilowattHours - 30) < 1e-9 } == true)
        #expect(long?.endMilliseconds == 13 * hour)
    }

    @Test func `in the street it charges when low and for longer stays only`() {
        var battery = Battery(car)
        #expect(battery.park(at: street, from: 0, until: hour) == nil)
        battery.drive(from: hour, to: 2 * hour, kilowattHours: 10)
        #expect(battery.park(at: street, from: 2 * hour, until: 2 * hour + hour / 4) == nil)
        #expect(battery.park(at: street, from: 3 * hour, until: 4 * hour)?.kind == .public)
    }

    @Test func `who has no charger at home does not charge there`() {
        var flat = car
        flat.homeKilowatts = 0
        var battery = Battery(flat)
        #expect(battery.park(at: home, from: 0, until: 9 * hour) == nil)
    }

    @Test func `a trip longer than the battery stops at a fast charger, and energy is conserved`() {
        var battery = Battery(car)
        var charged = 0.0
        battery.drive(from: 0, to: 5 * hour, kilowattHours: 70) { session in
            #expect(session.kind == .enRoute)
            #expect(session.startMilliseconds >= 0 && session.startMilliseconds <= 5 * hour)
            charged += session.kilowattHours
        }
        #expect(charged > 0)
        #expect(abs(battery.level - (0.5 + (charged - 70) / 50)) < 1e-12)
        #expect(battery.level >= Battery.reserve)
        #expect(Battery(car).level(afterUsing: 70) == battery.level)
    }

    /// Published figures: WLTP 15.5–17.5 kWh/100 km for electric compacts (VW ID.3, Peugeot e-308),
    /// 16–20 in drivers' own records (Spritmonitor); 5.5–7 l for petrol compacts in use, 4.3–5.3
    /// for full hybrids.
    @Test(arguments: [
        (Powertrain.combustion, 5.0...7.5), (.hybrid, 4.0...5.5), (.electric, 15.0...20.0),
    ])
    func `mixed driving costs what cars of the type are known for`(
        powertrain: Powertrain, band: ClosedRange<Double>
    ) {
        // A third of the way each in town, on country roads and on motorways.
        let model = EnergyModel(powertrain)
        let parts = [25.0, 60, 110].map { kmh in
            model.use(meters: 100_000 / 3, seconds: 100_000 / 3 / (kmh / 3.6))
        }
        let use = parts.reduce(EnergyUse.none, +)
        let amount = powertrain == .electric ? use.kilowattHours : use.liters
        #expect(band.contains(amount), "\(powertrain): \(amount) per 100 km")
    }

    @Test func `recuperation makes the town cheap for those who can, the motorway dear for all`() {
        func use(_ powertrain: Powertrain, kmh: Double) -> Double {
            let use = EnergyModel(powertrain).use(meters: 100_000, seconds: 360_000 / kmh)
            return use.liters + use.kilowattHours
        }
        for powertrain in Powertrain.allCases {
            #expect(use(powertrain, kmh: 130) > use(powertrain, kmh: 80))
        }
        // Town over country road: combustion pays more extra than hybrids and electric cars.
        func extra(_ powertrain: Powertrain) -> Double {
            use(powertrain, kmh: 30) / use(powertrain, kmh: 70)
        }
        #expect(extra(.combustion) > extra(.hybrid))
        #expect(extra(.combustion) > extra(.electric))
    }
}
