import Records

/// Topics from a template with `{region}`, `{vid}` and `{stream}`.
struct MQTTTopic: Sendable {
    /// Ours: `fleet/v1/{region}/{vid}/telemetry`.
    static let usual = "fleet/v1/{region}/{vid}/{stream}"
    private let parts: [String]

    init(template: String) {
        parts = template.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    }

    /// The topic of a message.
    func name(region: String, vehicle: UInt32, stream: String = "telemetry") -> String {
        parts.map { part in
            part.replacing("{region}", with: region).replacing("{vid}", with: String(vehicle))
                .replacing("{stream}", with: stream)
        }.joined(separator: "/")
    }

    /// The pattern that matches the topics of all vehicles.
    var pattern: String {
        parts.map { part in
            if part.contains("{region}") || part.contains("{vid}") { return "+" }
            return part.replacing("{stream}", with: "telemetry")
        }.joined(separator: "/")
    }
}
