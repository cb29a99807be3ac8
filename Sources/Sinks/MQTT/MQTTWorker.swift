// A thread's connections: messages come in through a queue, sockets are waited for with epoll. Only
// the queue and the receipt are shared with other threads.

import Base
import CMosquitto
import Glibc
import Synchronization

/// Owns connections. `@unchecked Sendable`: all but `inbox` and `shared` is touched only by the
/// worker's own thread, which calls `round` and `end`.
final class MQTTWorker: @unchecked Sendable, MQTTLinkHandler {
    private struct Inbox {
        var messages: [OutboundMessage] = []
        /// Taken and neither confirmed nor failed.
        var outstanding = 0
        var isAwake = false
    }

    private struct Shared {
        var receipt = DeliveryReceipt()
        var events: (@Sendable (DeliveryEvent) -> Void)?
    }

    /// A connection's place: the link while there is one, and what it owes.
    private struct Slot {
        var link: MQTTLink?
        var descriptor: Int32 = -1
        var isWatchedForWriting = false
        var backlog: [OutboundMessage] = []
        var backlogStart = 0
        /// Tokens by libmosquitto's message numbers.
        var unconfirmed: [Int32: (token: UInt64, records: Int)] = [:]
        var attempts = 0
        var nextAttempt = 0.0
        /// When the broker must have answered.
        var answerBy = 0.0
        var wasConnected = false
    }

    private static let mostOutstanding = 40_000
    private let number: Int
    private let workerCount: Int
    private let sharedLinks: Int?
    private let endpoint: Endpoint
    private let options: MQTTLink.Options
    private let topic: MQTTTopic
    private let qos: Int32
    private let window: Int
    private let backoff = Backoff()
    private let inbox = Mutex(Inbox())
    private let shared = Mutex(Shared())
    private let epoll: Int32
    private let doorbell: Int32

    private var slots: [Slot] = []
    private var slotOfDevice: [String: Int] = [:]
    /// Slots that have something to publish or to reconnect for.
    private var active: Set<Int> = []
    private var confirmed: [UInt64] = []
    private var lastKeepAlive = 0.0

    init(
        number: Int, of workerCount: Int, sharedLinks: Int?, endpoint: Endpoint,
        options: MQTTLink.Options, topic: MQTTTopic, qos: Int32, window: Int
    ) {
        self.number = number
        self.workerCount = workerCount
        self.sharedLinks = sharedLinks
        self.endpoint = endpoint
        self.options = options
        self.topic = topic
        self.qos = qos
        self.window = window
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        doorbell = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        watch(doorbell, slot: UInt64.max, writing: false, isNew: true)
        if let sharedLinks {
            let own = (sharedLinks + workerCount - 1 - number) / workerCount
            slots = [Slot](repeating: Slot(), count: max(1, own))
        }
    }

    deinit {
        close(epoll)
        close(doorbell)
    }

    /// Spreads vehicles evenly.
    static func hash(_ vehicle: UInt32) -> Int {
        Int(truncatingIfNeeded: (UInt64(vehicle) &* 0x9E37_79B9_7F4A_7C15) >> 36)
    }

    // MARK: Called from other threads

    func start(events: @escaping @Sendable (DeliveryEvent) -> Void) {
        shared.withLock { $0.events = events }
    }

    var receipt: DeliveryReceipt { shared.withLock { $0.receipt } }

    func offer(_ message: OutboundMessage) -> Bool {
        inbox.withLock { inbox in
            guard inbox.outstanding < Self.mostOutstanding else { return false }
            inbox.outstanding += 1
            inbox.messages.append(message)
            return true
        }
    }

    func wake() {
        let isNeeded = inbox.withLock { inbox in
            guard !inbox.isAwake, !inbox.messages.isEmpty else { return false }
            inbox.isAwake = true
            return true
        }
        guard isNeeded else { return }
        var one: UInt64 = 1
        _ = Glibc.write(doorbell, &one, 8)
    }

    // MARK: The worker's thread

    /// Waits for sockets and the doorbell for a moment at most, then does what is to be done.
    func round() {
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        let count = epoll_wait(epoll, &events, 256, active.isEmpty ? 100 : 5)
        for event in events.prefix(Int(max(0, count))) {
            if event.data.u64 == .max {
                var sink: UInt64 = 0
                _ = Glibc.read(doorbell, &sink, 8)
            } else {
                serve(Int(event.data.u64), event.events)
            }
        }
        takeMessages()
        for index in active { advance(index) }
        let now = DeliveryClock.seconds
        if now - lastKeepAlive > 1 {
            lastKeepAlive = now
            for index in slots.indices {
                guard let link = slots[index].link else { continue }
                let isSilent = !link.isConnected && now > slots[index].answerBy
                if isSilent || link.keepAlive() != 0 { lose(index, "no answer") }
            }
        }
        flushConfirmed()
    }

    private func takeMessages() {
        let messages = inbox.withLock { inbox in
            inbox.isAwake = false
            let taken = inbox.messages
            inbox.messages.removeAll(keepingCapacity: true)
            return taken
        }
        for message in messages {
            let index = slot(of: message)
            slots[index].backlog.append(message)
            active.insert(index)
        }
    }

    private func slot(of message: OutboundMessage) -> Int {
        if sharedLinks != nil {
            return Self.hash(message.vehicle) / workerCount % slots.count
        }
        let name = "\(message.region)/\(message.vehicle)"
        if let index = slotOfDevice[name] { return index }
        slotOfDevice[name] = slots.count
        slots.append(Slot())
        return slots.count - 1
    }

    private func serve(_ index: Int, _ ready: UInt32) {
        guard let link = slots[index].link else { return }
        if ready & EPOLLOUT.rawValue != 0, link.write() != 0 {
            return lose(index, "writing failed")
        }
        if ready & (EPOLLIN.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 {
            let code = link.read()
            if code != 0 { return lose(index, MQTTLink.text(code)) }
        }
        updateWatch(index)
        if slots[index].backlog.count > slots[index].backlogStart { active.insert(index) }
    }

    /// Connects a slot that has no link, and publishes what its window allows.
    private func advance(_ index: Int) {
        guard let link = slots[index].link else { return open(index) }
        guard link.isConnected else { return }
        while slots[index].backlogStart < slots[index].backlog.count,
            slots[index].unconfirmed.count < window, !link.wantsToWrite
        {
            let message = slots[index].backlog[slots[index].backlogStart]
            let name = topic.name(region: message.region, vehicle: message.vehicle)
            // QoS 0 is confirmed inside the call: the token must be known before.
            pending = (message.token, message.records)
            let (code, mid) = link.publish(name, message.payload, qos: qos)
            if code != 0 {
                pending = nil
                return publishFailed(index, message, code)
            }
            slots[index].backlogStart += 1
            if let pending { slots[index].unconfirmed[mid] = pending }
            pending = nil
            shared.withLock { $0.receipt.bytes += message.payload.count }
        }
        if slots[index].backlogStart == slots[index].backlog.count {
            slots[index].backlog.removeAll(keepingCapacity: true)
            slots[index].backlogStart = 0
            active.remove(index)
        } else if slots[index].backlogStart > 4096 {
            slots[index].backlog.removeFirst(slots[index].backlogStart)
            slots[index].backlogStart = 0
        }
        updateWatch(index)
    }

    /// The message inside `publish`; taken by the callback that confirms it there.
    private var pending: (token: UInt64, records: Int)?

    private func publishFailed(_ index: Int, _ message: OutboundMessage, _ code: Int32) {
        switch code {
        case MOSQ_ERR_INVAL.code, MOSQ_ERR_MALFORMED_UTF8.code, MOSQ_ERR_QOS_NOT_SUPPORTED.code,
            MOSQ_ERR_PAYLOAD_SIZE.code, MOSQ_ERR_OVERSIZE_PACKET.code:
            emit(
                .rejected(
                    .input("\(endpoint): a message cannot be sent: \(MQTTLink.text(code))")))
            slots[index].backlogStart += 1
            settle(1)
            emit(.failed([message.token], reason: MQTTLink.text(code)))
        default: lose(index, MQTTLink.text(code))
        }
    }

    private func open(_ index: Int) {
        guard DeliveryClock.seconds >= slots[index].nextAttempt else { return }
        slots[index].attempts += 1
        slots[index].answerBy = DeliveryClock.seconds + 10
        let entity = number + index * workerCount
        do {
            let link = try MQTTLink(
                number: index, id: "rocade-\(getpid())-\(endpoint.port)-\(entity)",
                options: options, isCleanStart: true, handler: self)
            slots[index].link = link
            let code = link.connect(options)
            guard code == 0 else { return lose(index, MQTTLink.text(code)) }
            slots[index].descriptor = link.socket
            slots[index].isWatchedForWriting = link.wantsToWrite
            watch(
                link.socket, slot: UInt64(index), writing: link.wantsToWrite, isNew: true)
        } catch {
            lose(index, "\(error)")
        }
    }

    /// Takes a lost connection down: what it owes fails, and the next attempt waits.
    private func lose(_ index: Int, _ reason: String) {
        let wasConnected = slots[index].wasConnected
        slots[index].link = nil
        slots[index].descriptor = -1
        slots[index].wasConnected = false
        let pause = backoff.seconds(
            attempt: slots[index].attempts, entity: number + index * workerCount)
        slots[index].nextAttempt = DeliveryClock.seconds + pause
        let owed = slots[index].unconfirmed.values.map(\.token).sorted()
        slots[index].unconfirmed.removeAll()
        active.insert(index)
        shared.withLock {
            $0.receipt.retries += owed.count
            $0.receipt.lastProblem = reason
        }
        flushConfirmed()
        if wasConnected { emit(.disconnected(reason)) }
        if !owed.isEmpty {
            settle(owed.count)
            emit(.failed(owed, reason: reason))
        }
    }

    private func updateWatch(_ index: Int) {
        guard let link = slots[index].link, slots[index].descriptor >= 0 else { return }
        let wants = link.wantsToWrite
        guard wants != slots[index].isWatchedForWriting else { return }
        slots[index].isWatchedForWriting = wants
        watch(slots[index].descriptor, slot: UInt64(index), writing: wants, isNew: false)
    }

    private func watch(_ descriptor: Int32, slot: UInt64, writing: Bool, isNew: Bool) {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue | (writing ? EPOLLOUT.rawValue : 0)
        event.data.u64 = slot
        epoll_ctl(epoll, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, &event)
    }

    private func settle(_ count: Int) { inbox.withLock { $0.outstanding -= count } }

    private func flushConfirmed() {
        guard !confirmed.isEmpty else { return }
        let tokens = confirmed
        confirmed.removeAll(keepingCapacity: true)
        settle(tokens.count)
        emit(.acknowledged(tokens))
    }

    private func emit(_ event: DeliveryEvent) {
        let events = shared.withLock { $0.events }
        events?(event)
    }

    /// Says good-bye on all connections; what is left fails.
    func end() {
        takeMessages()
        var left: [UInt64] = []
        for index in slots.indices {
            left += slots[index].backlog[slots[index].backlogStart...].map(\.token)
            left += slots[index].unconfirmed.values.map(\.token)
            slots[index].link?.disconnect()
            slots[index].link = nil
        }
        slots.removeAll()
        if !left.isEmpty {
            settle(left.count)
            emit(.failed(left.sorted(), reason: "the load ended"))
        }
    }

    // MARK: MQTTLinkHandler

    func link(_ link: MQTTLink, connected code: Int32) {
        let index = link.number
        guard code == 0 else {
            if let refusal = MQTTLink.refusal(code, endpoint) { emit(.rejected(refusal)) }
            return
        }
        let isAgain = slots[index].attempts > 1
        slots[index].attempts = 1
        slots[index].wasConnected = true
        active.insert(index)
        if isAgain { shared.withLock { $0.receipt.reconnects += 1 } }
    }

    func link(_ link: MQTTLink, published message: Int32, code: Int32) {
        let index = link.number
        let inside = pending
        guard let entry = slots[index].unconfirmed.removeValue(forKey: message) ?? inside else {
            return
        }
        if inside?.token == entry.token { pending = nil }
        // From 0x80 on a reason code is a refusal.
        if code >= 0x80 {
            emit(
                .rejected(
                    .input(
                        "\(endpoint): the broker refuses publications to topics like "
                            + "\(topic.pattern) (reason 0x\(String(code, radix: 16)))")))
            settle(1)
            emit(.failed([entry.token], reason: "refused"))
            return
        }
        confirmed.append(entry.token)
        shared.withLock {
            $0.receipt.messages += 1
            $0.receipt.records += entry.records
        }
        if confirmed.count >= 256 { flushConfirmed() }
        active.insert(index)
    }

    func link(_ link: MQTTLink, subscribed codes: [Int32]) {}
    func link(_ link: MQTTLink, received payload: UnsafeBufferPointer<UInt8>) {}
}
