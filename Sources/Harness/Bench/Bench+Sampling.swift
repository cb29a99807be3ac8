// `rocade bench sampling`: what a seventh of the cars shows of what all of them do, on the same
// streets, over many seeds. No peer does this; the run of all cars is the truth.

import Base
import Demand
import Foundation
import Roads
import Scenario
import Traffic

extension Bench {
    /// The share of the cars in the sample: 34 of about 250 million in Europe.
    private static let sampledShare = 0.14
    private static let seeds = 20
    /// From midnight until after the morning's peak.
    private static let hours = 10
    /// Cars on Porto Alegre's streets at light and at congested demand, and where the city stands.
    private static let demands = [("light", 20_000), ("congested", 80_000), ("jammed", 120_000)]
    /// A link is spilled back when there is an hour in which it had no room for one more vehicle
    /// for so long, all together, seconds: its queue had come up to its start.
    private static let spilledBack: Float = 300
    /// Shorter links are not judged, metres: they hold one or two vehicles a lane, and have no room
    /// whenever somebody passes.
    private static let judgedLength: Float = 21
    /// Flows are judged on links with so many cars in an hour, in the mean over the seeds.
    private static let judgedFlow = 100.0

    /// What one run shows, for all cars.
    private struct Sight {
        var delay = 0.0
        var flow: [Float]
        /// Seconds without room, by hour, then link.
        var blocked: [Float]
    }

    /// How many links are spilled back.
    private static func spilled(_ blocked: [Float], _ network: Network) -> Int {
        let links = network.linkCount
        return (0..<links).count { link in
            network.linkLength[link] >= judgedLength
                && stride(from: link, to: blocked.count, by: links).contains {
                    blocked[$0] > spilledBack
                }
        }
    }

    /// Sums over the seeds.
    private struct Comparison {
        var delay = (full: 0.0, sample: 0.0)
        var spilled = (full: 0, sample: 0)
        var full: [Float]
        var sample: [Float]
        var blocked = (full: 0.0, sample: 0.0)

        /// Adds a seed.
        mutating func add(full one: Sight, sample other: Sight, network: Network) {
            delay = (delay.full + one.delay, delay.sample + other.delay)
            spilled.full += Bench.spilled(one.blocked, network)
            spilled.sample += Bench.spilled(other.blocked, network)
            blocked.full += one.blocked.reduce(0) { $0 + Double($1) }
            blocked.sample += other.blocked.reduce(0) { $0 + Double($1) }
            for place in one.flow.indices {
                full[place] += one.flow[place]
                sample[place] += other.flow[place]
            }
        }

        /// The sample's flow over the truth, less one: the largest of all hours, all links
        /// together, and the mean over the busy links of all hours.
        func flowBias(links: Int, seeds: Int) -> (hour: Double, link: Double, judged: Int) {
            var worst = 0.0
            var (sum, count) = (0.0, 0)
            for hour in 0..<(full.count / links) {
                var total = (full: 0.0, sample: 0.0)
                for place in (hour * links)..<((hour + 1) * links) {
                    let (truth, seen) = (Double(full[place]), Double(sample[place]))
                    total = (total.full + truth, total.sample + seen)
                    guard truth >= judgedFlow * Double(seeds) else { continue }
                    sum += seen / truth - 1
                    count += 1
                }
                // Nights are small numbers.
                guard total.full >= Double(links * seeds) else { continue }
                let bias = total.sample / total.full - 1
                if abs(bias) > abs(worst) { worst = bias }
            }
            return (worst, count > 0 ? sum / Double(count) : 0, count)
        }
    }

    static func sampling(_ maps: MapStore, progress: (String) -> Void) throws -> Result {
        let network = try maps.ensure("porto-alegre") { _ in }
        let knowledge = RouteKnowledge(network, losses: true, parallel: .inTurn)
        var measured: [String: Double] = [:]
        var counts = ["seeds": seeds, "hours": hours]
        var result = try measure(
            "sampling", "14 % of Porto Alegre's cars against all of them, \(seeds) seeds"
        ) {
            for (name, cars) in demands {
                let sums = try compare(cars, network, knowledge) { progress("\(name), \($0)") }
                let bias = sums.flowBias(links: network.linkCount, seeds: seeds)
                measured["\(name)_worst_hour_flow_bias"] = bias.hour
                measured["\(name)_busy_link_flow_bias"] = bias.link
                measured["\(name)_delay_ratio"] = sums.delay.sample / max(sums.delay.full, 1)
                // One that stands alone on either side is no ratio.
                measured["\(name)_spilled_back_ratio"] =
                    Double(max(sums.spilled.sample, 1)) / Double(max(sums.spilled.full, 1))
                measured["\(name)_blocked_time_ratio"] =
                    sums.blocked.sample / max(sums.blocked.full, 1)
                counts["\(name)_cars"] = cars
                counts["\(name)_busy_link_hours"] = bias.judged
                counts["\(name)_spilled_back_links"] = sums.spilled.full
            }
            return (counts, { _ in measured })
        }
        result.peer = ["all cars": "the truth; bars: flows 3 %, delay 15 %, spilled back 15 %"]
        return result
    }

    private static func compare(
        _ cars: Int, _ network: Network, _ knowledge: RouteKnowledge,
        progress: (String) -> Void
    ) throws -> Comparison {
        let calendar = RunCalendar(startUnixSeconds: 1_898_812_800, utcOffsetSeconds: 0)
        let all = Region(name: "sampling", map: "porto-alegre", cars: cars, vehicles: cars)
        let first = try Fleet(
            network: network, region: all, calendar: calendar, seed: 1, options: DemandOptions())
        let places = [Float](repeating: 0, count: hours * network.linkCount)
        var sums = Comparison(full: places, sample: places)
        for seed in 1...seeds {
            progress("seed \(seed) of \(seeds)")
            let sights = try [1, sampledShare].map { share in
                try sight(share, of: first, seed: UInt64(seed), network, knowledge)
            }
            sums.add(full: sights[0], sample: sights[1], network: network)
        }
        return sums
    }

    /// Drives a share of the cars: the same ones at every share, as far as they are in it.
    private static func sight(
        _ share: Double, of first: Fleet, seed: UInt64, _ network: Network,
        _ knowledge: RouteKnowledge
    ) throws -> Sight {
        var region = first.region
        region.vehicles = Int((Double(region.cars) * share).rounded())
        let fleet = try Fleet(
            replica: region, of: first, calendar: first.calendar, seed: seed)
        let until = SimTime(seconds: Double(hours) * 3600)
        var plans: [PlannedTrip] = []
        fleet.plans(of: 0..<UInt32(region.vehicles), until: until, into: &plans)
        var options = TrafficOptions()
        options.observedShare = share
        options.seed = seed
        options.recordsBlocking = true
        let result = try simulate(
            network: network, plans: plans, until: until, options: options, knowledge: knowledge
        ) { _ in try Interruption.check() }
        var sight = Sight(
            flow: [Float](repeating: 0, count: hours * network.linkCount),
            blocked: result.blockedSeconds)
        for trip in 0..<result.count {
            if !result.flags[trip].contains(.onRoadAtEnd) {
                let time = result.exitMilliseconds[trip] - result.enterMilliseconds[trip]
                sight.delay +=
                    (Double(time) / 1000 - Double(result.freeFlowSeconds[trip])) / share
            }
            for step in result.traversals(of: trip) {
                let hour = Int(result.traversalEnterMilliseconds[step] / 3_600_000)
                let link = Int(result.traversalLink[step])
                sight.flow[min(hour, hours - 1) * network.linkCount + link] += Float(1 / share)
            }
        }
        return sight
    }
}
