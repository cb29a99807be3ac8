// Motion on the roads of a whole country, where short links, fast roads and queues meet.

import Base
import Demand
import Foundation
import Roads
import TestSupport
import Testing
import Traffic

@Suite struct RealMapMotionTests {
    private static let map = Shared.root.appending(path: "maps/liechtenstein-2013.roads").path

    @Test(.enabled(if: FileManager.default.fileExists(atPath: map), "no imported map in maps/"))
    func `nobody brakes or accelerates harder than tyres can`() throws {
        let network = try Network(path: Self.map)
        // As many cars as in truth, a third of them seen: queues at capacity, storage of few.
        let region = Region(
            name: "liechtenstein", map: "liechtenstein-2013", utcOffsetSeconds: 3600,
            cars: 31_000, vehicles: 10_000)
        let calendar = RunCalendar(startUnixSeconds: 1_898_812_800, utcOffsetSeconds: 3600)
        let fleet = try Fleet(
            network: network, region: region, calendar: calendar, seed: 34,
            options: DemandOptions())
        let until = SimTime(seconds: 9 * 3600)
        var plans: [PlannedTrip] = []
        fleet.plans(of: 0..<10_000, until: until, into: &plans)
        var options = TrafficOptions()
        options.observedShare = 10_000.0 / 31_000
        let result = try simulate(
            network: network, plans: plans, until: until, options: options)
        var relaxed = 0
        var hardest = 0.0
        var strongest = 0.0
        var gap = 0.0
        var shift = 0.0
        for trip in stride(from: 0, to: result.count, by: 2) {
            let style = fleet.profile(of: VehicleID(result.vehicle[trip])).aggressiveness
            var motion = TripMotion(network: network, result: result, trip: trip, style: style)
            var before: MotionState?
            for time in stride(
                from: result.enterMilliseconds[trip], through: result.exitMilliseconds[trip],
                by: 1000)
            {
                let now = motion.state(atMilliseconds: time)
                hardest = min(hardest, Double(now.acceleration))
                strongest = max(strongest, Double(now.acceleration))
                if let before {
                    let mean = Double(now.speed + before.speed) / 2
                    gap = max(gap, abs(now.distance - before.distance - mean))
                }
                before = now
            }
            relaxed += motion.relaxedTraversals
            shift = max(shift, motion.largestShift)
        }
        #expect(result.count > 5000)
        #expect(hardest > -8 && strongest < 4.5)
        #expect(Double(relaxed) < 1e-4 * Double(result.traversalLink.count))
        #expect(gap < 1.5 && shift < 12)
    }
}
