import Telemetry
import Testing

@Suite struct OffMapLegTests {
    /// Kilometres and minutes: a crawl, town, country road, motorway, a hop, a leap.
    static let legs = [
        (km: 1.0, min: 60.0), (8, 20), (24, 20), (200, 110), (0.05, 0.5), (3, 1.2),
    ]

    @Test(arguments: legs)
    func `a leg takes its time, covers its length and moves as its speed says`(
        km: Double, min: Double
    ) {
        let meters = km * 1000
        let seconds = min * 60
        let leg = OffMapLeg(meters: meters, seconds: seconds)
        #expect(leg.motion(at: 0).meters == 0)
        #expect((leg.motion(at: seconds).meters - meters).magnitude < 1e-6 * meters)
        #expect(leg.motion(at: seconds).speed > 0)
        #expect(leg.motion(at: seconds + 60).speed == 0)
        let step = seconds / 100_000
        var before = leg.motion(at: 0)
        for tick in 1...100_000 {
            let now = leg.motion(at: Double(tick) * step)
            let mean = (now.meters - before.meters) / step
            let slack = 1.6 * step + 1e-6
            #expect(mean >= -1e-9 && (mean - (now.speed + before.speed) / 2).magnitude <= slack)
            before = now
        }
    }

    @Test func `a leg starts from rest and stops as often as its speed suggests`() {
        let town = OffMapLeg(meters: 8000, seconds: 1200)
        let motorway = OffMapLeg(meters: 200_000, seconds: 6600)
        #expect(town.motion(at: 0).speed == 0 && motorway.motion(at: 0).speed == 0)
        func standing(_ leg: OffMapLeg, _ seconds: Int) -> Double {
            let still = (1..<seconds).filter { leg.motion(at: Double($0)).speed < 0.3 }
            return Double(still.count) / Double(seconds)
        }
        #expect(standing(town, 1200) > 0.1 && standing(town, 1200) < 0.25)
        #expect(standing(motorway, 6600) < 0.03)
        let top = (0..<6600).map { motorway.motion(at: Double($0)).speed }.max() ?? 0
        #expect(top * 3.6 > 109 && top * 3.6 < 135)
    }

    @Test(arguments: [5.0, 13, 25, 33])
    func `the border is crossed at the speed that the map asks for`(border: Double) {
        for (meters, seconds) in [(3000.0, 300.0), (10_000, 720), (60_000, 2400)] {
            let leg = OffMapLeg(meters: meters, seconds: seconds, borderSpeed: border)
            #expect((leg.motion(at: seconds).speed - border).magnitude < 0.01)
            #expect((leg.motion(at: seconds).meters - meters).magnitude < 0.01)
            var before = leg.motion(at: 0)
            var fastest = 0.0
            for tick in 1...Int(seconds * 10) {
                let now = leg.motion(at: Double(tick) / 10)
                let change = (now.speed - before.speed) * 10
                #expect(change < 1.21 && change > -1.51 && now.meters >= before.meters)
                fastest = max(fastest, now.speed)
                before = now
            }
            #expect(fastest < 1.4 * max(border, meters / seconds) + 5)
        }
    }

    @Test func `the way back is the way out, reversed`() {
        let leg = OffMapLeg(meters: 24_000, seconds: 1200, borderSpeed: 22)
        for second in 0...1200 {
            let out = leg.motion(at: Double(1200 - second))
            let back = leg.reversedMotion(at: Double(second))
            #expect((back.meters + out.meters - 24_000).magnitude < 1e-6)
            #expect(back.speed == out.speed && back.acceleration == -out.acceleration)
        }
    }
}
