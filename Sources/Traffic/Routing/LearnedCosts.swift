// What drivers know of the usual waits at each time of day, learned from day to day.

import Base

/// Usual waits at the ends of links by hour of the day.
///
/// What one day shows enters by exponential smoothing; a new hour's first day counts whole.
public struct LearnedCosts: Hashable, Sendable {
    /// Parts of a day with waits of their own.
    public static let slots = 24
    /// Milliseconds of a part.
    public static let slotMilliseconds: Int64 = 3_600_000
    /// Weight of a new day; horizons of a week or two are usual in day-to-day assignment
    /// (E. Cascetta, "Transportation Systems Analysis", 2009, section 6.5: 0.1 to 0.5).
    static let weightOfNewDay = 0.3

    /// Milliseconds, by slot, then link; empty before a slot's first day.
    public private(set) var waits = [[UInt32]](repeating: [], count: slots)

    /// Nothing known.
    public init() {}

    /// The slot of a time since the start of the run.
    public static func slot(_ milliseconds: Int64) -> Int {
        Int(milliseconds / slotMilliseconds % Int64(slots))
    }

    /// Whether a slot has been driven on at least one day.
    public func knows(_ slot: Int) -> Bool { !waits[slot].isEmpty }

    /// Learns what a slot of one day showed.
    mutating func learn(_ slot: Int, _ shown: [UInt32]) {
        guard knows(slot) else {
            waits[slot] = shown
            return
        }
        for link in shown.indices {
            let old = Double(waits[slot][link])
            let new = old + Self.weightOfNewDay * (Double(shown[link]) - old)
            waits[slot][link] = UInt32(new.rounded())
        }
    }
}

/// The waits of a slot while it lasts.
struct SlotDiary: Sendable {
    private var sums: [UInt64]
    private var windows: UInt64 = 0

    init(links: Int) { sums = [UInt64](repeating: 0, count: links) }

    /// Adds what one window showed. [links]
    mutating func add(_ waits: [UInt32]) {
        for link in waits.indices { sums[link] += UInt64(waits[link]) }
        windows += 1
    }

    /// The means, and an empty page.
    mutating func close() -> [UInt32]? {
        guard windows > 0 else { return nil }
        defer {
            for link in sums.indices { sums[link] = 0 }
            windows = 0
        }
        return sums.map { UInt32($0 / windows) }
    }
}
