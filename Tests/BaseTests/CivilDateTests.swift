import Base
import Testing

/// Dates against tables of the calendar.
struct CivilDateTests {
    @Test(arguments: [
        "1818-03-22", "1961-04-02", "2000-04-23", "2024-03-31", "2030-04-21", "2038-04-25",
        "2285-03-22",
    ])
    func `Easter is where the tables have it`(text: String) throws {
        let date = try #require(CivilDate(text))
        #expect(CivilDate.easter(of: date.year) == date)
        #expect(date.weekday == 6)
    }

    @Test func `days since 1970 and back again`() throws {
        #expect(CivilDate(unixDay: 0).text == "1970-01-01")
        #expect(CivilDate(unixDay: 0).weekday == 3)
        #expect(try #require(CivilDate("2030-03-04")).unixDay == 1_898_812_800 / 86_400)
        for day in stride(from: -200_000 as Int64, through: 200_000, by: 97) {
            let date = CivilDate(unixDay: day)
            #expect(date.unixDay == day)
            #expect(CivilDate(date.text) == date)
        }
    }

    @Test(arguments: ["2030-02-29", "2030-13-01", "2030-4-01", "2030-04-31", "today", ""])
    func `what is no day is refused`(text: String) { #expect(CivilDate(text) == nil) }
}
