// The privacy suite: one file per attack, one row per attack in the table below. An attack reads
// the files of a run and nothing else, states what its adversary knows and how it works, and gives
// each figure an interval, what guessing would reach and, where it can, a control.

import Base

/// An attack on what a run released.
public struct PrivacyAttack: Sendable {
    /// The name in scenarios and in KPI ids.
    public let name: String
    /// What it asks, in a sentence.
    public let question: String
    /// Runs it.
    let attack: @Sendable (AttackContext) throws -> [KPI]

    /// Whether its figures mean nothing when the crowd is a sample.
    var needsWholeCrowd: Bool {
        ["unicity", "home-work-sets", "weekly-linkage", "daily-linkage"].contains(name)
    }

    /// All attacks, in the order in which they run.
    public static let all: [PrivacyAttack] = [
        .unicity, .homeWorkSets, .homeReidentification, .weeklyLinkage, .dailyLinkage,
        .consentCanary, .smallCells, .differencing, .membership,
    ]

    /// The names of all attacks, in that order.
    public static var allNames: [String] { all.map(\.name) }

    /// The attack of a name.
    /// - Throws: `Failure.input` with the nearest names.
    public static func named(_ name: String) throws -> PrivacyAttack {
        if let found = all.first(where: { $0.name == name }) { return found }
        throw Failure.input(
            "there is no attack '\(name)'; "
                + "choose among \(nearest(to: name).joined(separator: ", "))")
    }

    /// The names, those that share most letter pairs with a word first (S. Dice, 1945).
    private static func nearest(to word: String) -> [String] {
        func pairs(_ text: String) -> Set<[Character]> {
            let letters = Array(text.lowercased())
            return Set(zip(letters, letters.dropFirst()).map { [$0, $1] })
        }
        let wanted = pairs(word)
        func likeness(_ name: String) -> Double {
            let own = pairs(name)
            return Double(2 * own.intersection(wanted).count) / Double(own.count + wanted.count)
        }
        return allNames.enumerated().sorted {
            let (a, b) = (likeness($0.element), likeness($1.element))
            return a != b ? a > b : $0.offset < $1.offset
        }.map(\.element)
    }
}

extension CheckOptions {
    /// The attacks that a scenario may name.
    public static var knownAttacks: [String] { PrivacyAttack.allNames }
}

/// What an attack has at hand.
struct AttackContext: Sendable {
    let run: RunFolder
    let options: CheckOptions
    /// Consent to `mobility`, the purpose of every product that carries positions.
    let mobility: ConsentSpans
    let evidence: RunEvidence
    /// Cells of all vehicles, where only a sample reported.
    let full: FullCells?

    init(
        run: RunFolder, options: CheckOptions, evidence: RunEvidence, mobility: ConsentSpans,
        full: FullCells?
    ) throws {
        guard run.regions.count <= 1 << 13 else {
            throw Failure.input(
                "\(run.path): \(run.regions.count) regions are more than 8192; check it in parts")
        }
        self.run = run
        self.options = options
        self.evidence = evidence
        self.mobility = mobility
        self.full = full
    }
}

extension RunFolder {
    /// A vehicle's number in the run, or the number after the last one for a vehicle that the
    /// region does not have.
    /// - Parameter offsets: `vehicleOffsets`.
    func car(region: Int, vehicle: UInt32, offsets: [Int]) -> Int {
        Int(vehicle) < regions[region].vehicles ? offsets[region] + Int(vehicle) : facts.vehicles
    }
}

/// Attacks what a run released: the KPIs `privacy.…` of the attacks that the options name, in the
/// order of `PrivacyAttack.all`.
///
/// - Throws: `Failure.input` for an attack that does not exist or a file of the run that is
///   damaged.
public func privacyKPIs(run: RunFolder, options: CheckOptions) throws -> [KPI] {
    guard !options.attacks.isEmpty else { return [] }
    return try privacyKPIs(
        run: run, options: options, evidence: RunEvidence(run),
        mobility: ConsentSpans(run: run, purpose: "mobility"))
}

/// The same from evidence that is at hand.
func privacyKPIs(
    run: RunFolder, options: CheckOptions, evidence: RunEvidence, mobility: ConsentSpans,
    full: FullCells? = nil
) throws -> [KPI] {
    let wanted = try Set(options.attacks.map { try PrivacyAttack.named($0).name })
    guard !wanted.isEmpty else { return [] }
    let context = try AttackContext(
        run: run, options: options, evidence: evidence, mobility: mobility, full: full)
    return try PrivacyAttack.all.filter { wanted.contains($0.name) }.flatMap { attack in
        guard run.facts.isSampled, attack.needsWholeCrowd else { return try attack.attack(context) }
        return [
            KPI(
                "privacy.fleet.\(attack.name).measured", nil, unit: "share",
                method: "not applicable: the crowd is never sampled, and this run kept "
                    + "\(run.facts.vehicles) of \(run.wholeFacts.vehicles) vehicles in full", n: 0)
        ]
    }
}

extension RandomPurpose {
    static let unicityTarget = RandomPurpose(511)
    static let unicityDraw = RandomPurpose(512)
    static let permutedWork = RandomPurpose(513)
}
