// House style that a program can check; messages read `path:line: what`.

import Foundation
import TestSupport
import Testing

@Suite struct TidyTests {
    static let sources: [(path: String, lines: [Substring])] = {
        let folder = Shared.root.appending(path: "Sources").path
        let files = FileManager.default.enumerator(atPath: folder)?
            .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted()
        return (files ?? []).map { file in
            let text = (try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)) ?? ""
            return (
                "Sources/\(file)", text.split(separator: "\n", omittingEmptySubsequences: false)
            )
        }
    }()

    @Test func `files can be read in a sitting`() {
        #expect(Self.sources.count > 50)
        for (path, lines) in Self.sources where !path.contains("+Generated") {
            #expect(lines.count <= 500, "\(path): \(lines.count) lines; split it by topic")
        }
    }

    @Test func `lines fit beside each other`() {
        for (path, lines) in Self.sources where !path.contains("+Generated") {
            for (number, line) in lines.enumerated() where line.count > 100 {
                // A string that cannot be broken may run over.
                guard !line.contains("\"") else { continue }
                Issue.record("\(path):\(number + 1): \(line.count) columns")
            }
        }
    }

    @Test func `functions fit on a screen`() {
        let start =
            #/^(\s*)(?:@\S+ )*(?:(?:public|package|private|fileprivate|internal|static|mutating|consuming|borrowing|nonisolated|override|final) )*(?:func|init|deinit)\b/#
        for (path, lines) in Self.sources {
            var open: (indent: Substring, line: Int)?
            for (number, line) in lines.enumerated() {
                if let begun = open {
                    if line == begun.indent + "}" {
                        let length = number - begun.line + 1
                        if length > 70 {
                            Issue.record("\(path):\(begun.line + 1): \(length) lines in a function")
                        }
                        open = nil
                    } else if line.isEmpty, number == begun.line + 1 {
                        open = nil  // A one-line function.
                    }
                } else if let match = line.firstMatch(of: start), !line.hasSuffix("}") {
                    open = (match.1, number)
                }
            }
        }
    }

    @Test func `banned words stand nowhere`() {
        // Spelled in pieces, so that this file passes its own test.
        let banned: [(pattern: String, why: String)] = [
            ("try" + "!", "handle the error"), ("fatal" + "Error()", "say why"),
            ("TO" + "DO", "do it or drop it"), ("FIX" + "ME", "do it or drop it"),
            (" as" + "! ", "cast with a check"),
            ("Double." + "random", "use a RandomStream"),
            (".shuffled" + "()", "use a RandomStream"),
        ]
        for (path, lines) in Self.sources {
            for (number, line) in lines.enumerated() {
                for (pattern, why) in banned where line.contains(pattern) {
                    Issue.record("\(path):\(number + 1): '\(pattern)': \(why)")
                }
            }
        }
    }

    @Test func `only the command prints and only the harness looks at the clock`() {
        for (path, lines) in Self.sources {
            let isCommand = path.hasPrefix("Sources/rocade/")
            let isHarness = path.hasPrefix("Sources/Harness/")
            for (number, line) in lines.enumerated() {
                let code = line.drop { $0 == " " }
                if code.hasPrefix("print("), !isCommand {
                    Issue.record("\(path):\(number + 1): a library prints")
                }
                let looks =
                    line.contains("Date()") || line.contains("Date.now")
                    || line.contains("ContinuousClock")
                if looks, !isHarness, !isCommand {
                    Issue.record("\(path):\(number + 1): simulation looks at the clock")
                }
            }
        }
    }

    @Test func `every random purpose has a number of its own`() {
        var seen: [String: String] = [:]
        let pattern = #/RandomPurpose\((\d+)\)/#
        for (path, lines) in Self.sources {
            for (number, line) in lines.enumerated() {
                guard let match = line.firstMatch(of: pattern) else { continue }
                let place = "\(path):\(number + 1)"
                if let other = seen[String(match.1)] {
                    Issue.record("\(place): purpose \(match.1) is taken by \(other)")
                }
                seen[String(match.1)] = place
            }
        }
        #expect(seen.count > 5)
    }

    @Test func `files open by saying what they are for`() {
        for (path, lines) in Self.sources where lines.count > 60 {
            let opening = lines.prefix(8).contains { $0.hasPrefix("//") }
            #expect(opening, "\(path):1: say in two to five lines what the file is for")
        }
    }
}
