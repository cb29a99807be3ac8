// `rocade attack`: the privacy suite on a file of visits.

import ArgumentParser
import Base
import Checks
import Foundation
import Harness

struct AttackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attack",
        abstract: "Attacks anyone's visits: who could be re-identified, by whom, how surely?",
        discussion: """
            Example: rocade attack visits.csv --attacks unicity,weekly-linkage --json-file r.json

            DATA      CSV (also gzip) or flat Parquet with a column each for uid, t, lat, lng;
                      t is ISO 8601 (UTC where it names no zone) or a number since 1970
            --truth   the folder of a run, or one with homes.csv (uid,lat,lng)
            --places  sensitive places: CSV with lat,lng
            Attacks: all, \(AttackSuite.names.joined(separator: ", "))
            In JSON every risk, figure and attack that does not apply is an object of its own.
            """)

    @Argument(help: "The file of visits.") var data: String
    @Option(help: "Attacks, with commas between; all that the data allow unless given.")
    var attacks = "all"
    @Option(help: "Which column holds what, where the usual names do not: uid=…,t=…,lat=…,lng=….")
    var columns: String?
    @Option(help: "Folder with the vehicles' true homes.") var truth: String?
    @Option(help: "File of sensitive places.") var places: String?
    @Option(help: "What the adversary of the k-attacks knows: numbers with commas between.")
    var k = "2,3,4"
    @Option(help: "Most vehicles attacked, drawn by hash; the crowd is never sampled.")
    var targets = 9604
    @Option(help: "Seed of all draws.") var seed: UInt64 = 1
    @Option(help: "Worker threads; the result is the same for any number.") var threads: Int?
    @Option(help: "Write all results to this file as JSON.") var jsonFile: String?
    @Flag(help: "Print all results as JSON.") var json = false

    func run() throws {
        let options = try self.options()
        let (visits, notes) = try Visits.read(
            data, columns: columns.map { try VisitColumns($0) } ?? VisitColumns())
        Console.note(
            "\(data): \(visits.count) visits of \(visits.vehicleCount) vehicles, "
                + (visits.hasTime ? "\(visits.days) days" : "no times"))
        var report = try AttackSuite.run(visits, options) { Console.note("attack \($0)") }
        report.notes = notes + report.notes
        for note in report.notes { Console.note("note: \(note)") }
        if let jsonFile {
            let folder = URL(filePath: jsonFile).deletingLastPathComponent()
            try? FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true)
            try AtomicFile.write(report.json(), to: jsonFile)
        }
        if json { return try Console.print(String(report.json().dropLast())) }
        for line in report.lines() { try Console.print(line) }
        if let jsonFile { try Console.print("\nresults: \(jsonFile)") }
    }

    private func options() throws -> AttackSuite.Options {
        var options = AttackSuite.Options()
        if attacks != "all" {
            options.attacks = attacks.split(separator: ",").map(String.init)
            guard !options.attacks.isEmpty else {
                throw Failure.input("--attacks: name at least one, or all")
            }
            // A misspelt name should not cost the reading of a large file.
            for name in options.attacks where !AttackSuite.names.contains(name) {
                throw Failure.input(
                    "--attacks: there is no '\(name)'; choose among all, "
                        + AttackSuite.names.joined(separator: ", "))
            }
        }
        options.ks = try k.split(separator: ",").map { part in
            guard let k = Int(part), (1...8).contains(k) else {
                throw Failure.input("--k \(part): give numbers from 1 to 8")
            }
            return k
        }
        guard targets > 0 else { throw Failure.input("--targets \(targets): give 1 or more") }
        options.targets = targets
        options.seed = seed
        let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        guard threads > 0 else { throw Failure.input("--threads \(threads): give 1 or more") }
        options.threads = threads
        options.homes = try truth.map { try TrueHomes(folder: $0) }
        options.sensitive = try places.map { try Visits.readPlaces($0) }
        return options
    }
}
