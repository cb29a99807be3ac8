// Days on which nobody has to go to work or school: national public holidays by market, computed
// for any year. Left out: holidays of single regions, days in lieu, and what governments decree
// from year to year; a scenario can name its own days instead.

import Base

/// The public holidays of a market.
enum PublicHolidays {
    /// One holiday's rule.
    private enum Rule {
        /// A day of a month.
        case fixed(Int, Int)
        /// So many days after Easter Sunday.
        case easter(Int)
        /// The n-th weekday (0 = Monday) of a month; the last for n = 5.
        case nth(Int, weekday: Int, month: Int)
    }

    /// National law: FR code du travail L3133-1; DE the days common to all Länder; IT legge
    /// 260/1949; ES the national days; UK bank holidays of England; PL ustawa o dniach wolnych; NA
    /// the federal holidays of the United States; SA the national ones of Brazil. `rest-eu` has
    /// the days that most other countries share.
    private static func rules(of market: String) -> [Rule] {
        let shared: [Rule] = [.fixed(1, 1), .fixed(5, 1), .fixed(12, 25)]
        switch market {
        case "FR":
            return shared + [
                .easter(1), .fixed(5, 8), .easter(39), .easter(50), .fixed(7, 14), .fixed(8, 15),
                .fixed(11, 1), .fixed(11, 11),
            ]
        case "DE":
            return shared + [
                .easter(-2), .easter(1), .easter(39), .easter(50), .fixed(10, 3), .fixed(12, 26),
            ]
        case "IT":
            return shared + [
                .fixed(1, 6), .easter(1), .fixed(4, 25), .fixed(6, 2), .fixed(8, 15),
                .fixed(11, 1), .fixed(12, 8), .fixed(12, 26),
            ]
        case "ES":
            return shared + [
                .fixed(1, 6), .easter(-2), .fixed(8, 15), .fixed(10, 12), .fixed(11, 1),
                .fixed(12, 6), .fixed(12, 8),
            ]
        case "UK":
            return [
                .fixed(1, 1), .easter(-2), .easter(1), .nth(1, weekday: 0, month: 5),
                .nth(5, weekday: 0, month: 5), .nth(5, weekday: 0, month: 8), .fixed(12, 25),
                .fixed(12, 26),
            ]
        case "PL":
            return shared + [
                .fixed(1, 6), .easter(1), .fixed(5, 3), .easter(60), .fixed(8, 15), .fixed(11, 1),
                .fixed(11, 11), .fixed(12, 24), .fixed(12, 26),
            ]
        case "NA":
            return [
                .fixed(1, 1), .nth(3, weekday: 0, month: 1), .nth(3, weekday: 0, month: 2),
                .nth(5, weekday: 0, month: 5), .fixed(6, 19), .fixed(7, 4),
                .nth(1, weekday: 0, month: 9), .nth(2, weekday: 0, month: 10), .fixed(11, 11),
                .nth(4, weekday: 3, month: 11), .fixed(12, 25),
            ]
        case "SA":
            return shared + [
                .easter(-47), .easter(-2), .fixed(4, 21), .easter(60), .fixed(9, 7),
                .fixed(10, 12), .fixed(11, 2), .fixed(11, 15), .fixed(11, 20),
            ]
        default:
            return shared + [
                .easter(-2), .easter(1), .easter(39), .easter(50), .fixed(8, 15), .fixed(11, 1),
                .fixed(12, 26),
            ]
        }
    }

    /// The holidays of a market in some years, as days since 1970, ascending.
    static func days(market: String, years: ClosedRange<Int>) -> [Int64] {
        var days: [Int64] = []
        for year in years {
            let easter = CivilDate.easter(of: year).unixDay
            for rule in rules(of: market) {
                switch rule {
                case .fixed(let month, let day):
                    if let date = CivilDate(year: year, month: month, day: day) {
                        days.append(date.unixDay)
                    }
                case .easter(let offset): days.append(easter + Int64(offset))
                case .nth(let n, let weekday, let month):
                    if let day = nth(n, weekday: weekday, month: month, year: year) {
                        days.append(day)
                    }
                }
            }
        }
        return Array(Set(days)).sorted()
    }

    private static func nth(_ n: Int, weekday: Int, month: Int, year: Int) -> Int64? {
        guard let first = CivilDate(year: year, month: month, day: 1) else { return nil }
        let ahead = (weekday - first.weekday + 7) % 7
        for week in stride(from: n - 1, through: 0, by: -1) {
            if let date = CivilDate(year: year, month: month, day: 1 + ahead + 7 * week) {
                return date.unixDay
            }
        }
        return nil
    }
}
