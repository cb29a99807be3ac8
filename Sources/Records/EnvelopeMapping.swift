// How a message looks: the names of its header's fields, of the list of samples and of signals. The
// default is ours; a mapping turns it into what the platform under test expects.

import Base

/// Names and places of a message's parts.
///
/// A field with an empty name is left out. `vid`, `boot` and `sequence` must keep a name: they are
/// what delivery is proved by.
public struct EnvelopeMapping: Hashable, Sendable {
    /// The header's fields by their own names, in their order on the wire.
    public static let headerFields = [
        "schema", "run", "region", "vid", "boot", "sequence", "trip", "sent_ms", "firmware",
        "consent_scope", "resend",
    ]
    /// A sample's own fields beside its signals.
    public static let sampleFields = ["sequence", "event_ms"]

    /// Other names of the header's fields.
    public var fields: [String: String] = [:]
    /// Other names of a sample's own fields.
    public var sample: [String: String] = [:]
    /// Name of the list of samples.
    public var samples = "samples"
    /// Other names of signals, by path; an empty one leaves the signal out.
    public var signals: [String: String] = [:]
    /// Fields with a fixed text, such as a tenant, sorted by name.
    public var constants: [String: String] = [:]
    /// MQTT topic or Kafka topic; `{region}`, `{vid}` and `{stream}` are filled in. Nil: ours.
    public var topic: String?
    /// Path of HTTP requests. Nil: ours.
    public var path: String?
    /// Further headers of HTTP requests and Kafka messages.
    public var headers: [String: String] = [:]

    /// Our own form.
    public init() {}

    /// The name of a header's field on the wire; nil when it is left out.
    public func name(ofField field: String) -> String? {
        let name = fields[field] ?? field
        return name.isEmpty ? nil : name
    }

    /// The name of a sample's field on the wire; nil when it is left out.
    public func name(ofSampleField field: String) -> String? {
        let name = sample[field] ?? field
        return name.isEmpty ? nil : name
    }

    /// What is wrong with it, one line each; empty when it can be used.
    public var problems: [String] {
        var found: [String] = []
        for key in fields.keys.sorted() where !Self.headerFields.contains(key) {
            found.append("unknown header field '\(key)' (known: \(Self.list(Self.headerFields)))")
        }
        for key in sample.keys.sorted() where !Self.sampleFields.contains(key) {
            found.append("unknown sample field '\(key)' (known: \(Self.list(Self.sampleFields)))")
        }
        for key in ["vid", "boot", "sequence"] where name(ofField: key) == nil {
            found.append("header field '\(key)' must keep a name: delivery is proved by it")
        }
        if name(ofSampleField: "sequence") == nil {
            found.append("sample field 'sequence' must keep a name: delivery is proved by it")
        }
        if samples.isEmpty { found.append("the list of samples must have a name") }
        for key in signals.keys.sorted() where SignalCatalogue.signal(path: key) == nil {
            found.append("unknown signal '\(key)'; schema/SIGNALS.md lists the known ones")
        }
        let names =
            Self.headerFields.compactMap { name(ofField: $0) } + [samples] + constants.keys
        for name in Set(names).sorted() where names.count(where: { $0 == name }) > 1 {
            found.append("two fields of the header are called '\(name)'")
        }
        return found
    }

    private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
