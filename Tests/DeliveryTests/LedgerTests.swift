import Base
import Foundation
import Harness
import Records
import Sinks
import TestSupport
import Testing

@Suite struct LedgerTests {
    private let key = DeliveryKey(region: 0, vehicle: 7, boot: 1)

    private func keys(_ sequences: [UInt32], vehicle: UInt32 = 7) -> MessageKeys {
        MessageKeys(
            run: "r", region: "town", vehicle: vehicle, boot: 1, sequences: sequences,
            isResend: false)
    }

    private func ledger(_ sequences: [UInt32]) -> DeliveryLedger {
        var ledger = DeliveryLedger()
        _ = ledger.region("town")
        for sequence in sequences { ledger.plan(key, sequence) }
        return ledger
    }

    @Test func `a record that does not come is lost, or spooled where it was never confirmed`() {
        var ledger = ledger([0, 1, 2, 3, 5])
        ledger.arrive(keys([0, 1, 5]))
        let totals = ledger.totals(isSpooled: { _, n in n == 2 }, isLater: { _, _ in false })
        #expect(totals.generated == 6)
        #expect(totals.received == 3)
        #expect(totals.spooled == 1)
        #expect(totals.lost == 1)
        #expect(totals.lostByFault == 1)
        #expect(totals.isBalanced && totals.violations == 0)
        #expect(totals.vehiclesWithLoss == 1)
        let later = ledger.totals(isSpooled: { _, _ in false }, isLater: { _, n in n == 4 })
        #expect(later.buffered == 1 && later.lostByFault == 0 && later.lost == 2)
    }

    @Test func `copies of the device and copies of the delivery are told apart`() {
        var ledger = ledger([0, 1, 1, 2])
        ledger.arrive(keys([0, 1, 1, 1, 2]))
        let totals = ledger.totals(isSpooled: { _, _ in false }, isLater: { _, _ in false })
        #expect(totals.duplicates == 2)
        #expect(totals.duplicatesPlanned == 1)
        #expect(totals.received == 3 && totals.lost == 0 && totals.violations == 0)
    }

    @Test func `order is judged on first copies, against the order of the device`() {
        var ledger = ledger([0, 2, 1, 3])
        ledger.arrive(keys([0, 3]))
        ledger.arrive(keys([1, 2, 3]))
        let totals = ledger.totals(isSpooled: { _, _ in false }, isLater: { _, _ in false })
        #expect(totals.outOfOrderPlanned == 1)
        #expect(totals.outOfOrder == 2)
    }

    @Test func `what nobody sent is a phantom`() {
        var ledger = ledger([4, 5])
        ledger.arrive(keys([3, 4, 6]))
        ledger.arrive(keys([4], vehicle: 8))
        let totals = ledger.totals(isSpooled: { _, _ in false }, isLater: { _, _ in false })
        #expect(totals.phantoms == 3)
        #expect(totals.received == 1 && totals.lost == 1)
    }

    @Test func `a lower number than the first seen makes room`() {
        var ledger = ledger([9, 4])
        ledger.arrive(keys([4, 9]))
        #expect(ledger.missing(key, [4, 9]) == 0)
        #expect(ledger.missing(key, [4, 5, 6]) == 2)
    }
}

@Suite struct ScheduleTests {
    @Test(arguments: LoadShape.allCases)
    func `due times rise, end with the schedule and follow its rate`(shape: LoadShape) {
        let course = [1, 2, 5, 2]
        let schedule = LoadSchedule(shape, rate: 1000, seconds: 100, course: course)
        #expect(schedule.duration > 99.9 && schedule.duration < 100.1)
        var last = -1.0
        for ordinal in stride(from: 0, to: schedule.total, by: 7) {
            let due = schedule.due(ordinal)
            #expect(due >= last && due <= schedule.duration + 1e-9)
            last = due
        }
        #expect(last > 99)
    }

    @Test func `a ramp is the integral of its rate`() {
        let schedule = LoadSchedule(.ramp, rate: 1000, seconds: 10)
        // 100 t + 45 t² records until t.
        #expect(schedule.total == 5500)
        #expect(abs(schedule.due(1625) - 5) < 1e-9)
        let herd = LoadSchedule(.herd, rate: 1000, seconds: 100)
        // Nothing is due while the endpoint is out of reach.
        let before = herd.due(5999)
        let after = herd.due(6001)
        #expect(before < 30 && after >= 50 && after < 50.1)
        #expect(herd.peakRate == 3800)
    }
}

@Suite struct MessageStoreTests {
    @Test func `what memory has no room for goes to disk, comes back, and leaves no file`() throws {
        let folder = try Shared.temporaryFolder("rocade-spool")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let spool = folder + "/spool"
        do {
            let store = MessageStore(
                folder: spool,
                limits: .init(memoryBytes: 1000, diskBytes: 10_000, segmentBytes: 2000))
            var places: [MessageStore.Place] = []
            for number in 0..<20 {
                let payload = [UInt8](repeating: UInt8(number), count: 300)
                places.append(try #require(store.keep(payload)))
            }
            #expect(store.memoryBytes <= 1000 && store.diskBytes == 5100)
            for (number, place) in places.enumerated() {
                let payload = try store.payload(at: place)
                #expect(payload == [UInt8](repeating: UInt8(number), count: 300))
            }
            // 10,000 bytes are the limit of the disk.
            while store.keep([UInt8](repeating: 0, count: 300)) != nil {}
            #expect(store.diskBytes <= 10_000)
            #expect(store.diskProblem.contains("limit"))
            for place in places { store.release(place) }
            #expect(store.memoryBytes == 0)
            #expect(store.keep([1]) != nil)
        }
        #expect(!FileManager.default.fileExists(atPath: spool))
    }

    @Test func `a disk that is full refuses, with the system's reason`() throws {
        let store = MessageStore(
            folder: "/proc/rocade-spool", limits: .init(memoryBytes: 0, diskBytes: 1000))
        #expect(store.keep([1, 2, 3]) == nil)
        #expect(store.diskProblem.contains("/proc/rocade-spool"))
    }
}

@Suite struct CapacityTests {
    @Test func `the law is found again in throughputs made from it`() throws {
        let (lambda, sigma, kappa) = (1000.0, 0.05, 0.002)
        func law(_ n: Double) -> Double {
            lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1))
        }
        let workers: [Double] = [1, 2, 4, 8, 16, 32]
        let wobble = [1.01, 0.99, 1.005, 0.995, 1.01, 0.99]
        let points = zip(workers, wobble).map { (workers: $0, rate: law($0) * $1) }
        let model = try #require(ScalabilityModel(points))
        #expect(abs(model.rate / lambda - 1) < 0.03)
        #expect(abs(model.contention - sigma) < 0.02)
        #expect(abs(model.coherence - kappa) < 0.0005)
        let inside = model.throughput(12)
        #expect(inside.low < law(12) && law(12) < inside.high && !inside.isExtrapolation)
        let outside = model.throughput(64)
        #expect(outside.isExtrapolation)
        #expect(outside.high - outside.low > inside.high - inside.low)
        let best = try #require(model.bestWorkers)
        #expect(abs(best / ((1 - sigma) / kappa).squareRoot() - 1) < 0.1)
        #expect(model.workers(for: 3000).expected != nil)
        #expect(model.workers(for: 1e9).expected == nil)
    }

    @Test func `linear throughput has neither contention nor coherence`() throws {
        let points = [1.0, 2, 3, 4, 6].map { (workers: $0, rate: 500 * $0) }
        let model = try #require(ScalabilityModel(points))
        #expect(model.contention < 1e-9 && model.coherence < 1e-9)
        #expect(model.bestWorkers == nil)
        let needed = try #require(model.workers(for: 50_000).expected)
        #expect(abs(needed - 100) <= 2)
    }

    @Test func `two points are no law`() {
        #expect(ScalabilityModel([(1, 10), (2, 20), (2, 21)]) == nil)
    }

    @Test func `latency rises as a queue's does`() throws {
        let points = [0.1, 0.3, 0.5, 0.7, 0.8].map {
            (utilisation: $0, seconds: 0.002 + 0.004 * $0 / (1 - $0))
        }
        let model = try #require(LatencyModel(points))
        #expect(abs(model.base - 0.002) < 1e-9 && abs(model.wait - 0.004) < 1e-9)
        #expect(model.latency(0.9).isExtrapolation)
        #expect(abs(model.latency(0.9).value - 0.038) < 1e-9)
    }
}
