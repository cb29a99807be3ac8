// What lies beyond a gateway: no roads, only how far people go there and how long that takes.

import Base

/// Length and duration of a leg between a gateway and a place beyond it.
///
/// Two laws, because people do two things beyond the map. Work lies in the next towns: a leg to it
/// is short-tailed. All else is rare and may be far: its length follows a truncated power law, so
/// that the places of a car spread as those of people do (González 2008, Song 2010), while the
/// lengths of all trips together stay nearer to an exponential than to a power law (Gallotti 2016).
///
/// On a map as small as Liechtenstein (25 km) the legs carry much: to meet the mileage and the
/// share of trips over 10 km of European surveys, about a third of all trips have to cross a
/// gateway. In truth few residents work abroad there, and some 22,000 people commute in, whose cars
/// are not ours. That is a consequence of judging a small map by the laws of large countries, and
/// no statement about Liechtenstein.
enum OutsideLeg {
    /// Nobody crosses the border for less, metres: the next town; assumption.
    static let shortest = 3000.0
    /// Nor for more in one day's trip, metres.
    static let longest = 300_000.0
    /// Mean of a leg to work, metres, and the longest that is driven daily; assumption, from
    /// commutes of about 17 km one way (Destatis 2020: Pendlerdistanz).
    static let workMean = 18_000.0
    /// See `workMean`.
    static let longestToWork = 120_000.0
    /// Exponent of the density of other legs. Chosen so that the radius of gyration of cars on
    /// Porto falls off as published (exponent 1.65 ± 0.15 of r + 5.8 km); legs alone have a flatter
    /// law, since a radius depends on how often the far place is seen too.
    static let exponent = 1.4

    /// The length of a leg to work, metres: the shortest one and an exponential rest.
    static func metersToWork(stream: inout RandomStream) -> Double {
        min(longestToWork, shortest + stream.exponential(mean: workMean - shortest))
    }

    /// Another length, metres: x^−exponent · exp(−x / cutoff) between the shortest and the longest,
    /// by rejection.
    static func meters(cutoff: Double, stream: inout RandomStream) -> Double {
        for _ in 0..<100 {
            let meters = shortest * Math.pow(stream.openUniform(), -1 / (exponent - 1))
            if meters < longest, stream.uniform() < Math.exp((shortest - meters) / cutoff) {
                return meters
            }
        }
        return shortest
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
