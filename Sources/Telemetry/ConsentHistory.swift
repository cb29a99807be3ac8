// What a driver's consents mean for the device over time.

import Base
import Demand
import Records

/// A span of time in which a driver's consents do not change.
struct ConsentSpan {
    /// First instant after it, milliseconds.
    var until: Int64
    /// The purposes held.
    var scope: ConsentScope
    /// What the car shows and the device may send.
    var state: PrivacyState
    /// When the state first falls below this span's: what was recorded in this span and is not
    /// delivered by then must go.
    var expiry: Int64
}

/// A driver's consents as consecutive spans without gaps, from the beginning to the end of time.
struct ConsentHistory {
    /// The spans, in order of time.
    private(set) var spans: [ConsentSpan] = []

    /// The history that follows from intervals.
    init(_ intervals: [ConsentInterval]) {
        var starts: [Int64] = [.min]
        for interval in intervals {
            starts.append(interval.from.milliseconds)
            starts.append(interval.until.milliseconds)
        }
        starts.sort()
        for (index, start) in starts.enumerated() where start != .max {
            let until = index + 1 < starts.count ? starts[index + 1] : .max
            guard until > start else { continue }
            append(intervals, from: start, until: until)
        }
        setExpiries()
    }

    /// A device that claims every consent for ever.
    static let pretended: ConsentHistory = {
        var history = ConsentHistory([])
        history.spans[0].scope = ConsentScope(rawValue: UInt8(1 << Purpose.allCases.count) &- 1)
        history.spans[0].state = .full
        return history
    }()

    private mutating func append(_ intervals: [ConsentInterval], from start: Int64, until: Int64) {
        let now = SimTime(milliseconds: start)
        var scope: UInt8 = 0
        for interval in intervals where interval.from <= now && now < interval.until {
            scope |= 1 << interval.purpose
        }
        let state = PrivacyState(rawValue: Fleet.privacyState(of: intervals, at: now)) ?? .none
        spans.append(
            ConsentSpan(
                until: until, scope: ConsentScope(rawValue: scope), state: state, expiry: .max))
    }

    private mutating func setExpiries() {
        for index in spans.indices {
            let state = spans[index].state.rawValue
            var at = index
            while at < spans.count, spans[at].state.rawValue >= state { at += 1 }
            spans[index].expiry = at < spans.count ? spans[at - 1].until : .max
        }
    }

    /// Whether anything may ever be sent.
    var isSilent: Bool { spans.allSatisfy { $0.state == .none } }

    /// The span of an instant.
    func span(at milliseconds: Int64) -> Int {
        var index = 0
        while spans[index].until <= milliseconds && index + 1 < spans.count { index += 1 }
        return index
    }
}
