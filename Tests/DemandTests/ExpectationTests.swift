// What drivers expect of a trip agrees with the real roads, on average.

import Base
import Demand
import Roads
import Testing

struct ExpectationTests {
    @Test func `expected lengths agree with shortest paths on the whole`() throws {
        let network = try TownMap.network()
        let fleet = try TownFleet.withGateways.get()
        let trips = TownFleet.trips(fleet, days: 0..<1, vehicles: 0..<200)
        var expected: [Double] = []
        var real: [Double] = []
        for trip in trips {
            let outside = Double(trip.origin.offMapMeters + trip.destination.offMapMeters)
            expected.append(fleet.expectation(of: trip).meters)
            real.append(outside + meters(network, from: trip.origin, to: trip.destination))
        }
        let total = expected.reduce(0, +) / real.reduce(0, +)
        expect(total, in: 0.95...1.05, "expected over real metres, all together")
        let middle = trips.count / 2
        expect(
            expected.sorted()[middle] / real.sorted()[middle], in: 0.92...1.08,
            "expected over real median")
    }

    /// Bellman and Ford's way, which shares nothing with the code under test: fastest path, its
    /// length in metres.
    private func meters(_ network: Network, from: TripEnd, to: TripEnd) -> Double {
        if from.link == to.link && to.offset >= from.offset {
            return Double(to.offset - from.offset)
        }
        var best = [(seconds: Double, meters: Double)](
            repeating: (.infinity, .infinity), count: network.nodeCount)
        let rest = Double(network.linkLength[from.link.index] - from.offset)
        let speed = Double(network.linkSpeed[from.link.index])
        best[Int(network.linkTo[from.link.index])] = (rest / speed, rest)
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for sweep in 0..<2 {
                for step in 0..<network.linkCount {
                    let link = sweep == 0 ? step : network.linkCount - 1 - step
                    let start = best[Int(network.linkFrom[link])]
                    let length = Double(network.linkLength[link])
                    let seconds = start.seconds + length / Double(network.linkSpeed[link])
                    if seconds < best[Int(network.linkTo[link])].seconds - 1e-9 {
                        best[Int(network.linkTo[link])] = (seconds, start.meters + length)
                        hasChanged = true
                    }
                }
            }
        }
        return best[Int(network.linkFrom[to.link.index])].meters + Double(to.offset)
    }
}
