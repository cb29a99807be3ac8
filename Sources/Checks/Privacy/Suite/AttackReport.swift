// What `rocade attack` found, in the layout of design.md section 9: one object per line of JSON.

import Base

/// Everything that a call of the suite found.
public struct AttackReport: Sendable {
    /// The attacks that ran, with all that a reader needs to judge them.
    public var about: [AttackDescription] = []
    /// Risks by vehicle: the k-attacks.
    public var risks: [RiskTable] = []
    /// Unicity by resolution and number of points.
    public var unicity: [UnicityFigure] = []
    /// All other figures.
    public var figures: [AttackFigure] = []
    /// Attacks that the data do not allow, with the reason.
    public var notApplicable: [(attack: String, reason: String)] = []
    /// What was odd about the data.
    public var notes: [String] = []

    /// Nothing yet.
    public init() {}
}

/// What an attack is: who could do it, how, and how its figures are to be read.
public struct AttackDescription: Hashable, Sendable {
    /// The name on the command line.
    public var name: String
    /// What the adversary knows.
    public var knowledge: String
    /// What the adversary does.
    public var algorithm: String
    /// What the figures count, and their intervals.
    public var metric: String
    /// What guessing reaches.
    public var baseline: String
    /// What the attack finds where there is nothing to find.
    public var control: String
    /// The usual limit, and where it comes from.
    public var gate: String
    /// What it costs.
    public var cost: String
}

/// The risk of every target under one attack: 1 / (vehicles that fit the worst k things known).
public struct RiskTable: Sendable {
    /// The name of the golden values, such as `LocationTimeAttack:Hour`.
    public var attack: String
    /// How many things the adversary knows.
    public var k: Int
    /// Vehicles attacked, names as in the file.
    public var uid: [String]
    /// Risk of each.
    public var risk: [Double]
    /// Targets whose search was cut off: their risk is a lower bound.
    public var cutOff = 0
}

/// How unique p random points make a vehicle.
public struct UnicityFigure: Hashable, Sendable {
    /// Grid, such as `1km`.
    public var spatial: String
    /// Hours of a time bin; 0 for no time.
    public var hours: Int
    /// Points known.
    public var p: Int
    /// Mean chance of being unique.
    public var unicity: Double
    /// 95 % interval (Wilson).
    public var ci: [Double]?
    /// Chance that the points of a vehicle that was withheld fit exactly one of the others.
    public var control: Double?
    /// Targets.
    public var n: Int
    /// Targets with fewer than p points, attacked with all they have.
    public var fewer: Int
    /// Targets whose chance was drawn, not counted.
    public var drawn: Int
}

/// A figure of another attack.
public struct AttackFigure: Hashable, Sendable {
    /// The name of the golden values, such as `weekly_linkage`.
    public var attack: String
    /// Grid or other resolution.
    public var resolution: String
    /// What is counted.
    public var metric: String
    /// The figure; nil where there was nothing to count.
    public var value: Double?
    /// 95 % interval; nil for exact counts.
    public var ci: [Double]?
    /// What guessing reaches.
    public var baseline: Double?
    /// The same attack where there is nothing to find.
    public var control: Double?
    /// From how many observations.
    public var n: Int
    /// How many things the adversary knows, for summaries of k-attacks.
    public var k: Int?

    init(
        _ attack: String, _ resolution: String, _ metric: String, _ value: Double?,
        ci: [Double]? = nil, baseline: Double? = nil, control: Double? = nil, n: Int,
        k: Int? = nil
    ) {
        self.attack = attack
        self.resolution = resolution
        self.metric = metric
        self.value = value
        self.ci = ci
        self.baseline = baseline
        self.control = control
        self.n = n
        self.k = k
    }
}

// MARK: JSON

extension AttackReport {
    /// A JSON array with an object per line: descriptions, risks, unicity, figures, attacks that do
    /// not apply, notes. Numbers are written so that reading them gives the same double.
    public func json() -> String {
        var lines: [String] = []
        for about in about {
            lines.append(
                object([
                    ("attack", jsonString(about.name)), ("knowledge", jsonString(about.knowledge)),
                    ("algorithm", jsonString(about.algorithm)),
                    ("figures", jsonString(about.metric)),
                    ("baseline_is", jsonString(about.baseline)),
                    ("control_is", jsonString(about.control)),
                    ("gate", jsonString(about.gate)), ("cost", jsonString(about.cost)),
                ]))
        }
        for table in risks {
            let start = "{\"attack\": \(jsonString(table.attack)), \"k\": \(table.k), \"uid\": "
            for (uid, risk) in zip(table.uid, table.risk) {
                lines.append("\(start)\(name(uid)), \"risk\": \(number(risk))}")
            }
        }
        lines += unicity.map(line) + figures.map(line)
        for (attack, reason) in notApplicable {
            lines.append(
                object([
                    ("attack", jsonString(attack)), ("status", jsonString("not applicable")),
                    ("reason", jsonString(reason)),
                ]))
        }
        lines += notes.map { object([("note", jsonString($0))]) }
        return "[\n" + lines.joined(separator: ",\n") + "\n]\n"
    }

    private func line(_ figure: UnicityFigure) -> String {
        object([
            ("attack", jsonString("unicity")), ("spatial", jsonString(figure.spatial)),
            ("hours", "\(figure.hours)"), ("p", "\(figure.p)"),
            ("unicity", number(figure.unicity)), ("ci", list(figure.ci)),
            ("control", number(figure.control)), ("n", "\(figure.n)"),
            ("uids_with_fewer_than_p_points", "\(figure.fewer)"), ("drawn", "\(figure.drawn)"),
        ])
    }

    private func line(_ figure: AttackFigure) -> String {
        object(
            [
                ("attack", jsonString(figure.attack)),
                ("resolution", jsonString(figure.resolution)),
                ("metric", jsonString(figure.metric)), ("value", number(figure.value)),
                ("ci", list(figure.ci)), ("baseline", number(figure.baseline)),
                ("control", number(figure.control)), ("n", "\(figure.n)"),
            ] + (figure.k.map { [("k", "\($0)")] } ?? []))
    }

    private func object(_ fields: [(String, String)]) -> String {
        "{" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
    }

    private func number(_ value: Double?) -> String { value.map(numberText) ?? "null" }

    private func list(_ values: [Double]?) -> String {
        guard let values else { return "null" }
        return "[" + values.map { number($0) }.joined(separator: ", ") + "]"
    }

    /// Whole numbers as numbers, so that they join with tables that hold them so.
    private func name(_ uid: String) -> String {
        if let value = Int64(uid), String(value) == uid { return uid }
        return jsonString(uid)
    }
}
