// A load test: source → pace → sink → endpoint → read-back → ledger → verdict. Three threads beside
// the sink's own: one encodes ahead, one keeps the pace, one hands over; the caller's settles.

import Base
import Checks
import Foundation
import Records
import Sinks
import Synchronization

/// One load test from its options to its results.
public enum LoadRun {
    /// Runs a load test on what a run folder holds.
    /// - Throws: `Failure`, `Interrupted`.
    public static func start(_ options: LoadOptions) throws -> LoadOutcome {
        try Folder.make(options.out)
        let hours = try RunHours(folder: options.source, fromHour: options.fromHour)
        let run = String(UInt64(Date.now.timeIntervalSince1970 * 1000), radix: 36)
        let problems = options.mapping.problems
        if let first = problems.first { throw Failure.input("mapping: \(first)") }
        let sink = try options.target.makeSink(mapping: options.mapping, run: run)
        let readBack = try makeReadBack(options, run: run)
        let schedule = try schedule(options, hours)
        var patience = Outbox.Patience()
        patience.silence = options.silenceSeconds
        let outbox = Outbox(
            spoolFolder: "\(options.out)/spool", limits: options.limits,
            hasReadBack: readBack != nil, patience: patience)

        note(options, "waiting for \(sink.description)")
        try sink.start(within: options.readySeconds) { outbox.handle($0) }
        do {
            try readBack?.start(within: options.readySeconds) { outbox.arrived($0) }
        } catch {
            _ = sink.finish()
            throw error
        }
        if let readBack { note(options, "reading back \(readBack.description)") }
        let driver = LoadDriver(
            options: options, hours: hours, schedule: schedule, run: run, sink: sink,
            outbox: outbox)
        let (course, problem) = driver.drive()
        let receipt = sink.finish()
        let readProblem = readBack?.finish()
        outbox.sweep()
        if let problem { throw problem }
        if let failure = outbox.failure { throw failure }
        let outcome = try LoadReport(
            options: options, schedule: schedule, course: course, outbox: outbox,
            receipt: receipt, readBack: readBack?.description, readProblem: readProblem,
            totals: driver.totals()
        ).write()
        try Interruption.check()
        return outcome
    }

    private static func makeReadBack(
        _ options: LoadOptions, run: String
    ) throws -> (any ReadBack)? {
        if options.isBlind { return nil }
        if let endpoint = options.readBack {
            return try endpoint.makeReadBack(mapping: options.mapping, run: run)
        }
        guard options.target.scheme == .http || options.target.scheme == .https else {
            return try options.target.makeReadBack(mapping: options.mapping, run: run)
        }
        // Only our own platform gives receipts, and it has to be up to say so.
        let receipts = try HTTPReadBack(options.target, run: run)
        let end = DeliveryClock.seconds + options.readySeconds
        while DeliveryClock.seconds < end, !Interruption.isRequested {
            switch receipts.offer {
            case .given: return receipts
            case .foreign:
                note(options, "the endpoint gives no receipts: confirmations are all there is")
                return nil
            case .silent: DeliveryClock.sleep(seconds: 0.1)
            }
        }
        return nil
    }

    static func note(_ options: LoadOptions, _ line: String) {
        if !options.isQuiet { Console.note(line) }
    }

    private static func schedule(_ options: LoadOptions, _ hours: RunHours) throws -> LoadSchedule {
        if let speed = options.speed {
            guard options.rate == nil, options.shape == .constant || options.shape == .diurnal
            else {
                throw Failure.input("--speed replays the run's own course: leave the rest out")
            }
            let whole = Double(hours.hours.count) * 3600 / speed
            return LoadSchedule(pieces: [(min(options.seconds ?? whole, whole), 1, 1)])
        }
        let rate = options.rate ?? LoadOptions.usualRate
        guard rate > 0, rate <= 1e9 else {
            throw Failure.input("--rate \(rate): give records/s above 0")
        }
        let course = options.shape == .diurnal ? try hours.course() : []
        return LoadSchedule(
            options.shape, rate: rate, seconds: options.seconds ?? 60, course: course)
    }
}

/// How a load went over time.
struct LoadCourse: Sendable {
    /// A second of it.
    struct Second: Codable, Hashable, Sendable {
        var second: Int
        var offered: Int
        var confirmed: Int
        var unsettledMessages: Int
        var lagMilliseconds: Int
        var disconnections: Int
    }

    var seconds: [Second] = []
    /// Records due until the schedule's end.
    var planned = 0
    /// Ordinal of the last record whose message was taken in.
    var reached = 0
    /// Seconds from the first due time to the end of the pace.
    var elapsed = 0.0
    /// Seconds until everything was settled, or patience ended.
    var drained = 0.0
    /// Messages taken in more than 10 ms late.
    var behind = 0
    /// The longest delay of the pace itself, seconds.
    var longestLag = 0.0
    /// Seconds for which the pace waited for encoded messages.
    var waitedForGenerator = 0.0
    /// Seconds for which it waited for room, because the endpoint did not take what was due.
    var waitedForEndpoint = 0.0
    /// CPU seconds of the whole process.
    var cpuSeconds = 0.0

    /// Who was the reason that less was offered than planned; nil when the plan was kept.
    var saturatedBy: String? {
        guard planned > 0, Double(reached) < 0.99 * Double(planned) else { return nil }
        return waitedForEndpoint > waitedForGenerator ? "endpoint" : "generator"
    }
}
