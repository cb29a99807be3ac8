import Base
import Records

/// Batches with every kind of value, missing ones included; deterministic.
enum SampleBatch {
    static func make(_ count: Int, hasSide: Bool = true) -> RecordBatch {
        var batch = RecordBatch()
        batch.reserve(count)
        for row in 0..<count {
            var random = RandomStream(
                seed: 7, purpose: RandomPurpose(399), entity: RandomEntity(UInt64(row)))
            batch.append(record(row, &random))
            if hasSide && row % 4 == 1 { batch.setSideOfLast(words(row)) }
        }
        return batch
    }

    /// Every side signal in turn, with every kind of value.
    static func words(_ row: Int) -> [SideWord] {
        (0..<(1 + row % 3)).map { step in
            let all = SideSignal.allCases
            let signal = all[(row / 4 * 3 + step) % all.count]
            switch signal.kind {
            case .truth: return SideWord(signal, Int64(row & 1))
            case .integer: return SideWord(signal, Int64(row % 100))
            case .fixed: return SideWord(signal, signal == .eventPeak ? -412 : Int64(row % 97))
            case .word: return SideWord(signal, 1)
            case .words: return SideWord(signal, Int64(row % 200))
            case .instant: return SideWord(signal, 1_898_812_800_123 + Int64(row))
            case .vin:
                let code = VehicleNumber.code(
                    regionKey: 77, brand: 11, modelYear: 2028, vehicle: UInt32(row))
                return SideWord(signal, code)
            }
        }
    }

    private static func record(_ row: Int, _ random: inout RandomStream) -> Record {
        var r = Record()
        r.vehicle = UInt32(row % 5)
        r.boot = UInt32(row / 50)
        r.sequence = UInt32(row / 5 % 10)
        r.eventMilliseconds = Int64(row) * 1000 - 7
        r.sentMilliseconds = r.eventMilliseconds + 40
        r.receivedMilliseconds = Int64(random.index(below: 2_000_000))
        r.isResend = row % 7 == 0
        r.firmware = UInt8(row % 5)
        r.consentScope = UInt8(row % 64)
        let hasPosition = row % 3 != 0
        if hasPosition {
            r.latitude = fixed(47 + random.uniform(), 1e7)
            r.longitude = fixed(-9.5 - random.uniform(), 1e7)
            r.heading = Float(fixed(random.uniform() * 359, 10))
            r.horizontalAccuracy = 2.5
            r.fixType = 5
        }
        r.speed = Float(fixed(random.uniform() * 130, 100))
        r.accelerationLongitudinal = Float(fixed(random.uniform() * 6 - 3, 100))
        r.yawRate = -0.25
        r.traveledDistance = 123_456_789 + UInt32(row)
        r.tripDuration = Float(row % 100) * 10
        r.isMoving = r.speed > 0
        r.lowVoltageSystemState = 4
        if row % 2 == 0 {
            r.fuelRelativeLevel = UInt8(row % 101)
            r.fuelConsumptionSinceStart = Float(fixed(random.uniform(), 1000))
            r.engineSpeed = Float(fixed(800 + random.uniform() * 2000, 1))
            r.coolantTemperature = 88.5
        } else {
            r.stateOfCharge = Float(fixed(random.uniform() * 100, 100))
            r.tractionPower = -12_345
        }
        r.stream = UInt8(row % 4)
        if row % 11 == 3 {
            r.present &=
                ~(Presence.speed | Presence.range | Presence.isMoving | Presence.currentGear)
            (r.speed, r.range, r.isMoving) = (.nan, 0, false)
        }
        r.currentGear = row % 11 == 3 ? 0 : Int8(row % 8) - 1
        r.brakePedalPosition = UInt8(row % 101)
        r.airTemperature = -3.5
        return r
    }

    private static func fixed(_ value: Double, _ scale: Double) -> Double {
        (value * scale).rounded() / scale
    }
}
