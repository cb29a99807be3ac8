// `log.jsonl`: what happened, one JSON object a line, for machines. It carries wall-clock times and
// is therefore no part of what two runs must have in common.

import Base
import Foundation
import Synchronization

/// Writes events to `log.jsonl`.
public final class EventLog: Sendable {
    // Shared by all stages of a run; the lock guards the handle.
    private let handle: Mutex<FileHandle?>

    /// A log in a run folder.
    public init(folder: String) throws {
        let path = folder + "/log.jsonl"
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw Failure.environment("cannot write \(path); check the disk and its rights") }
        handle = Mutex(file)
    }

    /// Wall seconds that earlier processes of a run took, from its log: from each one's first event
    /// to its last. To the second, and without what a killed process did after its last event.
    static func earlierSeconds(in folder: String) -> Double {
        guard let data = FileManager.default.contents(atPath: folder + "/log.jsonl") else {
            return 0
        }
        let events = data.split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONDecoder().decode([String: String].self, from: Data($0))
        }
        let times = events.compactMap { $0["time"] }
            .compactMap { try? Date($0, strategy: .iso8601) }
        guard let first = times.first, let last = times.last else { return 0 }
        return last.timeIntervalSince(first) + (events[0]["earlier_s"].flatMap(Double.init) ?? 0)
    }

    /// Adds an event with its facts.
    public func event(_ name: String, _ facts: [String: String] = [:]) {
        var object = facts
        object["event"] = name
        object["time"] = Date.now.formatted(.iso8601)
        guard let line = try? JSONEncoder.sorted.encode(object) else { return }
        handle.withLock { try? $0?.write(contentsOf: line + Data("\n".utf8)) }
    }
}

extension JSONEncoder {
    /// Keys in order, so that equal values give equal bytes.
    static var sorted: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    /// The same, indented.
    static var pretty: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return encoder
    }
}
