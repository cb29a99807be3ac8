// The threads of a load.

import Base
import Foundation
import Records
import Sinks
import Synchronization

/// Drives a load; used once. `@unchecked Sendable`: the fields that change are behind `state`.
final class LoadDriver: @unchecked Sendable {
    private struct State {
        var course = LoadCourse()
        var problem: (any Error)?
        var isPaceOver = false
        var isStopping = false
        /// The hour being sent, for what was not reached of it.
        var current: SourceHour?
        var running = 0
    }

    private let options: LoadOptions
    private let hours: RunHours
    private let schedule: LoadSchedule
    private let run: String
    private let sink: any DeliverySink
    private let outbox: Outbox
    private let queue = BoundedQueue<SourceMessage>(capacity: 8192)
    private let state = Mutex(State())

    init(
        options: LoadOptions, hours: RunHours, schedule: LoadSchedule, run: String,
        sink: any DeliverySink, outbox: Outbox
    ) {
        self.options = options
        self.hours = hours
        self.schedule = schedule
        self.run = run
        self.sink = sink
        self.outbox = outbox
    }

    /// Sends all that is due, then waits for its proof.
    func drive() -> (LoadCourse, (any Error)?) {
        let cpu = StageClock.seconds(CLOCK_PROCESS_CPUTIME_ID)
        spawn { try self.produce() }
        // The first messages are ready before the clock starts: reading is no part of the pace.
        queue.awaitFirst()
        let begin = DeliveryClock.nanoseconds
        spawn { self.pace(from: begin) }
        spawn { try self.send() }
        watch(from: begin)
        stop()
        while state.withLock({ $0.running }) > 0 { Thread.sleep(forTimeInterval: 0.005) }
        return state.withLock { state in
            state.course.drained = Double(DeliveryClock.nanoseconds - begin) * 1e-9
            state.course.cpuSeconds = StageClock.seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu
            return (state.course, state.problem)
        }
    }

    /// The ledger's sums, once driven.
    func totals() -> DeliveryTotals {
        guard let hour = state.withLock({ $0.current }) else {
            return outbox.totals { _, _ in false }
        }
        var later: Set<RecordID> = []
        for (region, batch) in hour.batches.enumerated() {
            let number = outbox.region(hour.regions[region])
            for row in 0..<batch.count {
                let key = DeliveryKey(
                    region: number, vehicle: batch.vehicle[row], boot: batch.boot[row])
                later.insert(RecordID(key: key, sequence: batch.sequence[row]))
            }
        }
        return outbox.totals { later.contains(RecordID(key: $0, sequence: $1)) }
    }

    private func spawn(_ body: @escaping @Sendable () throws -> Void) {
        state.withLock { $0.running += 1 }
        let thread = Thread { [self] in
            do { try body() } catch {
                state.withLock { if $0.problem == nil { $0.problem = error } }
            }
            state.withLock { $0.running -= 1 }
        }
        thread.stackSize = 16 << 20
        thread.start()
    }

    private func stop() {
        state.withLock { $0.isStopping = true }
        queue.close()
    }

    private var isStopping: Bool { state.withLock { $0.isStopping } }

    // MARK: Encoding ahead

    private func produce() throws {
        defer { queue.close() }
        var builder = MessageBuilder(options: MessageOptions(samples: options.samples))
        let regions = hours.regions
        let json = regions.map {
            JSONEnvelopeEncoder(mapping: options.mapping, run: run, region: $0)
        }
        let rows = regions.map { PostgresRows(run: run, region: $0) }
        let isTable = options.target.scheme == .postgresql
        let needed = options.speed == nil ? schedule.total : .max
        while true {
            for index in hours.hours.indices {
                let hour = builder.shifted(try hours.read(index))
                state.withLock { $0.current = hour }
                let goesOn = builder.messages(of: hour) { region, batch, range in
                    isTable
                        ? rows[region].encode(batch, rows: range)
                        : json[region].encode(batch, rows: range)
                } body: { message in
                    message.ordinal < needed && queue.push(message)
                }
                if !goesOn { return }
            }
            // A replay ends with its run; a rate goes on with it from the start.
            if options.speed != nil { return }
            builder.startAgain()
        }
    }

    // MARK: The pace

    private func pace(from begin: UInt64) {
        let end = begin + UInt64(schedule.duration * 1e9)
        var course = LoadCourse()
        course.planned = options.speed == nil ? schedule.total : 0
        while !isStopping {
            let asked = DeliveryClock.nanoseconds
            guard let message = queue.pop() else { break }
            let seconds =
                options.speed.map { Double(message.simulatedMilliseconds) / 1000 / $0 }
                ?? schedule.due(message.ordinal)
            let due = begin + UInt64(seconds * 1e9)
            if due > end { break }
            var now = DeliveryClock.nanoseconds
            // Only waiting past the due time is the generator's fault.
            course.waitedForGenerator += Double(now - min(now, max(asked, due))) * 1e-9
            if now < due {
                publish(course)
                now = sleep(until: due)
            }
            if now > end + 50_000_000 { break }
            let refusedAt = now
            var isAdmitted = outbox.admit(message, due: due)
            while !isAdmitted, !isStopping, DeliveryClock.nanoseconds <= end {
                DeliveryClock.sleep(seconds: 0.001)
                isAdmitted = outbox.admit(message, due: due)
            }
            now = DeliveryClock.nanoseconds
            if now - refusedAt > 500_000 {
                course.waitedForEndpoint += Double(now - refusedAt) * 1e-9
            }
            // What found no room until the end was never offered.
            guard isAdmitted else { break }
            let lag = Double(now - min(now, due)) * 1e-9
            course.longestLag = max(course.longestLag, lag)
            if lag > 0.01 { course.behind += 1 }
            course.reached = message.ordinal + 1
            if course.reached & 255 == 0 { publish(course) }
        }
        // Who waits past the end waits for records that are due.
        let now = DeliveryClock.nanoseconds
        course.elapsed = Double(now - begin) * 1e-9
        publish(course)
        state.withLock { $0.isPaceOver = true }
        queue.close()
    }

    /// Sleeps in short pieces, so that a load that is stopped at night does not wait for morning.
    private func sleep(until due: UInt64) -> UInt64 {
        var now = DeliveryClock.nanoseconds
        while now < due, !isStopping {
            DeliveryClock.sleep(seconds: min(0.05, Double(due - now) * 1e-9))
            now = DeliveryClock.nanoseconds
        }
        return now
    }

    private func publish(_ course: LoadCourse) {
        state.withLock { state in
            let seconds = state.course.seconds
            state.course = course
            state.course.seconds = seconds
        }
    }

    // MARK: Handing over

    private func send() throws {
        var hand: [OutboundMessage] = []
        while !isStopping {
            if hand.isEmpty { hand = try outbox.take(512) }
            if hand.isEmpty {
                DeliveryClock.sleep(seconds: 0.0005)
                continue
            }
            let taken = sink.write(hand)
            if taken == 0 { DeliveryClock.sleep(seconds: 0.001) }
            hand.removeFirst(taken)
        }
    }

    // MARK: Settling

    /// Settles, shows and records, until all is proved or patience ends.
    private func watch(from begin: UInt64) {
        var paceOver: Double?
        var last = outbox.counts
        var second = 0
        while true {
            Thread.sleep(forTimeInterval: 0.1)
            outbox.sweep()
            let now = Double(DeliveryClock.nanoseconds - begin) * 1e-9
            if Int(now) > second {
                second = Int(now)
                let counts = outbox.counts
                show(second, last, counts)
                last = counts
            }
            if Interruption.isRequested || outbox.failure != nil { return }
            if state.withLock({ $0.problem != nil }) { return }
            guard state.withLock({ $0.isPaceOver }) else { continue }
            paceOver = paceOver ?? now
            if outbox.isSettled { return }
            if now - (paceOver ?? now) > options.drainSeconds { return }
        }
    }

    private func show(_ second: Int, _ last: Outbox.Counts, _ counts: Outbox.Counts) {
        let (lag, behind) = state.withLock { ($0.course.longestLag, $0.course.behind) }
        let row = LoadCourse.Second(
            second: second, offered: counts.offeredRecords - last.offeredRecords,
            confirmed: counts.confirmedRecords - last.confirmedRecords,
            unsettledMessages: counts.unsettledMessages, lagMilliseconds: Int(lag * 1000),
            disconnections: counts.disconnections)
        state.withLock { $0.course.seconds.append(row) }
        guard !options.isQuiet else { return }
        var line =
            "\(second) s: offered \(row.offered)/s, confirmed \(row.confirmed)/s, "
            + "\(counts.unsettledMessages) messages unsettled"
        if behind > 0 { line += ", \(behind) behind schedule (worst \(row.lagMilliseconds) ms)" }
        if counts.spooledBytes > 0 { line += ", \(counts.diskBytes >> 20) MiB on disk" }
        if counts.disconnections > last.disconnections { line += ": \(counts.lastProblem)" }
        Console.note(line)
    }
}
