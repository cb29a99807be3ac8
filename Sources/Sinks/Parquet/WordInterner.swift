// Texts met while reading or writing a column, each kept once.

import Base
import Glibc

/// Gives equal texts the same code, in order of first appearance, without making a `String` of
/// each.
public struct WordInterner: Sendable {
    private var bytes: [UInt8] = []
    /// Where the texts end in `bytes`; the first starts at 0.
    private var ends: [Int] = []
    private var hashes: [UInt32] = []
    /// Open addressing: codes + 1, 0 for a free slot; a power of two, at most half full.
    private var slots = [UInt32](repeating: 0, count: 256)

    /// No texts yet.
    public init() {}

    /// How many different texts.
    public var count: Int { ends.count }

    /// The code of a text, new if it was not met before.
    public mutating func code(of text: UnsafeRawBufferPointer) -> UInt32 {
        let hash = UInt32(truncatingIfNeeded: XXHash64.hash(text))
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] != 0 {
            let code = Int(slots[slot] - 1)
            if hashes[code] == hash && holds(code, text) { return UInt32(code) }
            slot = (slot + 1) & mask
        }
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
        hashes.append(hash)
        slots[slot] = UInt32(ends.count)
        if ends.count * 2 > slots.count { grow() }
        return UInt32(ends.count - 1)
    }

    /// The code of a text, new if it was not met before.
    public mutating func code(of text: String) -> UInt32 {
        var text = text
        return text.withUTF8 { code(of: UnsafeRawBufferPointer($0)) }
    }

    /// Forgets all texts.
    mutating func removeAll() {
        if ends.isEmpty { return }
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        hashes.removeAll(keepingCapacity: true)
        slots = [UInt32](repeating: 0, count: 256)
    }

    /// Calls `body` with the bytes of all texts and with where each ends; the first starts at 0.
    func withTexts<Result>(
        _ body: (_ bytes: UnsafeRawBufferPointer, _ ends: [Int]) throws -> Result
    ) rethrows -> Result {
        try bytes.withUnsafeBytes { try body($0, ends) }
    }

    /// The texts by code.
    /// - Throws: `Malformed` where a text is not UTF-8.
    func words() throws -> [String] {
        var start = 0
        return try bytes.withUnsafeBufferPointer { all in
            try ends.map { end in
                defer { start = end }
                let text = UnsafeBufferPointer(rebasing: all[start..<end])
                guard let word = String(validating: text, as: UTF8.self) else {
                    throw Malformed("a text is not UTF-8")
                }
                return word
            }
        }
    }

    private func holds(_ code: Int, _ text: UnsafeRawBufferPointer) -> Bool {
        let start = code == 0 ? 0 : ends[code - 1]
        guard ends[code] - start == text.count else { return false }
        guard let wanted = text.baseAddress, text.count > 0 else { return true }
        return bytes.withUnsafeBytes { all in
            guard let base = all.baseAddress else { return false }
            return memcmp(base + start, wanted, text.count) == 0
        }
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 4)
        let mask = slots.count - 1
        for code in ends.indices {
            var slot = Int(hashes[code]) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(code + 1)
        }
    }
}
