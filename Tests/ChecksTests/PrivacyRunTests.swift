// The privacy checks on run folders: green on an honest platform, red on each broken one.

import Base
import Checks
import Testing

private let leaked = "privacy.consent.leaked_records"

struct ConsentCanaryTests {
    @Test func `an honest platform leaks nothing and the bound says how surely`() throws {
        let kpis = try PrivacyRun().kpis(["consent-canary"])
        #expect(kpis[leaked]?.value == 0)
        #expect(kpis[leaked]?.n == 2)
        #expect(kpis["privacy.traffic-feed.consent-canary.differing_rows"]?.value == 0)
        #expect(kpis["privacy.usage.consent-canary.joined_rows"]?.n == 2)
        #expect(kpis["privacy.matches.consent-canary.joined_rows"]?.n == 3)
        let rate = kpis["privacy.consent.leak_rate"]
        #expect(rate?.value == 0 && rate?.ci?.first == 0)
        #expect((rate?.ci?.last ?? 0) > 0.7)  // Two records prove little.
    }

    @Test func `a canary that raises the count of one cell is found`() throws {
        var run = PrivacyRun()
        run.controlFeed = run.trafficFeed
        run.controlFeed?.columns[3].values = .uint32([8, 8])
        let kpis = try run.kpis(["consent-canary"])
        #expect(kpis[leaked]?.value == 1)
        #expect(kpis["privacy.traffic-feed.consent-canary.differing_rows"]?.value == 1)
        #expect(kpis["privacy.od-matrix.consent-canary.differing_rows"]?.value == 0)
    }

    @Test func `a cell that exists only through a canary is found`() throws {
        var run = PrivacyRun()
        run.controlMatrix = run.odMatrix.rows(0..<0)
        #expect(try run.kpis(["consent-canary"])[leaked]?.value == 1)
    }

    @Test func `the order of rows and the way text is stored are no difference`() throws {
        var run = PrivacyRun()
        run.controlFeed = DataTable(
            run.trafficFeed.columns.map { column in
                let turned = [column.rows(1..<2), column.rows(0..<1)]
                switch (turned[0].values, turned[1].values) {
                case (.string(let a), .string(let b)):
                    return DataColumn(column.name, .string(a + b))
                case (.uint32(let a), .uint32(let b)):
                    return DataColumn(column.name, .uint32(a + b))
                case (.int64(let a), .int64(let b)): return DataColumn(column.name, .int64(a + b))
                case (.float(let a), .float(let b)): return DataColumn(column.name, .float(a + b))
                default: return column
                }
            })
        #expect(run.controlFeed != run.trafficFeed)
        #expect(try run.kpis(["consent-canary"])[leaked]?.value == 0)
    }

    @Test func `rows are compared as multisets`() throws {
        let one = DataTable([
            DataColumn("a", .int64([1, 1, 2])), DataColumn("b", .int64([1, 1, 2])),
        ])
        let other = DataTable([DataColumn("a", .int64([2, 1])), DataColumn("b", .int64([2, 1]))])
        #expect(try WorldDifference(released: one, control: other, keys: []).differing == 1)
        #expect(try WorldDifference(released: other, control: one, keys: ["a"]).differing == 1)
        #expect(try WorldDifference(released: one, control: one, keys: ["a"]).differing == 0)
        #expect(throws: Failure.self) {
            try WorldDifference(
                released: one, control: DataTable([DataColumn("a", .int64([]))]), keys: [])
        }
    }

    @Test(arguments: [
        (UInt32(20), 0.0, 100.0), (21, 0, 100), (22, 10, 1500), (22, 1200, 1500), (23, 0, 100),
        (999, 0, 100),
    ])
    func `a metered vehicle without consent at that time is found`(
        vehicle: UInt32, first: Double, last: Double
    ) throws {
        var run = PrivacyRun()
        run.usage = PrivacyRun.usage(vehicles: [0, vehicle], first: [0, first], last: [9, last])
        let kpis = try run.kpis(["consent-canary"])
        #expect(kpis[leaked]?.value == 1)
        #expect(kpis["privacy.usage.consent-canary.joined_rows"]?.value == 1)
    }

    @Test func `a matched drive without any consent is found link by link`() throws {
        var run = PrivacyRun()
        // 22 drove at 2200 s, after its withdrawal.
        run.matches = PrivacyRun.matches(vehicles: [0, 20, 21, 22, 23])
        let kpis = try run.kpis(["consent-canary"])
        #expect(kpis["privacy.matches.consent-canary.joined_rows"]?.value == 4)
        #expect(kpis[leaked]?.value == 4)
    }

    @Test func `silent canaries prove nothing`() throws {
        var run = PrivacyRun()
        run.canaryCopies = 0
        let kpi = try run.kpis(["consent-canary"])[leaked]
        #expect(kpi != nil && kpi?.value == nil)
        #expect(kpi?.method.contains("no canary delivered a record") == true)
    }

    @Test func `a missing control world proves nothing`() throws {
        var run = PrivacyRun()
        run.omitted = ["truth/control/od-matrix.parquet"]
        let kpis = try run.kpis(["consent-canary"])
        #expect(kpis[leaked] != nil && kpis[leaked]?.value == nil)
        run.usage = PrivacyRun.usage(vehicles: [20], first: [0], last: [1])
        #expect(try run.kpis(["consent-canary"])[leaked]?.value == 1)  // Yet a leak is a leak.
    }
}

struct SmallCellTests {
    private let id = "privacy.od-matrix.small-cells.below_k"

    private func matrix(_ cells: [(from: String, to: String, vehicles: UInt32)]) -> DataTable {
        DataTable([
            DataColumn("region", repeating: "town", count: cells.count),
            DataColumn("hour_start_s", .int64(cells.map { _ in 0 })),
            DataColumn("origin_zone", .string(cells.map(\.from))),
            DataColumn("destination_zone", .string(cells.map(\.to))),
            DataColumn("vehicles", .uint32(cells.map(\.vehicles))),
            DataColumn("trips", .uint32(cells.map(\.vehicles))),
        ])
    }

    @Test func `cells with enough vehicles pass`() throws {
        let kpis = try PrivacyRun().kpis(["small-cells"])
        #expect(kpis[id]?.value == 0)
        #expect(kpis[id]?.n == 1)
        #expect(kpis["privacy.od-matrix.small-cells.share_suppressed"]?.value == 0)
        #expect(kpis["privacy.traffic-feed.small-cells.below_k"]?.value == 0)
        let dominance = kpis["privacy.od-matrix.small-cells.dominance"]
        #expect(dominance?.value == 0)
    }

    @Test func `a released cell of which one vehicle makes most is found`() throws {
        let id = "privacy.od-matrix.small-cells.dominance"
        var run = PrivacyRun()
        run.repeatedTrips = 30
        run.odMatrix.columns[5].values = .uint32([50])
        #expect(try run.kpis(["small-cells"])[id]?.value == 1)
        run.repeatedTrips = 10
        run.odMatrix.columns[5].values = .uint32([30])
        #expect(try run.kpis(["small-cells"])[id]?.value == 0)
    }

    @Test func `a released cell below k is found`() throws {
        var run = PrivacyRun()
        run.odMatrix = matrix([("0:0", "5:0", 20), ("0:0", "5:1", 2)])
        #expect(try run.kpis(["small-cells"])[id]?.value == 1)
        run.trafficFeed.columns[3].values = .uint32([8, 2])
        #expect(
            try run.kpis(["small-cells"])["privacy.traffic-feed.small-cells.below_k"]?.value == 1)
    }

    @Test func `a cell that claims more vehicles than the truth has nearby is found`() throws {
        var run = PrivacyRun()
        run.odMatrix = matrix([("0:0", "5:0", 20), ("3:0", "5:0", 12), ("1:1", "4:-1", 12)])
        let kpi = try run.kpis(["small-cells"])[id]
        #expect(kpi?.value == 1)
        #expect(kpi?.method.contains("0 as published, 1 by the truth") == true)
    }

    @Test func `the price of k is the share of true cells that stay hidden`() throws {
        var run = PrivacyRun()
        run.odMatrix = run.odMatrix.rows(0..<0)
        let kpis = try run.kpis(["small-cells"])
        #expect(kpis[id]?.value == 0)
        #expect(kpis["privacy.od-matrix.small-cells.share_suppressed"]?.value == 1)
    }

    @Test func `a product that was not released gives no value`() throws {
        var run = PrivacyRun()
        run.omitted = ["products/od-matrix/part-0.parquet"]
        let kpi = try run.kpis(["small-cells"])[id]
        #expect(kpi != nil && kpi?.value == nil)
    }

    @Test func `a zone that is none is refused`() throws {
        var run = PrivacyRun()
        run.odMatrix = matrix([("zero", "5:0", 20)])
        #expect(throws: Failure.input("od-matrix: zone 'zero' is not 'x:y'; write whole numbers")) {
            try run.kpis(["small-cells"])
        }
    }
}

struct PrivacyFeedTests {
    @Test func `without a probe product the trip ends of consenting vehicles are attacked`() throws
    {
        let kpis = try PrivacyRun().kpis(["unicity", "home-work-sets"])
        // All 20 share their destination within the hour, ten each their origin (0's is beyond a
        // gateway): nobody is unique.
        #expect(kpis["privacy.trip-ends.unicity.p4"]?.value == 0)
        #expect(kpis["privacy.trip-ends.unicity.p4"]?.n == 20)
        #expect(kpis["privacy.trip-ends.unicity.p4"]?.baseline == 1.0 / 20)
        #expect(kpis["privacy.trip-ends.home-work-sets.median_set_1km"]?.value == 10)
        #expect(kpis["privacy.trip-ends.home-work-sets.median_set_10km"]?.value == 20)
        #expect(kpis["privacy.trip-ends.home-work-sets.share_unique_1km"]?.value == 0)
        #expect(kpis["privacy.trip-ends.home-work-sets.share_le10_1km"]?.value == 1)
    }

    @Test func `homes are looked for at the last visit before the small hours`() throws {
        // All are last seen where they work: 10 km east, a kilometre north or south.
        let kpis = try PrivacyRun().kpis(["home-reidentification", "daily-linkage"])
        let error = kpis["privacy.trip-ends.home-reidentification.median_error_m"]
        #expect(error?.unit == "m" && error?.n == 20)
        #expect((error?.value ?? 0) > 7_000 && (error?.value ?? 0) < 8_000)
        #expect(kpis["privacy.trip-ends.home-reidentification.share_within_100m"]?.value == 0)
        // One hour holds no two days.
        let daily = kpis["privacy.trip-ends.daily-linkage.measured"]
        #expect(daily != nil && daily?.value == nil && daily?.method.contains("too short") == true)
    }

    @Test func `a released probe product is attacked itself`() throws {
        var run = PrivacyRun()
        run.probes = DataTable([
            DataColumn("region", repeating: "town", count: 6),
            DataColumn("pseudonym", .string(["a", "a", "b", "b", "c", "c"])),
            DataColumn("time_s", .int64([0, 30, 0, 30, 5, 35])),
            DataColumn("lon", .double([9.01, 9.05, 9.01, 9.09, 9.01, 9.05])),
            DataColumn("lat", .double([47, 47, 47, 47, 47, 47])),
        ])
        let kpis = try run.kpis(["unicity"])
        // a and c have the same two points; b's second point is its own.
        #expect(kpis["privacy.probe-wholesale.unicity.p2"]?.value == 1.0 / 3)
        #expect(kpis["privacy.probe-wholesale.unicity.p2"]?.n == 3)
        #expect(kpis["privacy.trip-ends.unicity.p2"] == nil)
        // 20 to 23 drove without consent.
        #expect(kpis["privacy.probe-wholesale.unicity.p4_control"]?.n == 4)
    }

    @Test func `a probe row without a place says nothing`() throws {
        var run = PrivacyRun()
        run.probes = DataTable([
            DataColumn("region", repeating: "town", count: 3),
            DataColumn("pseudonym", .string(["a", "b", "b"])),
            DataColumn("time_s", .int64([0, 0, 30])),
            DataColumn("lon", .double([.nan, 9.01, 1e300])),
            DataColumn("lat", .double([47, 47, 47])),
        ])
        let kpi = try run.kpis(["unicity"])["privacy.probe-wholesale.unicity.p1"]
        #expect(kpi?.n == 1 && kpi?.value == 1)
    }

    @Test func `every figure says how it was made`() throws {
        for kpi in try PrivacyRun().kpis().values {
            #expect(kpi.method.count > 40 && kpi.source != nil)
            if let ci = kpi.ci, let value = kpi.value {
                #expect(ci[0] <= value && value <= ci[1], "\(kpi.id)")
            }
        }
    }

    @Test func `no attacks give no figures and an unknown one is refused`() throws {
        #expect(try PrivacyRun().kpis([]).isEmpty)
        #expect(throws: Failure.self) { try PrivacyRun().kpis(["unicty"]) }
    }
}
