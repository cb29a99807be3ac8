// Numbers with units as people write them: `24h`, `50 km/h`, `0.5%`, `30s`, `2 GiB`, `31_000`.

import Foundation

/// A dimension that a scenario's value can have, with its units in SI.
enum Dimension: Sendable {
    case count, number, share, duration, length, speed, bytes

    /// Unit → factor to SI. The empty unit is listed where it may be left out.
    var units: [(name: String, factor: Double)] {
        switch self {
        case .count: [("", 1)]
        case .number: [("", 1)]
        case .share: [("", 1), ("%", 0.01), ("‰", 0.001)]
        case .duration:
            [
                ("ms", 0.001), ("s", 1), ("min", 60), ("h", 3600), ("d", 86_400), ("day", 86_400),
                ("days", 86_400),
            ]
        case .length: [("m", 1), ("km", 1000)]
        case .speed: [("m/s", 1), ("km/h", 1 / 3.6), ("mph", 0.44704)]
        case .bytes:
            [
                ("B", 1), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("KiB", 1024),
                ("MiB", 1_048_576), ("GiB", 1_073_741_824),
            ]
        }
    }

    /// What to write, for messages.
    var example: String {
        switch self {
        case .count: "a whole number such as 20_000"
        case .number: "a number"
        case .share: "a share such as 0.5% or 0.005"
        case .duration: "a duration such as 10s, 15min or 24h"
        case .length: "a length such as 500 m or 2 km"
        case .speed: "a speed such as 50 km/h"
        case .bytes: "a size such as 2 GiB"
        }
    }
}

/// Parses numbers with units.
enum Quantity {
    /// The value in SI units, or nil when the text is no quantity of the dimension.
    static func parse(_ text: String, as dimension: Dimension) -> Double? {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        let numberEnd =
            trimmed.firstIndex { !"+-0123456789_.eE".contains($0) } ?? trimmed.endIndex
        for end in [numberEnd, trimmed.endIndex] {
            let digits = trimmed[..<end]
            let unit = trimmed[end...].trimmingCharacters(in: .whitespaces)
            guard !digits.hasPrefix("_"), !digits.hasSuffix("_"), !digits.contains("__"),
                let value = Double(digits.filter { $0 != "_" }), value.isFinite,
                let factor = dimension.units.first(where: { $0.name == unit })?.factor
            else { continue }
            // A hundredth has no exact form: 35% is 35 / 100, not 35 times something near 0.01.
            let parts = (1 / factor).rounded()
            return abs(parts * factor - 1) < 1e-12 ? value / parts : value * factor
        }
        return nil
    }

    /// Seconds since 1970 of an instant such as 2030-03-04T00:00:00Z.
    static func unixSeconds(_ text: String) -> Int64? {
        let pattern = #/(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?Z/#
        guard let match = text.wholeMatch(of: pattern), let year = Int(match.1),
            let month = Int(match.2), let day = Int(match.3), let hour = Int64(match.4),
            let minute = Int64(match.5), let second = Int64(match.6 ?? "0"),
            (1...12).contains(month), (1...daysIn(month: month, year: year)).contains(day),
            hour < 24, minute < 60, second < 60
        else { return nil }
        return daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    private static func daysIn(month: Int, year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// Days from 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-Compatible
    /// Low-Level Date Algorithms", 2014).
    private static func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
    }
}

/// Suggests what somebody may have meant.
public enum Suggestion {
    /// "; did you mean 'x'?" for the nearest candidate, or a list of all when none is near.
    public static func hint(for word: String, among candidates: [String]) -> String {
        let ranked = candidates.map { ($0, distance(word.lowercased(), $0.lowercased())) }
            .min { ($0.1, $0.0) < ($1.1, $1.0) }
        if let (best, edits) = ranked, edits <= max(1, min(3, word.count / 2)) {
            return "; did you mean '\(best)'?"
        }
        return "; known: \(candidates.joined(separator: ", "))"
    }

    /// Edits (insert, delete, replace, swap neighbours) from one word to the other.
    static func distance(_ a: String, _ b: String) -> Int {
        let a = Array(a)
        let b = Array(b)
        var rows = [Array(0...b.count)]
        for i in 1...max(1, a.count) where !a.isEmpty {
            var row = [i]
            for j in 1...max(1, b.count) where !b.isEmpty {
                var best = min(row[j - 1] + 1, rows[i - 1][j] + 1)
                best = min(best, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    best = min(best, rows[i - 2][j - 2] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[rows.count - 1][b.count]
    }
}
