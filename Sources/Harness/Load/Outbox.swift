// What has been due and is not settled: the messages themselves, what the endpoint said to them,
// and what was seen at the far end. At-least-once is decided here, once for all sinks.

import Base
import Foundation
import Records
import Sinks
import Synchronization

/// Messages between their due time and their proof. Shared by the threads that pace, send, hear
/// from the endpoint and read back; one lock guards all of it.
final class Outbox: Sendable {
    /// How long things may take.
    struct Patience: Sendable {
        /// Seconds by which later messages must have been seen before a confirmed one counts as
        /// lost.
        var overtaken = 3.0
        /// Seconds of silence at the far end before what was confirmed and not seen counts as lost.
        var silence = 10.0
        /// Seconds for which a confirmation is doubted when nothing is read back.
        var retention = 30.0
    }

    private enum Stage { case waiting, inFlight, confirmed }

    private struct Entry {
        var key: DeliveryKey
        var region: String
        var sequences: [UInt32]
        var due: UInt64
        var place: MessageStore.Place
        var resendAt: Int
        var stage = Stage.waiting
        var isResend = false
        var confirmedAt: UInt64 = 0
        /// Its latency was counted already.
        var isMeasured = false
    }

    private struct State {
        var store: MessageStore
        var ledger = DeliveryLedger()
        var entries: [UInt64: Entry] = [:]
        var waiting: [UInt64] = []
        var waitingStart = 0
        var again: [UInt64] = []
        var confirmed: [UInt64] = []
        var counts = Counts()
        var latency = LatencyHistogram()
        /// Highest time of confirmation among what was seen.
        var frontier: UInt64 = 0
        var lastArrival: UInt64 = 0
        var failure: Failure?
        var nextToken: UInt64 = 0
    }

    /// What is counted while the load runs.
    struct Counts: Hashable, Sendable {
        /// Records and messages that were due and taken in.
        var offeredRecords = 0
        var offeredMessages = 0
        var offeredBytes = 0
        /// Records in confirmed messages, first confirmations only.
        var confirmedRecords = 0
        /// Records sent again, flagged.
        var resentRecords = 0
        /// Records that the endpoint confirmed and that were not seen when they should have been.
        var confirmedThenLost = 0
        var disconnections = 0
        var lastProblem = ""
        var unsettledMessages = 0
        var memoryBytes = 0
        var spooledBytes = 0
        var diskBytes = 0
    }

    private let state: Mutex<State>
    private let hasReadBack: Bool
    private let patience: Patience

    init(
        spoolFolder: String, limits: MessageStore.Limits, hasReadBack: Bool, patience: Patience
    ) {
        self.hasReadBack = hasReadBack
        self.patience = patience
        state = Mutex(State(store: MessageStore(folder: spoolFolder, limits: limits)))
    }

    // MARK: The pace

    /// Takes a message in when it is due; false when neither memory nor disk has room.
    func admit(_ message: SourceMessage, due: UInt64) -> Bool {
        state.withLock { state in
            guard let place = state.store.keep(message.encoded.payload) else { return false }
            let key = DeliveryKey(
                region: state.ledger.region(message.region), vehicle: message.encoded.vehicle,
                boot: message.encoded.boot)
            for sequence in message.encoded.sequences { state.ledger.plan(key, sequence) }
            let token = state.nextToken
            state.nextToken += 1
            state.entries[token] = Entry(
                key: key, region: message.region, sequences: message.encoded.sequences, due: due,
                place: place, resendAt: message.encoded.resendAt)
            state.waiting.append(token)
            state.counts.offeredRecords += message.encoded.sequences.count
            state.counts.offeredMessages += 1
            state.counts.offeredBytes += message.encoded.payload.count
            return true
        }
    }

    // MARK: The sender

    /// The next messages for the sink: repetitions first, so that vehicles keep their order.
    func take(_ most: Int) throws -> [OutboundMessage] {
        try state.withLock { state in
            var taken: [OutboundMessage] = []
            while taken.count < most {
                let token: UInt64
                if let first = state.again.popLast() {
                    token = first
                } else if state.waitingStart < state.waiting.count {
                    token = state.waiting[state.waitingStart]
                    state.waitingStart += 1
                } else {
                    break
                }
                guard let entry = state.entries[token] else { continue }
                var message = OutboundMessage(
                    token: token, region: entry.region, vehicle: entry.key.vehicle,
                    boot: entry.key.boot, firstSequence: entry.sequences.first ?? 0,
                    records: entry.sequences.count,
                    payload: try state.store.payload(at: entry.place), resendAt: entry.resendAt)
                if entry.isResend {
                    message.flagResend()
                    state.counts.resentRecords += entry.sequences.count
                }
                state.entries[token]?.stage = .inFlight
                taken.append(message)
            }
            if state.waitingStart > 4096 {
                state.waiting.removeFirst(state.waitingStart)
                state.waitingStart = 0
            }
            return taken
        }
    }

    // MARK: The endpoint's answers

    /// Takes an event of the sink.
    func handle(_ event: DeliveryEvent) {
        let now = DeliveryClock.nanoseconds
        state.withLock { state in
            switch event {
            case .acknowledged(let tokens):
                for token in tokens { confirm(token, now, &state) }
            case .failed(let tokens, let reason):
                state.counts.lastProblem = reason
                for token in tokens where state.entries[token] != nil { resend(token, &state) }
                sortAgain(&state)
            case .disconnected(let reason):
                state.counts.disconnections += 1
                state.counts.lastProblem = reason
                guard !hasReadBack else { return }
                // Confirmations of an endpoint that went away are worth nothing by themselves.
                for token in state.confirmed { resend(token, &state) }
                state.confirmed.removeAll()
                sortAgain(&state)
            case .rejected(let failure):
                if state.failure == nil { state.failure = failure }
            }
        }
    }

    private func confirm(_ token: UInt64, _ now: UInt64, _ state: inout State) {
        guard var entry = state.entries[token], entry.stage == .inFlight else { return }
        entry.stage = .confirmed
        entry.confirmedAt = now
        if !entry.isMeasured {
            entry.isMeasured = true
            state.counts.confirmedRecords += entry.sequences.count
            let microseconds = (now > entry.due ? now - entry.due : 0) / 1000
            state.latency.record(microseconds: microseconds, count: entry.sequences.count)
        }
        state.entries[token] = entry
        state.confirmed.append(token)
        guard !hasReadBack else { return }
        state.ledger.arrive(
            MessageKeys(
                run: "", region: entry.region, vehicle: entry.key.vehicle, boot: entry.key.boot,
                sequences: entry.sequences, isResend: entry.isResend))
    }

    private func resend(_ token: UInt64, _ state: inout State) {
        state.entries[token]?.stage = .waiting
        state.entries[token]?.isResend = true
        state.again.append(token)
    }

    /// Oldest last: `take` pops from the end.
    private func sortAgain(_ state: inout State) { state.again.sort(by: >) }

    // MARK: The far end

    /// Takes what was seen at the far end.
    func arrived(_ list: [MessageKeys]) {
        let now = DeliveryClock.nanoseconds
        state.withLock { state in
            for keys in list { state.ledger.arrive(keys) }
            state.lastArrival = now
        }
    }

    /// Settles what is proved, and doubts what should have been seen by now.
    func sweep() {
        let now = DeliveryClock.nanoseconds
        state.withLock { state in
            hasReadBack ? settleSeen(now, &state) : settleOld(now, &state)
            state.counts.unsettledMessages = state.entries.count
            state.counts.memoryBytes = state.store.memoryBytes
            state.counts.spooledBytes = state.store.spooledBytes
            state.counts.diskBytes = state.store.diskBytes
        }
    }

    private func settleSeen(_ now: UInt64, _ state: inout State) {
        let overtaken = UInt64(patience.overtaken * 1e9)
        let silence = UInt64(patience.silence * 1e9)
        var kept: [UInt64] = []
        var doubted: [UInt64] = []
        for token in state.confirmed {
            guard let entry = state.entries[token] else { continue }
            let missing = state.ledger.missing(entry.key, entry.sequences)
            if missing == 0 {
                state.frontier = max(state.frontier, entry.confirmedAt)
                release(token, &state)
                continue
            }
            let quiet = now - min(now, max(state.lastArrival, entry.confirmedAt))
            if state.frontier > entry.confirmedAt + overtaken || quiet > silence {
                state.counts.confirmedThenLost += missing
                doubted.append(token)
            } else {
                kept.append(token)
            }
        }
        state.confirmed = kept
        for token in doubted { resend(token, &state) }
        sortAgain(&state)
    }

    private func settleOld(_ now: UInt64, _ state: inout State) {
        let retention = UInt64(patience.retention * 1e9)
        var kept: [UInt64] = []
        for token in state.confirmed {
            guard let entry = state.entries[token] else { continue }
            if now > entry.confirmedAt + retention {
                release(token, &state)
            } else {
                kept.append(token)
            }
        }
        state.confirmed = kept
    }

    private func release(_ token: UInt64, _ state: inout State) {
        guard let entry = state.entries.removeValue(forKey: token) else { return }
        state.store.release(entry.place)
    }

    // MARK: Where it stands

    /// Whether nothing waits, nothing is under way and, with a read-back, all is seen.
    var isSettled: Bool {
        state.withLock { state in
            hasReadBack
                ? state.entries.isEmpty
                : state.entries.values.allSatisfy { $0.stage == .confirmed }
        }
    }

    /// The ledger's number of a region.
    func region(_ name: String) -> UInt32 { state.withLock { $0.ledger.region(name) } }

    var counts: Counts { state.withLock { $0.counts } }
    var failure: Failure? { state.withLock { $0.failure } }
    var latency: LatencyHistogram { state.withLock { $0.latency } }
    var diskProblem: String { state.withLock { $0.store.diskProblem } }

    /// Ends the load with a failure.
    func fail(_ failure: Failure) {
        state.withLock { if $0.failure == nil { $0.failure = failure } }
    }

    /// The ledger's sums.
    ///
    /// Without a read-back a confirmation stands in for having been seen.
    func totals(isLater: (DeliveryKey, UInt32) -> Bool) -> DeliveryTotals {
        state.withLock { state in
            var unconfirmed: Set<RecordID> = []
            for entry in state.entries.values where entry.confirmedAt == 0 {
                for sequence in entry.sequences {
                    unconfirmed.insert(RecordID(key: entry.key, sequence: sequence))
                }
            }
            return state.ledger.totals(
                isSpooled: { unconfirmed.contains(RecordID(key: $0, sequence: $1)) },
                isLater: isLater)
        }
    }
}

/// A record's identity.
struct RecordID: Hashable, Sendable {
    var key: DeliveryKey
    var sequence: UInt32
}
