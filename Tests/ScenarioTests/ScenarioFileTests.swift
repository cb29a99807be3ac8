import Base
import Checks
import Demand
import Foundation
import Platform
import Scenario
import Sinks
import Telemetry
import TestSupport
import Testing
import Traffic

@Suite struct ScenarioFileTests {
    static let minimal = """
        name: small
        seed: 1
        start: 2030-03-04T00:00:00Z
        duration: 24h
        regions:
          - {name: r, map: grid, cars: 31_000, vehicles: 20_000, utc_offset: 1h}
        """

    @Test func `the demo's scenario says what the design says`() throws {
        let path = Shared.root.appending(path: "scenarios/liechtenstein.yaml").path
        let scenario = try ScenarioFile.load(path)
        #expect(scenario.seed == 34 && scenario.durationSeconds == 86_400)
        #expect(scenario.startUnixSeconds == 1_898_812_800)
        #expect(scenario.regions[0].cars == 31_000 && scenario.regions[0].vehicles == 20_000)
        #expect(scenario.regions[0].utcOffsetSeconds == 3600)
        #expect(scenario.telemetry.faults.count == 5 && scenario.sinks == [.parquet])
        #expect(scenario.traffic.reroutingSeconds == 900)
        #expect(scenario.gates.count == 24)
    }

    @Test func `units become SI`() throws {
        let text =
            Self.minimal + """

                telemetry:
                  interval: 500ms
                  faults: [{late: {share: 2%, mean: 2min}}, {gnss-noise: {sigma: 3 m}}]
                traffic: {rerouting: 5min, navigation: 35%}
                platform: {embedded: {zone: 1.5 km, k: {traffic-feed: 10}}}
                """
        let scenario = try ScenarioFile.parse(text, file: "x")
        #expect(scenario.telemetry.intervalSeconds == 0.5)
        #expect(scenario.telemetry.lateShare == 0.02 && scenario.telemetry.lateMeanSeconds == 120)
        #expect(scenario.telemetry.gnssSigmaMeters == 3)
        #expect(scenario.traffic.reroutingSeconds == 300)
        #expect(scenario.traffic.navigationShare == 0.35)
        #expect(scenario.platform.zoneMeters == 1500 && scenario.platform.trafficFeedK == 10)
    }

    @Test func `weather, devices and all imperfections are read`() throws {
        let path = Shared.root.appending(path: "scenarios/winter-fleet.yaml").path
        let scenario = try ScenarioFile.load(path)
        let telemetry = scenario.telemetry
        #expect(telemetry.faults == Set(Fault.allCases) && telemetry.profile == "generations")
        #expect(telemetry.weather.count == 4)
        #expect(
            telemetry.weather[0]
                == WeatherSpell(
                    .ice, fromSeconds: 14_400, untilSeconds: 32_400, intensity: 1,
                    temperatureOffset: -6))
        #expect(telemetry.outages == [Outage(fromSeconds: 57_600, seconds: 600)])
        #expect(telemetry.lossShare == 0.005 && telemetry.backoffJitter == 0.2)
        #expect(scenario.gates.count == 6 && scenario.regions[0].vehicles == 20_000)
        #expect(try ScenarioFile.parse(scenario.resolvedJSON, file: "resolved") == scenario)
        let all = try ScenarioFile.parse(
            Self.minimal + "\ntelemetry: {faults: all}\n", file: "x")
        #expect(all.telemetry.faults == Set(Fault.allCases))
    }

    @Test func `holidays are days, and what is none is a mistake with its place`() throws {
        #expect(try ScenarioFile.parse(Self.minimal, file: "x").demand.holidays == nil)
        let text = Self.minimal + "\ndemand: {holidays: [2030-04-19, 2030-05-01]}\n"
        let scenario = try ScenarioFile.parse(text, file: "x")
        #expect(scenario.demand.holidays?.map(\.text) == ["2030-04-19", "2030-05-01"])
        #expect(try ScenarioFile.parse(scenario.resolvedJSON, file: "resolved") == scenario)
        let wrong = Self.minimal + "\ndemand: {holidays: [2030-02-30]}\n"
        let errors = #expect(throws: ScenarioErrors.self) {
            try ScenarioFile.parse(wrong, file: "x")
        }
        #expect(errors?.diagnostics.map(\.line) == [7])
        #expect(errors?.diagnostics.first?.message.contains("2030-04-19") == true)
    }

    @Test func `replicas become regions of their own, numbered`() throws {
        let text = """
            name: many
            seed: 1
            start: 2030-03-05T00:00:00Z
            duration: 1h
            regions:
              - {name: porto, map: porto, cars: 100, vehicles: 14, replicas: 10, stand_in: true}
              - {name: malta, map: malta, cars: 50}
            telemetry: {sample: 1%}
            """
        let scenario = try ScenarioFile.parse(text, file: "x")
        #expect(scenario.regions.count == 11 && scenario.telemetry.sampleShare == 0.01)
        #expect(scenario.regions[0].name == "porto-01" && scenario.regions[9].name == "porto-10")
        #expect(scenario.regions[0].isStandIn && !scenario.regions[10].isStandIn)
        #expect(scenario.vehicles == 10 * 14 + 50)
        #expect(try ScenarioFile.parse(scenario.resolvedJSON, file: "resolved") == scenario)

        // A mistake of an entry is told once, at its place; names must differ after all.
        let wrong = text.replacing("vehicles: 14", with: "vehicles: 140")
            .replacing("name: malta", with: "name: porto-03")
        let errors = #expect(throws: ScenarioErrors.self) {
            try ScenarioFile.parse(wrong, file: "x")
        }
        #expect(errors?.diagnostics.map(\.line) == [6, 7])
        let twice = text.replacing("name: malta", with: "name: porto-03")
        let doubled = #expect(throws: ScenarioErrors.self) {
            try ScenarioFile.parse(twice, file: "x")
        }
        #expect(doubled?.diagnostics.map(\.line) == [7])
    }

    @Test func `the scenario of 34 million is 34 million, half of them on a large map`() throws {
        let path = Shared.root.appending(path: "scenarios/europe-2030.yaml").path
        let scenario = try ScenarioFile.load(path)
        #expect(scenario.vehicles == 34_000_000)
        let porto = scenario.regions.filter { $0.map == "porto" }.reduce(0) { $0 + $1.vehicles }
        #expect(porto >= 17_000_000)
        #expect(Set(scenario.regions.map(\.market)).count == 9)
        #expect(scenario.regions.allSatisfy { $0.vehicles * 2 <= $0.cars })
        #expect(scenario.regions.allSatisfy { $0.market != "NA" || $0.isStandIn })
    }

    @Test func `the resolved scenario reads back as itself`() throws {
        let path = Shared.root.appending(path: "scenarios/liechtenstein.yaml").path
        let scenario = try ScenarioFile.load(path, overrides: ["regions.0.vehicles=2000"])
        #expect(scenario.regions[0].vehicles == 2000)
        #expect(try ScenarioFile.parse(scenario.resolvedJSON, file: "resolved") == scenario)
    }

    @Test func `settings create and replace what they name`() throws {
        let scenario = try ScenarioFile.parse(
            Self.minimal, file: "x",
            overrides: ["platform.embedded.defects=[lose-batch]", "seed=7"])
        #expect(scenario.platform.defects == [.loseBatch] && scenario.seed == 7)
        let errors = try #require(throws: ScenarioErrors.self) {
            try ScenarioFile.parse(Self.minimal, file: "x", overrides: ["telemetry.interva=5s"])
        }
        #expect(
            errors.description
                == "--set telemetry.interva=5s:1:1: error: unknown key 'interva' in telemetry; "
                + "did you mean 'interval'?")
    }

    @Test(arguments: [
        ("regions.7.cars=3", "'regions' has no element '7'; elements are named 0 to 0"),
        ("regions.first.cars=3", "'regions' has no element 'first'; elements are named 0 to 0"),
        ("a..b=1", "a path is names with one '.' between them"),
        (".=1", "a path is names with one '.' between them"),
        ("=1", "write path=value, such as telemetry.interval=5s"),
        ("seed=-1", "'seed' is -1; it must be between 0 and 9007199254740991"),
        (
            "seed=9007199254740993",
            """
            'seed' is 9007199254740993; it must be between 0 and 9007199254740991
            """
        ),
    ])
    func `a setting that sets nothing is a mistake`(setting: String, message: String) throws {
        let errors = try #require(throws: ScenarioErrors.self) {
            try ScenarioFile.parse(Self.minimal, file: "x", overrides: [setting])
        }
        #expect(errors.description == "--set \(setting):1:1: error: \(message)")
    }

    @Test func `a catalogue that lists no maps by name is a mistake`() throws {
        #expect(try MapCatalogue(text: "maps: {}", file: "c").maps.isEmpty)
        #expect(try MapCatalogue(text: "maps:", file: "c").maps.isEmpty)
        let errors = try #require(throws: ScenarioErrors.self) {
            try MapCatalogue(text: "maps: [a, b]", file: "c")
        }
        #expect(errors.description == "c:1:7: error: 'maps' must be a mapping, not a list")
    }

    @Test func `a scenario may extend another, and mistakes point at their own file`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Self.minimal.write(toFile: folder + "/base.yaml", atomically: true, encoding: .utf8)
        let child = folder + "/child.yaml"
        try "extends: base.yaml\nseed: 9\n".write(toFile: child, atomically: true, encoding: .utf8)
        let scenario = try ScenarioFile.load(child)
        #expect(scenario.seed == 9 && scenario.name == "small")
        try "extends: base.yaml\nseed: x\n".write(toFile: child, atomically: true, encoding: .utf8)
        let errors = try #require(throws: ScenarioErrors.self) { try ScenarioFile.load(child) }
        #expect(errors.description.hasPrefix("\(child):2:7: error: 'seed'"))
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", Int64(0)), ("2000-02-29T12:00:00Z", 951_825_600),
        ("2030-03-04T00:00Z", 1_898_812_800),
    ])
    func `instants are seconds since 1970`(text: String, seconds: Int64) throws {
        let scenario = try ScenarioFile.parse(
            Self.minimal.replacingOccurrences(of: "2030-03-04T00:00:00Z", with: text), file: "x")
        #expect(scenario.startUnixSeconds == seconds)
    }
}
