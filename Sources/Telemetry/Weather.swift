// The weather of a run: an input of the scenario. It changes what cars' sensors and drivers do
// (rain sensor, wipers, lights, tyres on wet or frozen roads), not the traffic.

import Base

/// What falls or lies.
public enum WeatherKind: String, Sendable, CaseIterable {
    /// Nothing.
    case dry
    /// Rain.
    case rain
    /// Snow.
    case snow
    /// Ice on the roads.
    case ice
    /// Fog.
    case fog

    /// Friction of the road, 1 is dry asphalt; usual figures of textbooks on tyres.
    func friction(intensity: Double) -> Double {
        switch self {
        case .dry, .fog: 0.9
        case .rain: 0.7 - 0.2 * intensity
        case .snow: 0.3
        case .ice: 0.12
        }
    }
}

/// A time with one kind of weather.
public struct WeatherSpell: Hashable, Sendable {
    /// What falls or lies.
    public var kind: WeatherKind
    /// Seconds since the start.
    public var fromSeconds: Double
    /// Seconds since the start.
    public var untilSeconds: Double
    /// How much of it, 0 … 1.
    public var intensity: Double
    /// Celsius by which it is warmer (colder: negative) than the season's usual.
    public var temperatureOffset: Double

    /// A spell.
    public init(
        _ kind: WeatherKind, fromSeconds: Double, untilSeconds: Double, intensity: Double = 0.5,
        temperatureOffset: Double = 0
    ) {
        self.kind = kind
        self.fromSeconds = fromSeconds
        self.untilSeconds = untilSeconds
        self.intensity = intensity
        self.temperatureOffset = temperatureOffset
    }
}

/// What a car notices of the weather at an instant.
struct WeatherNow: Sendable {
    /// Percent of the rain sensor's range.
    var rain: UInt8 = 0
    /// Percent; 90 is dry asphalt.
    var friction: UInt8 = 90
    var isFoggy = false
    /// Rain, snow or fog in which lights are on by day.
    var isDim = false
    /// Celsius above the season's usual.
    var temperatureOffset: Float = 0
}

/// The weather of a run, looked up by steps of five minutes.
struct Weather: Sendable {
    private static let stepMilliseconds: Int64 = 300_000
    private var steps: [WeatherNow] = []

    /// Whether it is dry all the time.
    let isDry: Bool

    init(_ spells: [WeatherSpell], until: SimTime) {
        isDry = spells.isEmpty
        guard !isDry else { return }
        let count = max(0, until.milliseconds) / Self.stepMilliseconds + 2
        steps = (0..<count).map { step in
            let seconds = Double(step * Self.stepMilliseconds) / 1000
            let spell = spells.last { $0.fromSeconds <= seconds && seconds < $0.untilSeconds }
            return spell.map(Self.noticed) ?? WeatherNow()
        }
    }

    private static func noticed(_ spell: WeatherSpell) -> WeatherNow {
        let falls = spell.kind == .rain || spell.kind == .snow
        return WeatherNow(
            rain: falls ? UInt8((100 * spell.intensity).rounded()) : 0,
            friction: UInt8((100 * spell.kind.friction(intensity: spell.intensity)).rounded()),
            isFoggy: spell.kind == .fog,
            isDim: falls && spell.intensity > 0.3 || spell.kind == .fog,
            temperatureOffset: Float(spell.temperatureOffset))
    }

    @inline(__always)
    func now(atMilliseconds time: Int64) -> WeatherNow {
        if isDry { return WeatherNow() }
        let step = Int(max(0, time) / Self.stepMilliseconds)
        return steps[min(step, steps.count - 1)]
    }
}
