import Base
import Checks
import Foundation
import TestSupport
import Testing

/// Revenue on what a run delivered: the ledger, consent at the time of collection, and what moves
/// the figures.
struct RevenueTests {
    private func check(_ run: TinyRun, _ options: CheckOptions = CheckOptions()) throws -> (
        [KPI], [LedgerLine]
    ) {
        try withRun(run) { try revenueKPIs(run: $0, options: options) }
    }

    @Test func `an honest run books nothing without consent`() throws {
        let (kpis, ledger) = try check(TinyRun())
        #expect(kpis.value("revenue.at_risk_eur") == 0)
        #expect(kpis.value("revenue.unconsented_rows") == 0)
        #expect(kpis.value("revenue.fact.consent_mobility") == 0.75)
        #expect(kpis.value("revenue.fact.probe-wholesale_delivered") == 1)
        #expect(kpis.value("revenue.fact.traffic-feed_delivered") == 1)
        #expect(kpis.value("revenue.fact.od-matrix_delivered") == 1)
        #expect(ledger.count == 27)
        let total = try #require(kpis.value("revenue.total_eur"))
        let gap = try #require(kpis.value("revenue.gap_to_target"))
        #expect(total > 1e6 && total < 50e6)
        #expect(abs(total + gap - 20e9) < 1)
        let perVehicle = try #require(kpis.value("revenue.per_vehicle_eur"))
        #expect(abs(perVehicle - total / 34e6) < 1e-9)
    }

    @Test func `products, markets and total agree to the cent`() throws {
        let (kpis, ledger) = try check(TinyRun())
        let products = ledger.cents(by: \.product)
        let markets = ledger.cents(by: \.market)
        #expect(products.map(\.key) == ["od-matrix", "probe-wholesale", "traffic-feed"])
        #expect(markets.count == 9)
        #expect(products.reduce(0) { $0 + $1.cents } == ledger.totalCents)
        #expect(markets.reduce(0) { $0 + $1.cents } == ledger.totalCents)
        #expect(kpis.value("revenue.ledger_eur") == Double(ledger.totalCents) / 100)
        // Every amount follows from the units and the price that stand in the file.
        for line in ledgerCSV(ledger).split(separator: "\n").dropFirst() {
            let fields = line.split(separator: ",")
            #expect(fields.count == 9)
            let units = try #require(Double(fields[3]))
            let price = try #require(Double(fields[4]))
            let credit = try #require(Int64(fields[5]))
            let amount = try #require(Int64(fields[6]))
            #expect(abs(units * price * 100 - Double(amount + credit)) <= 1)
        }
    }

    @Test func `usage of a vehicle that never consented is at risk`() throws {
        var run = TinyRun()
        run.usage.append(
            TinyUsage(
                product: "probe-wholesale", unit: "vehicle-month", vehicle: 35, units: 1,
                first: 25_300, last: 25_400))
        let (kpis, ledger) = try check(run)
        #expect(kpis.value("revenue.unconsented_rows") == 1)
        let booked = ledger.cents(by: \.product).first { $0.key == "probe-wholesale" }?.cents ?? 0
        let expected = (Double(booked) / 31).rounded(.up) / 100
        #expect(kpis.value("revenue.at_risk_eur") == expected)
    }

    @Test func `consent counts when the data are collected, not when they are billed`() throws {
        var run = TinyRun()
        // Withdrawn between the two trips: the last event lies outside.
        run.consents[0].until = 40_000
        // Given at noon: the first event lies outside.
        run.consents[1].from = 43_200
        let (kpis, _) = try check(run)
        #expect(kpis.value("revenue.unconsented_rows") == 2)
        let risk = try #require(kpis.value("revenue.at_risk_eur"))
        #expect(risk > 0)
        run.usage[0].last = run.usage[0].first
        run.usage[1].first = run.usage[1].last
        #expect(try check(run).0.value("revenue.at_risk_eur") == 0)
    }

    @Test func `lost records cost credits`() throws {
        let honest = try check(TinyRun()).1
        #expect(honest.allSatisfy { $0.creditCents == 0 })
        var run = TinyRun()
        run.receipts = TinyRun.honestReceipts(run.sent).dropLast(30)
        let (kpis, ledger) = try check(run)
        let uptime = try #require(kpis.value("revenue.fact.uptime"))
        #expect(uptime < 0.95)
        for line in ledger where line.amountCents > 100 {
            let share = Double(line.creditCents) / Double(line.creditCents + line.amountCents)
            #expect(abs(share - 0.5) < 0.01)
        }
    }

    @Test func `what was not delivered earns nothing`() throws {
        var run = TinyRun()
        run.usage.removeAll { $0.product == "traffic-feed" }
        let (kpis, ledger) = try check(run)
        #expect(kpis.value("revenue.traffic-feed_eur") == nil)
        #expect(!ledger.contains { $0.product == "traffic-feed" })
        run.usage[run.usage.count - 1].units = 0
        let od = try check(run)
        #expect(od.0.value("revenue.od-matrix_eur") == 0)
        #expect(!od.1.contains { $0.product == "od-matrix" })
    }

    @Test func `half the cells earn half`() throws {
        let full = try check(TinyRun()).1.cents(by: \.product)
        var run = TinyRun()
        for row in run.usage.indices where run.usage[row].product == "traffic-feed" {
            run.usage[row].units /= 2
        }
        let half = try check(run).1.cents(by: \.product)
        let ratio = Double(half[2].cents) / Double(full[2].cents)
        #expect(abs(ratio - 0.5) < 1e-4)
        #expect(half[1].cents == full[1].cents)
    }

    @Test func `more consent, more revenue; none, none from mobility products`() throws {
        var run = TinyRun()
        run.consents.removeLast(15)
        run.usage.removeAll { ($0.vehicle ?? 0) >= 15 }
        let fewer = try check(run).1.cents(by: \.product)
        let more = try check(TinyRun()).1.cents(by: \.product)
        #expect(fewer[1].cents < more[1].cents)
        run.consents.removeAll()
        let none = try check(run)
        #expect(none.1.totalCents == 0)
    }

    @Test func `an unknown prior or product is one clear line`() throws {
        var options = CheckOptions()
        options.prior = "hope"
        let error = #expect(throws: Failure.self) { try self.check(TinyRun(), options) }
        #expect(error?.message == "unknown prior 'hope'; known: evidence")
        var run = TinyRun()
        run.usage[0].product = "perpetual-motion"
        #expect(throws: Failure.self) { try self.check(run) }
        options.prior = nil
        let nothing = try check(TinyRun(), options)
        #expect(nothing.0.isEmpty && nothing.1.isEmpty)
    }

    @Test func `the catalogue reproduces the correlated band of the revenue study`() throws {
        let (kpis, _) = try check(TinyRun())
        let catalogue = try #require(kpis.first { $0.id == "revenue.catalogue_eur" })
        let band = try #require(catalogue.ci)
        // Report section 3.5, ρ = 0.5 within groups: 20.1 / 43.5 / 79.9 million for 33.4 million
        // connected vehicles; here there are 34.
        let scale = 34 / 33.4
        #expect(abs((catalogue.value ?? 0) / (43.5e6 * scale) - 1) < 0.05)
        #expect(abs(band[0] / (20.1e6 * scale) - 1) < 0.1)
        #expect(abs(band[1] / (79.9e6 * scale) - 1) < 0.1)
    }

    @Test func `two checks of one run are identical`() throws {
        let (first, second) = try withRun(TinyRun()) { run in
            (
                try revenueKPIs(run: run, options: CheckOptions()),
                try revenueKPIs(run: run, options: CheckOptions())
            )
        }
        #expect(first.0 == second.0)
        #expect(ledgerCSV(first.1) == ledgerCSV(second.1))
    }
}
