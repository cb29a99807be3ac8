/// What a driver may consent to: the purposes of the revenue catalogue (GDPR art. 6(1)(a)).
public enum Purpose: UInt8, Sendable, CaseIterable {
    /// Pricing by trips and driving behaviour.
    case insurance
    /// Anonymous, aggregated mobility products.
    case mobility
    /// Maintenance and diagnosis.
    case technical
    /// Charging services.
    case charging
    /// Research and education.
    case research
    /// The contract of a fleet's operator.
    case fleet

    /// The name in scenarios and files.
    public var name: String { "\(self)" }
}

/// A set of purposes. Bit n is the purpose with raw value n.
public struct ConsentScope: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt8
    /// A scope from bits.
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The scope of one purpose.
    @inlinable public init(_ purpose: Purpose) { rawValue = 1 << purpose.rawValue }
}

/// The three privacy states of a car ("Data & Location", "Data", "Plane mode").
public enum PrivacyState: UInt8, Sendable, CaseIterable {
    /// Nothing is sent.
    case none
    /// Data without location.
    case data
    /// Data with location.
    case full
}
