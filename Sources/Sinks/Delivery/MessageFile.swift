// A file as an endpoint: one message a line. For looking at what would be sent, and as the far end
// that can never be slow.

import Base
import Glibc
import Records
import Synchronization

/// Writes messages to a file, a line each.
public final class MessageFileSink: DeliverySink {
    private let path: String
    private let state = Mutex(State())

    private struct State {
        var descriptor: Int32 = -1
        var receipt = DeliveryReceipt()
        var events: (@Sendable (DeliveryEvent) -> Void)?
    }

    /// A sink that replaces a file.
    public init(path: String) { self.path = path }

    /// What it is and where it writes.
    public var description: String { "messages in \(path)" }

    /// Opens the file.
    public func start(
        within seconds: Double, events: @escaping @Sendable (DeliveryEvent) -> Void
    ) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw cannot("write", path, errno) }
        state.withLock {
            $0.descriptor = descriptor
            $0.events = events
        }
    }

    /// Writes the messages.
    public func write(_ messages: [OutboundMessage]) -> Int {
        var lines: [UInt8] = []
        for message in messages {
            lines += message.payload
            lines.append(UInt8(ascii: "\n"))
        }
        let (events, problem) = state.withLock { state in
            var done = 0
            while done < lines.count {
                let count = lines.withUnsafeBytes { buffer in
                    Glibc.write(
                        state.descriptor, buffer.baseAddress?.advanced(by: done),
                        lines.count - done)
                }
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { return (state.events, errno) }
                done += count
            }
            state.receipt.messages += messages.count
            state.receipt.records += messages.reduce(0) { $0 + $1.records }
            state.receipt.bytes += lines.count
            return (state.events, 0)
        }
        if problem != 0 {
            events?(.rejected(cannot("write", path, problem)))
            return 0
        }
        events?(.acknowledged(messages.map(\.token)))
        return messages.count
    }

    /// Closes the file.
    public func finish() -> DeliveryReceipt {
        state.withLock { state in
            if state.descriptor >= 0 { close(state.descriptor) }
            state.descriptor = -1
            return state.receipt
        }
    }
}

/// Reads the messages of a file once more, from its start, while it grows.
public final class MessageFileReadBack: ReadBack {
    private let path: String
    private let reader: MessageKeyReader
    private let run: String
    private let poller = Poller()

    /// A reader of the messages of one load run.
    public init(path: String, mapping: EnvelopeMapping, run: String) {
        self.path = path
        self.run = run
        reader = MessageKeyReader(mapping: mapping)
    }

    /// What it reads.
    public var description: String { path }

    /// Starts to read; the sink has made the file.
    public func start(
        within seconds: Double, arrivals: @escaping @Sendable ([MessageKeys]) -> Void
    ) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannot("read", path, errno) }
        var rest: [UInt8] = []
        poller.start(everySeconds: 0.05) { [reader, run] in
            var chunk = [UInt8](repeating: 0, count: 1 << 20)
            while true {
                let count = read(descriptor, &chunk, chunk.count)
                guard count > 0 else { return nil }
                rest += chunk[..<count]
                var keys: [MessageKeys] = []
                var from = 0
                while let end = rest[from...].firstIndex(of: UInt8(ascii: "\n")) {
                    if let found = reader.read(Array(rest[from..<end])),
                        found.run == run || found.run.isEmpty
                    {
                        keys.append(found)
                    }
                    from = end + 1
                }
                rest.removeSubrange(..<from)
                if !keys.isEmpty { arrivals(keys) }
            }
        } atEnd: {
            close(descriptor)
        }
    }

    /// Reads the rest and ends.
    public func finish() -> String? { poller.finish() }
}
