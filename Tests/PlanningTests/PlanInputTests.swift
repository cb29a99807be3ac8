import Base
import Checks
import Foundation
import Planning
import Sinks
import TestSupport
import Testing

/// Facts of runs, and input that is wrong.
struct PlanInputTests {
    private func facts(_ change: (inout PlanFactRow) -> Void = { _ in }) -> PlanFacts {
        let rows = [("probe-wholesale", "a", 0.5), ("traffic-feed", "b", 0.7)].map {
            product, map, consent in
            var row = PlanFactRow()
            row.market = "FR"
            row.product = product
            row.map = map
            row.replicate = map
            row.numbers = [
                "connected": 1000, "activated": 1000, "consented": 1000 * consent, "uptime": 0.997,
                "metered_units": 100, "unconsented_units": 0, "delivered_share": 0.9,
                "delivered_share_se": 0.01, "bytes_up": 1e9, "points": 1e6, "duration_s": 86_400,
                "k_used": 5,
            ]
            change(&row)
            return row
        }
        return PlanFacts(file: "facts.csv", rows: rows)
    }

    private func ledger(_ facts: PlanFacts?) throws -> PlanLedger {
        let prior = try PlanWorld.prior()
        return PlanLedger(prior, PlanWorld.model(prior), facts)
    }

    @Test func `consent is the mean of the maps, and they are what it is uncertain by`() {
        let estimates = facts().estimates
        #expect(estimates.consentMobility?.value == 0.6)
        #expect(estimates.consentMobility?.clusters == 2)
        // Residuals ±100 of 2000: √(2 × 2 × 100²) / 2000.
        #expect(abs((estimates.consentMobility?.error ?? 0) - 0.1) < 1e-12)
        #expect(abs((estimates.uptime?.value ?? 0) - 0.997) < 1e-12)
        #expect(abs((estimates.megabytes?.value ?? 0) - 30.4375) < 1e-6)
        #expect(estimates.k[PlanProduct.trafficFeed.rawValue] == 5)
    }

    @Test func `measured facts move the plan`() throws {
        let assumed = try ledger(nil)
        let measured = try ledger(facts())
        #expect(assumed.totalCents != measured.totalCents)
        #expect(measured.lines[0].factsHash != assumed.lines[0].factsHash)
        let down = try ledger(facts { $0.numbers["uptime"] = 0.96 })
        // Below 99.5 % a quarter is credited.
        #expect(down.lines.allSatisfy { $0.creditCents > 0 || $0.amountCents < 100 })
        #expect(measured.lines.allSatisfy { $0.creditCents == 0 })
        let fewer = try ledger(facts { $0.numbers["consented"] = 100 })
        #expect(fewer.totalCents < measured.totalCents)
    }

    @Test func `a shuffled consent column changes revenue`() throws {
        let straight = try ledger(facts()).totalCents
        var shuffled = facts()
        shuffled.rows[0].numbers["consented"] = 900
        #expect(try ledger(shuffled).totalCents != straight)
    }

    @Test func `usage without consent is at risk, to the cent upwards`() throws {
        let clean = try ledger(facts())
        #expect(clean.atRiskCents == 0)
        let leak = try ledger(
            facts {
                if $0.product == "probe-wholesale" { $0.numbers["unconsented_units"] = 1 }
            })
        let booked =
            leak.targetLines.cents(by: \.product).first { $0.key == "probe-wholesale" }?.cents ?? 0
        #expect(leak.atRiskCents == Int64((Double(booked) / 100).rounded(.up)))
        #expect(leak.atRiskCents > 0)
    }

    @Test func `facts go through Parquet and back`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = "\(folder)/facts.parquet"
        try ParquetFile.write(PlanFactSchema.table(facts().rows), to: file)
        let (read, errors) = try PlanFacts.read(folder)
        #expect(errors.isEmpty)
        #expect(read?.rows == facts().rows)
        #expect(read?.hash == facts().hash)
    }

    @Test func `everything wrong with facts is said at once`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = "\(folder)/facts.csv"
        let text = """
            schema,market,product,activated,consented,uptime,policy_hash
            rocade-facts-0,FR,traffic-feed,100,50,0.99,a
            rocade-facts-1,FT,traffic-feed,100,50,0.99,b
            rocade-facts-1,FR,trafic-feed,100,150,1.99,a
            rocade-facts-1,FR,od-matrix,100,x,0.99,a
            """
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let (read, errors) = try PlanFacts.read(file)
        #expect(read == nil)
        let all = errors.map(\.description).joined(separator: "\n")
        for part in [
            "facts.csv:2:1: error: schema 'rocade-facts-0'", "facts.csv:3:1: error: unknown market",
            "another definition", "unknown product 'trafic-feed'; did you mean 'traffic-feed'?",
            "'uptime' is 1.99", "consent is above 1", "facts.csv:5:1: error: 'consented' is 'x'",
        ] { #expect(all.contains(part), "\(part) in\n\(all)") }
        #expect(throws: Failure.self) { _ = try PlanFacts.read("\(folder)/none") }
    }

    @Test func `everything wrong with a prior is said at once, with its line`() throws {
        var reader = PlanPriorReader()
        for name in ["planning", "evidence"] {
            reader.read(try PlanWorld.text(name), file: "\(name).csv")
        }
        let head = PlanPriorReader.columns.joined(separator: ",")
        let text = """
            # about: broken on purpose
            \(head)
            p_fleet,price,EUR/vehicle-month,3,2.5,6,2030,all,[X]
            p_ubi,price,USD/vehicle-month,0.1,0.8,2.5,2030,all,[X]
            cons_mob,consent,share,0.4,0.6,1.2,2030,all,[X]
            p_fleat,price,EUR,1,2,3,2030,all,[X]
            sales,market,thousand,1,2,3,2030,XX,[X]
            k,own,vehicles,three,5,20,2030,all,[X]
            k,own,vehicles
            """
        reader.read(text, file: "broken.csv")
        reader.set("price.ubi_scor", low: 1, mode: 1, high: 1, file: "--set", line: 1)
        #expect(reader.finish(name: "broken", file: "broken.csv") == nil)
        let all = reader.diagnostics.map(\.description).joined(separator: "\n")
        for part in [
            "broken.csv:3:1: error: min 3.0 of 'p_fleet' exceeds its mode 2.5",
            "broken.csv:4:1: error: 'p_ubi' is in 'USD/vehicle-month'; all prices must be in EUR",
            "broken.csv:5:1: error: 'cons_mob' reaches 1.2; consent cannot exceed 1",
            "broken.csv:6:1: error: unknown parameter 'p_fleat'; did you mean 'p_fleet'?",
            "broken.csv:7:1: error: unknown market 'XX'",
            "broken.csv:8:1: error: min of 'k' is 'three'", "broken.csv:9:1: error: 3 fields",
            "did you mean 'price.ubi_score'?",
        ] { #expect(all.contains(part), "\(part) in\n\(all)") }
    }

    @Test func `a market that is missing is named`() throws {
        var reader = PlanPriorReader()
        reader.read(try PlanWorld.text("planning"), file: "planning.csv")
        let lines = try PlanWorld.text("evidence").split(separator: "\n")
            .filter { !$0.contains(",PL,") }
        reader.read(lines.joined(separator: "\n"), file: "evidence.csv")
        #expect(reader.finish(name: "evidence", file: "evidence.csv") == nil)
        #expect(reader.diagnostics.contains { $0.message.hasPrefix("market PL is missing") })
    }

    @Test func `a planner's name sets the parameter that it stands for`() throws {
        var reader = PlanPriorReader()
        for name in ["planning", "evidence"] {
            reader.read(try PlanWorld.text(name), file: "\(name).csv")
        }
        reader.set("price.ubi-score", low: 1.2, mode: 1.2, high: 1.2, file: "--set", line: 1)
        let finished = reader.finish(name: "evidence", file: "evidence.csv")
        let prior = try #require(finished)
        #expect(prior[.priceUBI].mode == 1.2)
        #expect(!prior.uncertain.contains(.priceUBI))
        for name in PlanAlias.names { #expect(PlanAlias.parameter(name) != nil) }
    }
}
