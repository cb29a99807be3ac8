// Products that name no vehicle, traced to the truth: leaks under a pseudonym, forged counts, and
// what came after a withdrawal. The control world agrees with every forgery here.

import Base
import Checks
import Testing

struct TracedProductTests {
    private func kpis(
        _ attacks: [String], _ change: (inout TinyRun) -> Void
    ) throws -> [KPI] {
        var run = TinyRun()
        change(&run)
        var options = CheckOptions()
        options.attacks = attacks
        return try withRun(run) { try privacyKPIs(run: $0, options: options) }
    }

    private func probes(_ change: (inout TinyRun) -> Void) throws -> [Double?] {
        let kpis = try kpis(["consent-canary"], change)
        return ["consent-canary.unlawful_rows", "consent-canary.unexplained_rows"].map {
            kpis.value("privacy.probe-wholesale.\($0)")
        } + [kpis.value("privacy.probe-wholesale.shared_pseudonyms")]
    }

    @Test func `honest rows come from lawful records`() throws {
        #expect(try probes { _ in } == [0, 0, 0])
    }

    @Test func `a record without consent under another's pseudonym is a leak`() throws {
        let found = try probes { run in
            guard let record = run.sent.first(where: { $0.vehicle == 35 }) else { return }
            var row = TinyRun.probe(record)
            row.pseudonym = "p100"
            run.probes.append(row)
        }
        #expect(found == [1, 0, 1])
    }

    @Test func `a row that no record explains is invented`() throws {
        #expect(try probes { $0.probes[0].longitude += 0.0006 } == [0, 1, 0])
        #expect(try probes { $0.probes[0].second += 5 } == [0, 1, 0])
        #expect(try probes { $0.probes[0].latitude = .nan } == [0, 1, 0])
        // A platform may round: a metre is no lie.
        #expect(try probes { $0.probes[0].longitude += 0.000_01 } == [0, 0, 0])
    }

    @Test func `a record that was received after the withdrawal must be in no product`() throws {
        let found = try probes { run in
            // Measured at departure + 50 s, received 2 s later.
            let withdrawal = run.departures[0] + 51
            run.consents[7].until = withdrawal
        }
        // Of the morning 5, 7, 8 and 9, and the whole evening but for the one that a fault dropped.
        #expect(found == [13, 0, 0])
    }

    @Test func `a link driven after the withdrawal must not be matched`() throws {
        let id = "privacy.matches.consent-canary.joined_rows"
        let honest = try kpis(["consent-canary"]) { run in
            run.matched.removeAll { $0.vehicle >= TinyRun.consenting }
        }
        #expect(honest.value(id) == 0)
        let found = try kpis(["consent-canary"]) { run in
            run.matched.removeAll { $0.vehicle >= TinyRun.consenting }
            for piece in run.driven.indices where run.driven[piece].vehicle == 7 {
                // Slow enough for links after the withdrawal, and the tolerance.
                run.driven[piece].enter += Int64(run.driven[piece].link) * 100_000
            }
            for row in run.sent.indices where run.sent[row].vehicle == 7 {
                run.sent[row].event += Int64(run.sent[row].sequence) * 40_000
                run.sent[row].received = run.sent[row].event + 2000
            }
            run.consents[7].until = run.departures[0] + 150
        }
        // Links 2 and 3 of the morning, all of the evening.
        #expect(found.value(id) == 6)
    }

    // MARK: Counts

    private func cells(_ change: (inout TinyRun) -> Void) throws -> [Double?] {
        let kpis = try kpis(["small-cells"], change)
        return ["traffic-feed", "od-matrix"].flatMap { product in
            ["below_k", "overcounted"].map {
                kpis.value("privacy.\(product).small-cells.\($0)")
            }
        }
    }

    @Test func `honest counts pass`() throws {
        #expect(try cells { _ in } == [0, 0, 0, 0])
    }

    @Test func `a count above the truth is found, however large`() throws {
        #expect(try cells { $0.feed[1].vehicles = 31 } == [0, 1, 0, 0])
        #expect(try cells { $0.matrix[0].vehicles = 500 } == [0, 0, 0, 1])
    }

    @Test func `a cell that no vehicle can have caused is below k`() throws {
        let empty = try cells { $0.feed.append(TinyCell(link: 1, start: 900 * 40)) }
        #expect(empty == [1, 1, 0, 0])
        let unaligned = try cells { $0.feed[0].start += 450 }
        #expect(unaligned == [1, 1, 0, 0])
        #expect(try cells { $0.matrix.append((11, 30)) } == [0, 0, 1, 1])
    }

    @Test func `counting who did not consent is found`() throws {
        let found = try cells { run in
            run.consents = Array(run.consents.prefix(4))
        }
        #expect(found == [8, 8, 2, 2])
    }

    @Test func `the k that a product claims is shown, so that a gate can hold it`() throws {
        let kpis = try kpis(["small-cells"]) { _ in }
        #expect(kpis.value("privacy.traffic-feed.small-cells.k") == 5)
        #expect(kpis.value("privacy.od-matrix.small-cells.k") == 10)
    }
}
