import Base
import Checks
import Testing

/// Traffic and the laws of realism on a day that is known by heart.
struct RealismTests {
    @Test func `traffic figures are those of the trips`() throws {
        let kpis = try withRun(TinyRun()) { try trafficKPIs(run: $0) }
        #expect(kpis.value("traffic.trips") == 80)
        #expect(kpis.value("traffic.vehicle_km") == 320)
        let speed = try #require(kpis.value("traffic.mean_speed"))
        #expect(abs(speed - 24) < 1e-9)
        #expect(kpis.value("traffic.mean_delay") == 100)
        #expect(kpis.value("traffic.driving_at_peak") == 40)
        #expect(kpis.value("traffic.gridlocked") == 0)
    }

    @Test func `the laws of a day are those of the trips`() throws {
        let kpis = try withRun(TinyRun()) { try realismKPIs(run: $0) }
        #expect(kpis.value("realism.trips_per_car_day") == 2)
        #expect(kpis.value("realism.idle_car_days") == 0)
        let median = try #require(kpis.value("realism.trip_km_median"))
        #expect(abs(median - 5.95) < 1e-9)
        #expect(kpis.value("realism.trips_under_10km") == 1)
        let minutes = try #require(kpis.value("realism.use_minutes_per_car_day"))
        #expect(abs(minutes - 20) < 1e-9)
        let annual = try #require(kpis.value("realism.annual_km"))
        #expect(abs(annual - 2 * 5.95 * 365) < 1e-6)
        // Departures at 7:00 and 16:30 UTC are 8:00 and 17:30 on the region's clocks.
        #expect(kpis.value("realism.departures_07_09") == 0.5)
        #expect(kpis.value("realism.departures_16_19") == 0.5)
        #expect(kpis.value("realism.departures_00_05") == 0)
        #expect(kpis.value("realism.departure_peaks") == 2)
    }

    @Test func `a law that the run is too short for says why`() throws {
        let kpis = try withRun(TinyRun()) { try realismKPIs(run: $0) }
        for id in ["zipf_exponent", "places_growth", "exploration_share", "motifs_17"] {
            let kpi = try #require(kpis.first { $0.id == "realism.\(id)" })
            #expect(kpi.value == nil)
            #expect(kpi.method.contains("14 days"))
            #expect(kpi.band != nil && kpi.source != nil)
        }
        #expect(kpis.first { $0.id == "realism.harsh_per_100km" }?.value == nil)
    }

    @Test func `a run without true motion has no laws of motion`() throws {
        let kpis = try withRun(TinyRun()) { try realismKPIs(run: $0) }
        for id in ["idle_driving", "acceleration_p1", "acceleration_p99", "harsh_per_100km"] {
            let kpi = try #require(kpis.first { $0.id == "realism.\(id)" })
            #expect(kpi.value == nil && kpi.method.contains("not applicable"))
        }
    }

    @Test(arguments: [
        ([8, 17], 2), ([12], 1), ([8, 12, 17], 3), ([], 0), ([0, 12], 2),
    ])
    func `peaks of a day are counted on the circle`(hours: [Int], expected: Int) {
        var bins = [Int](repeating: 0, count: 48)
        for hour in hours { bins[hour * 2] = 90 }
        #expect(departurePeaks(bins) == expected)
    }

    @Test func `a ripple is no peak`() {
        let bins = (0..<48).map { 100 + ($0 % 6 == 0 ? 5 : 0) }
        #expect(departurePeaks(bins) <= 1)
    }
}
