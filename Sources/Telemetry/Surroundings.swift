// Weather and daylight of a region as far as a car's sensors notice them: a plain climate by
// latitude, season and hour, the same for all cars; no weather fronts.

import Base

/// Air temperature and the sun's height over a run, sampled every five minutes.
struct Surroundings: Sendable {
    private static let stepMilliseconds: Int64 = 300_000

    private var temperature: [Float] = []
    private var sunHeight: [Float] = []

    /// The surroundings of a place during [0, until).
    init(longitude: Double, latitude: Double, calendar: RunCalendar, until: SimTime) {
        let steps = max(0, until.milliseconds) / Self.stepMilliseconds + 2
        for step in 0..<steps {
            let seconds = Double(calendar.startUnixSeconds) + Double(step) * 300
            // Days since the beginning of a mean year; 1970 began on 1 January.
            let day = (seconds / 86_400).truncatingRemainder(dividingBy: 365.2425)
            let noon = (seconds / 86_400 + longitude / 360).truncatingRemainder(dividingBy: 1)
            temperature.append(Float(Self.temperature(latitude, day: day, solarDay: noon)))
            sunHeight.append(Float(Self.sineOfSun(latitude, day: day, solarDay: noon)))
        }
    }

    /// Celsius: the yearly mean falls with latitude (about 10° at 47°, 15° at 36°), coldest on
    /// 20 January north of the equator, warmest three hours after noon; an assumption.
    private static func temperature(_ latitude: Double, day: Double, solarDay: Double) -> Double {
        let coldest = latitude >= 0 ? 20.0 : 202.0
        let mean = 31 - 0.45 * abs(latitude)
        let yearly = 0.2 * abs(latitude)
        return mean - yearly * Math.cos(2 * .pi * (day - coldest) / 365.2425)
            + 4 * Math.cos(2 * .pi * (solarDay - 15 / 24))
    }

    /// Sine of the sun's elevation; declination by Cooper's formula (1969), good to about 1°.
    private static func sineOfSun(_ latitude: Double, day: Double, solarDay: Double) -> Double {
        let declination = 23.45 * .pi / 180 * Math.sin(2 * .pi * (284 + day + 1) / 365)
        let phi = latitude * .pi / 180
        return Math.sin(phi) * Math.sin(declination)
            - Math.cos(phi) * Math.cos(declination) * Math.cos(2 * .pi * solarDay)
    }

    /// Celsius.
    @inline(__always)
    func airTemperature(atMilliseconds time: Int64) -> Float { value(temperature, time) }

    /// Sine of the sun's elevation above the horizon.
    @inline(__always)
    func sineOfSun(atMilliseconds time: Int64) -> Float { value(sunHeight, time) }

    @inline(__always)
    private func value(_ values: [Float], _ time: Int64) -> Float {
        let clamped = max(0, time)
        let step = min(Int(clamped / Self.stepMilliseconds), values.count - 2)
        let part = Float(clamped - Int64(step) * Self.stepMilliseconds) / 300_000
        return values[step] + (values[step + 1] - values[step]) * min(1, part)
    }
}
