import Base
import Checks
import Testing

/// The ledger of an honest run and of broken ones.
struct ThroughputTests {
    private func kpis(_ run: TinyRun) throws -> [KPI] {
        try withRun(run) { try throughputKPIs(run: $0) }
    }

    @Test func `an honest run accounts for every record`() throws {
        let kpis = try kpis(TinyRun())
        #expect(kpis.value("throughput.generated") == 800)
        #expect(kpis.value("throughput.lost_by_fault") == 80)
        #expect(kpis.value("throughput.buffered") == 1)
        #expect(kpis.value("throughput.spooled") == 0)
        #expect(kpis.value("throughput.received") == 719)
        #expect(kpis.value("throughput.lost_records") == 0)
        #expect(kpis.value("throughput.phantom_records") == 0)
        #expect(kpis.value("throughput.identity_violations") == 0)
        #expect(kpis.value("throughput.duplicate_records") == 80)
        #expect(kpis.value("throughput.duplicates_unexplained") == 0)
        #expect(kpis.value("throughput.records") == 799)
        #expect(kpis.value("throughput.records_unwritten") == 0)
        #expect(kpis.value("throughput.matched_km_share") == 1)
        #expect(kpis.value("throughput.matched_km_precision") == 1)
        let bytes = try #require(kpis.value("throughput.bytes"))
        #expect(bytes > 0)
    }

    @Test func `a lost batch shows as lost records and breaks no identity`() throws {
        var run = TinyRun()
        var receipts = TinyRun.honestReceipts(run.sent)
        let gone = receipts.remove(at: 12)
        run.receipts = receipts
        let kpis = try kpis(run)
        #expect(kpis.value("throughput.lost_records") == Double(gone[3] - gone[2] + 1))
        #expect(kpis.value("throughput.identity_violations") == 0)
    }

    @Test func `losing the end of a run loses just these records`() throws {
        var run = TinyRun()
        var receipts = TinyRun.honestReceipts(run.sent)
        receipts[0][3] -= 1
        run.receipts = receipts
        #expect(try kpis(run).value("throughput.lost_records") == 1)
    }

    @Test func `a receipt for what was never sent is a phantom`() throws {
        var run = TinyRun()
        var receipts = TinyRun.honestReceipts(run.sent)
        receipts.append([39, 7, 0, 4, 1, 0])
        run.receipts = receipts
        let kpis = try kpis(run)
        #expect(kpis.value("throughput.phantom_records") == 5)
        #expect(kpis.value("throughput.identity_violations") == 1)
        #expect(kpis.value("throughput.lost_records") == 0)
    }

    @Test func `a receipt for what a fault dropped is a phantom`() throws {
        var run = TinyRun()
        var receipts = TinyRun.honestReceipts(run.sent)
        receipts.append([5, 0, 6, 6, 1, 0])
        run.receipts = receipts
        #expect(try kpis(run).value("throughput.phantom_records") == 1)
    }

    @Test func `copies that nobody sent, and copies that went missing, are unexplained`() throws {
        var run = TinyRun()
        var receipts = TinyRun.honestReceipts(run.sent)
        receipts[0][4] = 3  // Sequence 0 to 3, sent once.
        run.receipts = receipts
        var kpis = try kpis(run)
        #expect(kpis.value("throughput.duplicates_unexplained") == 8)
        #expect(kpis.value("throughput.duplicate_records") == 88)
        receipts = TinyRun.honestReceipts(run.sent)
        receipts[1][4] = 1  // Sequence 4, sent twice.
        run.receipts = receipts
        kpis = try self.kpis(run)
        #expect(kpis.value("throughput.duplicates_unexplained") == 1)
    }

    @Test func `receipts in any order say the same`() throws {
        var run = TinyRun()
        run.receipts = TinyRun.honestReceipts(run.sent).reversed()
        #expect(try kpis(run).value("throughput.lost_records") == 0)
    }

    @Test func `order is what the far end saw`() throws {
        var run = TinyRun()
        var receipts = TinyRun.honestReceipts(run.sent)
        receipts[3][5] = 2
        run.receipts = receipts
        #expect(try kpis(run).value("throughput.out_of_order") == 2)
    }

    @Test func `delay is receipt minus measurement in simulated time`() throws {
        var run = TinyRun()
        for record in run.sent.indices where run.sent[record].sequence == 0 {
            run.sent[record].received = run.sent[record].event + 7_200_000
        }
        let kpis = try kpis(run)
        let p50 = try #require(kpis.value("throughput.delay_p50"))
        #expect(abs(p50 - 2) < 0.011)
        let p99 = try #require(kpis.value("throughput.delay_p99"))
        #expect(abs(p99 - 7200) <= 1)
    }

    @Test func `wrong links lower the matched share by their metres`() throws {
        var run = TinyRun()
        for piece in run.matched.indices where run.matched[piece].vehicle < 20 {
            if run.matched[piece].link == 3 { run.matched[piece].link = 77 }
        }
        let kpis = try kpis(run)
        let share = try #require(kpis.first { $0.id == "throughput.matched_km_share" })
        #expect(share.value == 0.875)
        let ci = try #require(share.ci)
        #expect(ci[0] < 0.875 && ci[0] > 0.8 && ci[1] > 0.875 && ci[1] < 0.95)
    }

    @Test func `claiming more metres than were driven lowers the precision alone`() throws {
        var run = TinyRun()
        for piece in run.matched.indices { run.matched[piece].metres = 2000 }
        let kpis = try kpis(run)
        #expect(kpis.value("throughput.matched_km_share") == 1)
        #expect(kpis.value("throughput.matched_km_precision") == 0.5)
    }

    @Test func `rows that the files lack are counted`() throws {
        var run = TinyRun()
        run.telemetryRows = 700
        #expect(try kpis(run).value("throughput.records_unwritten") == 99)
    }

    @Test func `a ledger out of order is refused with one line`() throws {
        var run = TinyRun()
        run.receipts = TinyRun.honestReceipts(run.sent)
        run.sent.swapAt(3, 4)
        #expect(throws: Failure.self) { try self.kpis(run) }
    }
}
