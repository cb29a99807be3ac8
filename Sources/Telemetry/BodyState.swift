// What a car's body and assistants show at an instant, and why: from the motion, the weather, the
// driver and what is worn. 64 bits, so that a change is found by one comparison.

import Base
import Records

/// States of a car's body, packed: truth values in the low bits, small numbers above.
struct BodyState: Hashable {
    var bits: UInt64 = 0

    /// The truth values by bit.
    static let truths: [SideSignal] = [
        .isEmergencyBraking, .isABSEngaged, .isESCEngaged, .isTCSEngaged, .isEBAEngaged,
        .isLaneDepartureWarning, .isObstacleWarning, .isDriverWarning, .isCruiseControlActive,
        .isParkingBrakeEngaged, .isDriverDoorOpen, .isDriverDoorLocked, .isHazardSignaling,
        .isRearFogOn, .isConnectivityAvailable, .isAirbagDeployed, .isBrokenDown,
        .isTirePressureLow,
    ]
    static let emergency = 0
    static let abs = 1
    static let esc = 2
    static let tcs = 3
    static let eba = 4
    static let lane = 5
    static let obstacle = 6
    static let driver = 7
    static let cruise = 8
    static let parking = 9
    static let open = 10
    static let locked = 11
    static let hazard = 12
    static let fog = 13
    static let connected = 14
    static let airbag = 15
    static let broken = 16
    static let tire = 17

    /// The numbers: signal, first bit, width, what a step is worth.
    static let numbers: [(signal: SideSignal, shift: UInt64, mask: UInt64, step: Int64)] = [
        (.wiperMode, 24, 7, 1), (.rainIntensity, 27, 15, 10), (.roadFriction, 31, 15, 10),
        (.autonomyLevel, 35, 15, 1), (.positionSource, 39, 3, 1), (.privacyState, 41, 3, 1),
    ]
    private static let truthMask: UInt64 = (1 << 24) - 1

    @inline(__always)
    mutating func set(_ bit: Int, _ value: Bool) { bits |= (value ? 1 : 0) << UInt64(bit) }

    @inline(__always)
    mutating func set(number index: Int, _ value: UInt64) {
        bits |= value << Self.numbers[index].shift
    }

    /// Adds what differs from an earlier state, as it is now; everything without an earlier one.
    @inline(__always)
    func appendChanges(since last: BodyState?, to words: inout [SideWord]) {
        let changed = last.map { bits ^ $0.bits } ?? .max
        if changed != 0 { append(changed, to: &words) }
    }

    @inline(never)
    private func append(_ changed: UInt64, to words: inout [SideWord]) {
        for (bit, signal) in Self.truths.enumerated() where changed >> UInt64(bit) & 1 == 1 {
            words.append(SideWord(signal, Int64(bits >> UInt64(bit) & 1)))
        }
        for number in Self.numbers where changed >> number.shift & number.mask != 0 {
            words.append(
                SideWord(number.signal, Int64(bits >> number.shift & number.mask) * number.step))
        }
    }
}

/// What does not change about a driver and a car's equipment.
struct DriverHabits {
    /// Uses cruise control on open roads.
    let usesCruise: Bool
    /// The wipers follow the rain sensor.
    let hasRainSensor: Bool
    /// Keeps its lane by itself under cruise control.
    let hasLaneKeeping: Bool
    /// Switches the rear fog light on in fog.
    let usesFogLight: Bool
    /// Burns diesel.
    let isDiesel: Bool

    init(modelYear: UInt16, isCombustion: Bool, _ stream: inout RandomStream) {
        usesCruise = stream.bernoulli(0.4)
        hasRainSensor = stream.bernoulli(0.6)
        hasLaneKeeping = modelYear >= 2027 && stream.bernoulli(0.6)
        usesFogLight = stream.bernoulli(0.8)
        isDiesel = isCombustion && stream.bernoulli(0.35)
    }

    /// Code of the wiping mode (OFF, SLOW, MEDIUM, FAST, INTERVAL, RAIN_SENSOR) in rain, percent.
    @inline(__always)
    func wiping(rain: UInt8) -> UInt64 {
        if rain < 5 { return 0 }
        if hasRainSensor { return 5 }
        if rain < 20 { return 4 }
        return rain < 45 ? 1 : rain < 70 ? 2 : 3
    }
}

/// What the state of a body follows from at an instant.
struct BodyCauses {
    var speed: Float
    var acceleration: Float
    var lateral: Float
    var weather: WeatherNow
    /// At ignition on, off.
    var isFirst: Bool
    /// See `isFirst`.
    var isLast: Bool
    /// The driver is tired enough to be warned.
    var isDrowsy: Bool
    /// The car has once been faster than a walk since ignition on.
    var hasSetOff: Bool
}

extension BodyState {
    /// Braking, steering and driving aids: each where the motion asks for more than the road gives,
    /// or for what it exists for.
    @inline(__always)
    mutating func setMotion(_ now: BodyCauses, _ habits: DriverHabits) {
        let grip = Float(now.weather.friction) * 0.0981
        let isMoving = now.speed > 1
        set(Self.abs, isMoving && now.acceleration < -0.85 * grip)
        set(Self.esc, isMoving && now.lateral.magnitude > 0.8 * grip)
        set(Self.tcs, isMoving && now.acceleration > 0.6 * grip)
        let isEmergency = isMoving && now.acceleration < -5.5
        set(Self.emergency, isEmergency)
        set(Self.eba, isEmergency)
        set(Self.hazard, isEmergency && now.speed > 8)
        set(Self.obstacle, now.speed > 8 && now.acceleration < -4)
        set(Self.lane, now.speed > 17 && (now.lateral.magnitude > 2.2 || now.isDrowsy))
        set(Self.driver, isMoving && now.isDrowsy)
        let isCruising =
            habits.usesCruise && now.speed > 20 && now.acceleration.magnitude < 0.4
            && now.weather.friction >= 50
        set(Self.cruise, isCruising)
        set(number: 3, isCruising ? (habits.hasLaneKeeping ? 3 : 1) : 0)
    }

    /// Doors, brake, lights, wipers, sensors.
    @inline(__always)
    mutating func setBody(_ now: BodyCauses, _ habits: DriverHabits) {
        set(Self.parking, now.isFirst || now.isLast)
        set(Self.open, now.isLast)
        set(Self.locked, now.hasSetOff && !now.isLast)
        set(Self.fog, now.weather.isFoggy && habits.usesFogLight)
        set(number: 0, habits.wiping(rain: now.weather.rain))
        set(number: 1, UInt64(now.weather.rain + 5) / 10)
        set(number: 2, UInt64(now.weather.friction + 5) / 10)
    }
}
