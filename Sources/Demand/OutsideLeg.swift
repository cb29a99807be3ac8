// What lies beyond a gateway: no roads, only how far people go there and how long that takes.

import Base

/// Length and duration of a leg between a gateway and a place beyond it.
///
/// On a map as small as Liechtenstein (25 km) the legs carry much: to meet the mileage and the
/// share of trips over 10 km of European surveys, about a third of all trips have to cross a
/// gateway, and over two fifths of the workplaces lie beyond one. In truth few residents work
/// abroad there, and some 22,000 people commute in, whose cars are not ours. That is a consequence
/// of judging a small map by the laws of large countries, and no statement about Liechtenstein.
/// Fewer, longer legs meet the bands too: with two fifths of the destinations on the map chosen
/// whatever their distance, a fifth of the workplaces lie beyond a gateway and legs are 55 km long
/// on average, not 30; but then the other trips on the map shrink to a scale of 500 m.
enum OutsideLeg {
    /// Nobody crosses the border for less, metres: the next town; assumption.
    static let shortest = 3000.0
    /// Nor for more in one day's trip, metres.
    static let longest = 300_000.0

    /// A length, metres: the shortest one and an exponential rest.
    static func meters(mean: Double, stream: inout RandomStream) -> Double {
        min(longest, shortest + stream.exponential(mean: max(0, mean - shortest)))
    }

    /// Seconds of a leg in usual traffic, by its length: 5 km of streets at 30 km/h, 10 km of main
    /// roads at 50 km/h, and the rest on motorways at 105 km/h; assumption. So the mean speed is
    /// 30 km/h over 5 km, 48 over 20 km, 75 over 60 km and 85 over 100 km.
    static func seconds(meters: Double) -> Double {
        let streets = min(meters, 5000)
        let mainRoads = max(0, min(meters, 15_000) - 5000)
        let motorways = max(0, meters - 15_000)
        return (streets / 30 + mainRoads / 50 + motorways / 105) * 3.6
    }
}
