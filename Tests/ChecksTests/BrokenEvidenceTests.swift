// Which check could pass although the thing that it guards is broken? Each test breaks one piece of
// an honest run's evidence and names the gates that must turn red, all of them and no other.

import Base
import Checks
import Foundation
import Testing

struct BrokenEvidenceTests {
    private static let gates = [
        "throughput.lost_records == 0", "throughput.phantom_records == 0",
        "throughput.unledgered_records == 0", "throughput.records_unwritten == 0",
        "throughput.duplicates_unexplained == 0", "throughput.duplicates_counted == 0",
        "throughput.out_of_order_unexplained == 0", "throughput.delay_impossible == 0",
        "throughput.matched_km_share >= 90%", "throughput.matched_km_precision >= 90%",
        "throughput.feed_speed_error <= 15%", "throughput.feed_speed_impossible == 0",
        "revenue.at_risk_eur == 0", "revenue.usage_unexplained == 0",
        "revenue.ledger_unexplained == 0",
    ]

    private func red(_ change: (inout TinyRun) -> Void) throws -> [String] {
        var run = TinyRun()
        change(&run)
        var options = CheckOptions()
        options.attacks = []
        let outcome = try withRun(run) {
            try runChecks(run: $0, options: options, gates: Self.gates.map(Gate.parse))
        }
        return outcome.gates.filter { !$0.isPass }.map(\.gate.kpi)
    }

    private let unexplained = ["revenue.usage_unexplained"]

    @Test func `an honest run has no red gate`() throws {
        #expect(try red { _ in } == [])
    }

    // MARK: The ledger

    @Test func `records that vanish from both sides of the ledger leave a gap in the numbers`()
        throws
    {
        let found = try red { run in
            run.sent.removeAll { $0.vehicle == 35 && $0.boot == 0 && (2...3).contains($0.sequence) }
        }
        #expect(found == ["throughput.unledgered_records"])
    }

    @Test func `files that name another record than was sent are found at equal counts`() throws {
        let found = try red { run in
            // Row 1 becomes a second copy of row 0's record, of a car in no product.
            guard let first = run.sent.firstIndex(where: { $0.vehicle == 39 }) else { return }
            let row = run.sent[..<first].reduce(0) {
                $0 + ($1.fate == "delivered" ? Int($1.copies) : 0)
            }
            run.telemetryNames[row + 1] = run.sent[first]
        }
        #expect(found == ["throughput.records_unwritten"])
    }

    @Test func `a record that two receipts confirm was counted twice`() throws {
        let found = try red { run in
            let receipts = TinyRun.honestReceipts(run.sent)
            run.receipts = receipts + [receipts[0]]
        }
        #expect(found == ["throughput.phantom_records", "throughput.duplicates_counted"])
    }

    @Test func `a product's second row of one record was counted twice`() throws {
        let found = try red { $0.probes.append($0.probes[7]) }
        #expect(found == ["throughput.duplicates_counted"])
    }

    @Test func `a receipt of an impossible vehicle is a phantom like any other`() throws {
        let found = try red { run in
            run.receipts = TinyRun.honestReceipts(run.sent) + [[.max, 0, 0, 4, 1, 0]]
        }
        #expect(found == ["throughput.phantom_records"])
    }

    @Test func `order is held against the times of receipt`() throws {
        let late: (inout TinyRun) -> Void = { run in
            run.receipts = TinyRun.honestReceipts(run.sent)
            run.sent[1].received += 15_000
        }
        #expect(try red(late) == ["throughput.out_of_order_unexplained"])
        let told = try red { run in
            late(&run)
            run.receipts?[0][5] = 1
        }
        #expect(told == [])
    }

    @Test func `a receipt before the measurement is no delay`() throws {
        let found = try red { run in
            for row in run.sent.indices where run.sent[row].vehicle > 30 {
                let record = run.sent[row]
                run.sent[row].event = record.received
                run.sent[row].received = record.event
            }
        }
        #expect(found.contains("throughput.delay_impossible"))
    }

    @Test func `nothing made is nothing proved`() throws {
        let found = try red { run in
            run.sent = []
            run.receipts = []
        }
        for id in ["lost_records", "phantom_records", "duplicates_unexplained"] {
            #expect(found.contains("throughput.\(id)"))
        }
    }

    // MARK: Matching and speeds

    @Test func `drives that the platform leaves out count against it`() throws {
        let found = try red { run in
            // Records of a tiny run that a fault dropped leave nothing that had to be matched.
            for row in run.sent.indices where run.sent[row].fate == "lost_by_fault" {
                run.sent[row].fate = "delivered"
            }
            run.matched.removeAll { $0.vehicle < 20 }
        }
        #expect(found.contains("throughput.matched_km_share"))
        #expect(!found.contains("throughput.matched_km_precision"))
    }

    @Test(arguments: [Float.nan, -1, 1e9]) func `metres that nobody drove are found`(
        metres: Float
    ) throws {
        let found = try red { run in
            for piece in run.matched.indices { run.matched[piece].metres = metres }
        }
        #expect(found.contains("throughput.matched_km_precision"))
    }

    @Test func `speeds are held against the truth`() throws {
        let wrong = try red { run in
            for cell in run.feed.indices { run.feed[cell].speed = 13 }
        }
        #expect(wrong == ["throughput.feed_speed_error"])
        #expect(try red { $0.feed[2].speed = .nan } == ["throughput.feed_speed_impossible"])
    }

    // MARK: Usage

    @Test func `usage that was billed twice is found`() throws {
        #expect(try red { $0.usage.append($0.usage[3]) } == unexplained)
    }

    @Test func `inflated units are found for vehicles and for cells`() throws {
        for product in ["probe-wholesale", "traffic-feed", "od-matrix"] {
            let found = try red { run in
                for row in run.usage.indices where run.usage[row].product == product {
                    run.usage[row].units *= 1.5
                }
            }
            #expect(found == unexplained, "\(product)")
        }
    }

    @Test func `forgetting to bill is found`() throws {
        #expect(try red { $0.usage.removeFirst() } == unexplained)
    }

    @Test func `billing a consenting vehicle of which nothing was sold is found`() throws {
        #expect(try red { $0.probes.removeAll { $0.pseudonym == "p105" } } == unexplained)
    }

    @Test func `usage of no vehicle, at other times or of no number is found`() throws {
        #expect(try red { $0.usage[4].vehicle = nil } == unexplained)
        #expect(try red { $0.usage[4].last += 60 } == unexplained)
        #expect(try red { $0.usage[4].units = .nan } == unexplained)
    }

    @Test func `a cell that nobody billed is found`() throws {
        #expect(try red { $0.matrix.append((9, 30)) } == unexplained)
    }

    @Test func `missing usage is no proof that nothing is at risk`() throws {
        let found = try red { $0.omitted = ["usage.parquet"] }
        #expect(found == ["revenue.at_risk_eur", "revenue.usage_unexplained"])
    }

    @Test func `without records of the devices nobody knows whom the product holds`() throws {
        let found = try red {
            $0.omitted = ["telemetry/region=toy/hour=007/part-0000.parquet"]
        }
        #expect(found == ["throughput.records_unwritten", "revenue.usage_unexplained"])
    }

    @Test func `a changed line of the book is found`() throws {
        var options = CheckOptions()
        options.attacks = []
        let book = try withRun(TinyRun()) {
            ledgerCSV(try runChecks(run: $0, options: options, gates: []).ledger)
        }
        #expect(try red { $0.ledger = book } == [])
        var lines = book.split(separator: "\n").map(String.init)
        lines[3] += "0"
        #expect(
            try red { $0.ledger = lines.joined(separator: "\n") + "\n" }
                == ["revenue.ledger_unexplained"])
    }
}
