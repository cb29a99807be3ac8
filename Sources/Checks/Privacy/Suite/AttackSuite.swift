// `rocade attack`: the privacy suite on anyone's visits. One row per attack in `AttackSuite.all`;
// what the data do not allow is listed with the reason, never left out silently.

import Base

/// The suite on a file of visits.
public enum AttackSuite {
    /// What to attack with, and how hard.
    public struct Options: Sendable {
        /// Names of attacks; empty for all.
        public var attacks: [String] = []
        /// Most vehicles attacked, drawn by hash; the crowd is never sampled. 9,604 give ± 1 point.
        public var targets = 9604
        /// How many things the adversary of the k-attacks knows.
        public var ks = [2, 3, 4]
        /// Seed of all draws.
        public var seed: UInt64 = 1
        /// Threads; they change nothing but the time.
        public var threads = 1
        /// Where the vehicles really live.
        public var homes: TrueHomes?
        /// Places where nobody should be seen.
        public var sensitive: Visits?

        /// All attacks.
        public init() {}
    }

    /// An attack of the suite.
    struct Attack: Sendable {
        let about: AttackDescription
        /// Why the data do not allow it, or nil.
        let obstacle: @Sendable (Context) -> String?
        let run: @Sendable (Context, inout AttackReport) -> Void
    }

    /// What an attack has at hand.
    struct Context: Sendable {
        let visits: Visits
        let options: Options
        /// Which of the k-attacks are wanted.
        var kAttacks: [KAttack] = []
        /// A tenth of the vehicles, by lot, and all others: the hold-out and its crowd.
        let heldOut: Visits
        let kept: Visits

        init(_ visits: Visits, _ options: Options) {
            self.visits = visits
            self.options = options
            let tenth = Set(visits.targets(limit: visits.vehicleCount / 10, seed: options.seed))
            heldOut = visits.filtered(vehicles: { tenth.contains($0) })
            kept = visits.filtered(vehicles: { !tenth.contains($0) })
        }
    }

    /// Names of all attacks that can be asked for: those of the suite, then the k-attacks with and
    /// without their settings.
    public static var names: [String] {
        var names = all.map(\.about.name)
        for attack in KAttack.all {
            if !names.contains(attack.family) { names.append(attack.family) }
            if !names.contains(attack.name) { names.append(attack.name) }
        }
        return names
    }

    /// Runs the suite.
    ///
    /// - Parameter progress: told what begins.
    /// - Throws: `Failure.input` for an attack that does not exist.
    public static func run(
        _ visits: Visits, _ options: Options, progress: (String) -> Void
    ) throws -> AttackReport {
        let wanted = options.attacks.isEmpty ? all.map(\.about.name) : options.attacks
        if let unknown = wanted.first(where: { !names.contains($0) }) {
            throw Failure.input(
                "there is no attack '\(unknown)'; choose among all, "
                    + names.joined(separator: ", "))
        }
        var context = Context(visits, options)
        context.kAttacks = KAttack.all.filter { attack in
            wanted.contains("k-attacks") || wanted.contains(attack.family)
                || wanted.contains(attack.name)
        }
        var report = AttackReport()
        for attack in all {
            let name = attack.about.name
            let isWanted = name == "k-attacks" ? !context.kAttacks.isEmpty : wanted.contains(name)
            guard isWanted else { continue }
            if let reason = attack.obstacle(context) {
                report.notApplicable.append((name, reason))
                continue
            }
            progress(name)
            report.about.append(attack.about)
            attack.run(context, &report)
        }
        return report
    }
}

// MARK: What data an attack needs

extension AttackSuite.Context {
    static func none(_ context: AttackSuite.Context) -> String? { nil }

    static func times(_ context: AttackSuite.Context) -> String? {
        context.visits.hasTime ? nil : "the file has no times"
    }

    static func days(_ count: Int) -> @Sendable (AttackSuite.Context) -> String? {
        { context in
            if let reason = times(context) { return reason }
            let days = context.visits.days
            return days >= count
                ? nil : "the file covers \(days) days; at least \(count) are needed"
        }
    }
}

// MARK: Summary for people

extension AttackReport {
    /// The figures as lines of a table, without the risks of single vehicles.
    public func lines() -> [String] {
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        func short(_ value: Double?) -> String {
            guard let value else { return "–" }
            if value == value.rounded(), abs(value) < 1e9 { return "\(Int(value))" }
            let digits = abs(value) >= 100 ? 10.0 : 10_000.0
            return "\((value * digits).rounded() / digits)"
        }
        func interval(_ ci: [Double]?) -> String {
            guard let ci, ci.count == 2 else { return "" }
            return "[\(short(ci[0])), \(short(ci[1]))]"
        }
        let rows =
            unicity.map { figure in
                [
                    "unicity", "\(figure.spatial)@\(figure.hours)h", "p\(figure.p)",
                    short(figure.unicity), interval(figure.ci), "", short(figure.control),
                    "\(figure.n)",
                ]
            }
            + figures.map { figure in
                [
                    figure.attack, figure.resolution,
                    figure.metric + (figure.k.map { " k=\($0)" } ?? ""), short(figure.value),
                    interval(figure.ci), short(figure.baseline), short(figure.control),
                    "\(figure.n)",
                ]
            }
        let head = [
            "attack", "resolution", "metric", "value", "95 %", "guess", "control", "n",
        ]
        let widths = head.indices.map { column in
            ([head] + rows).map { $0[column].count }.max() ?? 0
        }
        var lines = (rows.isEmpty ? [] : [head] + rows).map { row in
            zip(row, widths).map { padded($0, $1) }.joined(separator: "  ")
        }
        lines += notApplicable.map { "not applicable: \($0.attack): \($0.reason)" }
        return lines
    }
}
