// What a car's own sensors would show for a motion: gear, engine, pedal, power. Plain road-load
// physics with textbook values; nothing here is a particular model of a maker.

import Base
import Demand
import Traffic

/// What does not change about a car during a run.
struct CarModel {
    let powertrain: Powertrain
    /// Litres; 0 for electric cars.
    let tankLiters: Double
    /// Kilowatt hours of the traction battery; 0 without one.
    let batteryKilowattHours: Double
    /// Litres, or kilowatt hours, per kilometre that the range display assumes: at 50 km/h.
    let energyPerKilometer: Double
    /// How late the box shifts up: 1 is typical.
    private let shiftFactor: Float
    private let idleSpeed: Float
    /// Sine of the sun's elevation below which the lights come on.
    let lightThreshold: Float

    // As in `EnergyModel`, whose sums the fuel gauge shows.
    private static let mass: Float = 1600
    private static let dragArea: Float = 0.75
    private static let rolling: Float = 0.012
    /// Coolant of a warm engine, Celsius.
    static let warmCoolant: Float = 90

    init(_ profile: VehicleProfile, _ electric: ElectricCar?, _ stream: inout RandomStream) {
        powertrain = profile.powertrain
        let size = stream.uniform()
        switch profile.powertrain {
        case .combustion:
            (tankLiters, batteryKilowattHours) = (42 + 18 * size, 0)
        case .hybrid:
            (tankLiters, batteryKilowattHours) = (38 + 8 * size, 1.3)
        case .electric:
            (tankLiters, batteryKilowattHours) = (0, electric?.capacityKilowattHours ?? 60)
        }
        let use = EnergyModel(powertrain).use(meters: 1000, seconds: 72)
        energyPerKilometer = use.liters + use.kilowattHours
        shiftFactor = 0.8 + 0.2 * profile.aggressiveness
        idleSpeed = Float(720 + 110 * stream.uniform())
        lightThreshold = Float(0.02 + 0.05 * stream.uniform())
    }

    /// Power at the wheels, W: inertia, rolling, drag (air of 1.2 kg/m³).
    @inline(__always)
    static func wheelPower(speed: Float, acceleration: Float) -> Float {
        let force =
            mass * acceleration + mass * 9.81 * rolling + 0.6 * dragArea * speed * speed
        return force * speed
    }

    /// Fuel per hour, litres: a constant flow, and a constant efficiency of fuel with 8.94 kWh per
    /// litre.
    @inline(__always)
    func fuelPerHour(wheelPower: Float) -> Float {
        let isHybrid = powertrain == .hybrid
        return (isHybrid ? 0.5 : 1.0)
            + max(0, wheelPower) * (1 / (8940 * (isHybrid ? 0.30 : 0.265)))
    }

    /// Power out of the traction battery, W: 76 % efficiency when driving, 60 % back when braking,
    /// within what the motor can; auxiliaries, and heating or cooling towards 20 °C. A hybrid's
    /// battery takes and gives only what a small motor can.
    @inline(__always)
    func batteryPower(wheelPower: Float, airTemperature: Float) -> Float {
        if powertrain == .hybrid {
            return max(-20_000, min(15_000, wheelPower > 0 ? 0.3 * wheelPower : 0.6 * wheelPower))
        }
        let drive =
            wheelPower > 0 ? min(180_000, wheelPower / 0.76) : max(-70_000, wheelPower * 0.6)
        return drive + 800 + 70 * (airTemperature - 20).magnitude
    }

    /// The gear at a speed: neutral at rest, one gear in electric cars, six in others.
    @inline(__always)
    func gear(speed: Float) -> Int8 {
        if speed < 0.3 { return 0 }
        if powertrain == .electric { return 1 }
        let kmh = speed * 3.6 / shiftFactor
        if kmh < 20 { return 1 }
        if kmh < 34 { return 2 }
        if kmh < 50 { return 3 }
        if kmh < 68 { return 4 }
        return kmh < 88 ? 5 : 6
    }

    /// Revolutions per minute in a gear: 1.95 m of tyre, final drive 3.6. The clutch slips below
    /// idling speed; a hybrid stops its engine at rest and in slow, easy driving.
    @inline(__always)
    func engineSpeed(speed: Float, gear: Int8, wheelPower: Float) -> Float {
        if powertrain == .hybrid && speed < 12 && wheelPower < 8000 { return 0 }
        let ratio: Float =
            switch gear {
            case 1: 3.6
            case 2: 2.1
            case 3: 1.45
            case 4: 1.1
            case 5: 0.88
            case 6: 0.72
            default: 0
            }
        return max(idleSpeed, speed * (60 / 1.95 * 3.6) * ratio)
    }

    /// Percent. Lifting the accelerator gives 0.5 m/s²; the pedal gives the rest, 8 m/s² at most.
    /// At rest the driver holds the car with a light foot.
    @inline(__always)
    static func brakePedal(speed: Float, acceleration: Float) -> UInt8 {
        if speed < 0.3 { return 15 }
        return UInt8(max(0, min(100, (-acceleration - 0.5) * (100 / 7.5))))
    }
}
