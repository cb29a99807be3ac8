// Endpoints as URLs. Secrets are never part of one: they come from the environment or a file that
// it names, so that neither a scenario, nor a shell's history, nor a log can hold them.

import Base
import Foundation
import Records

/// Where messages go, or are read back from.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// The protocol.
    public enum Scheme: String, Hashable, Sendable, CaseIterable {
        case http, https, mqtt, mqtts, kafka, postgresql, file
    }

    /// The protocol.
    public var scheme: Scheme
    /// Hosts with ports; one, but for Kafka's list.
    public var hosts: [(name: String, port: Int)] { hostList.map { ($0.name, $0.port) } }
    /// The account; empty without one.
    public var user: String
    /// What stands behind the host, without the leading slash.
    public var path: String
    /// Settings behind the question mark.
    public var parameters: [String: String]
    /// The account's password.
    public var password: Secret
    /// The bearer token.
    public var token: Secret
    private var hostList: [Host]

    private struct Host: Hashable, Sendable {
        var name: String
        var port: Int
    }

    /// A secret that never shows in a description.
    public struct Secret: Hashable, Sendable, CustomStringConvertible {
        /// The secret itself; nil without one.
        public var value: String?
        /// Never the secret.
        public var description: String { value == nil ? "none" : "set" }
        /// A secret.
        public init(_ value: String?) { self.value = value }
    }

    /// The first host.
    public var host: String { hostList.first?.name ?? "" }
    /// Its port.
    public var port: Int { hostList.first?.port ?? 0 }
    /// Whether the connection is encrypted.
    public var isEncrypted: Bool { scheme == .https || scheme == .mqtts || parameters["ca"] != nil }

    /// The URL without settings.
    public var description: String {
        if scheme == .file { return "file:\(path)" }
        let list = hostList.map { "\($0.name):\($0.port)" }.joined(separator: ",")
        return "\(scheme.rawValue)://\(list)" + (path.isEmpty ? "" : "/\(path)")
    }

    /// Settings that each protocol knows.
    public static let knownParameters: [Scheme: [String]] = [
        .http: ["encoding", "batch", "concurrency", "timeout"],
        .https: ["encoding", "batch", "concurrency", "timeout", "ca", "cert", "key"],
        .mqtt: ["qos", "connections", "window", "topic"],
        .mqtts: ["qos", "connections", "window", "topic", "ca", "cert", "key"],
        .kafka: ["compression", "timeout", "ca", "cert", "key", "sasl"],
        .postgresql: ["table", "ca", "cert", "key"],
        .file: [],
    ]

    /// Reads a URL such as `mqtts://user@host:8883?qos=1&ca=ca.pem`.
    ///
    /// - Parameter environment: `ROCADE_PASSWORD`, `ROCADE_TOKEN`, or the same with `_FILE` for a
    ///   file that holds it.
    /// - Throws: `Failure.input` that says what is wrong with it.
    public init(_ text: String, environment: [String: String]) throws {
        func wrong(_ why: String) -> Failure { .input("\(Self.withoutSecret(text)): \(why)") }
        guard let colon = text.range(of: ":"),
            let scheme = Scheme(rawValue: text[..<colon.lowerBound].lowercased())
        else {
            let known = Scheme.allCases.map { "\($0.rawValue)://" }.joined(separator: " ")
            throw wrong("not an endpoint; it starts with one of \(known)")
        }
        self.scheme = scheme
        var rest = text[colon.upperBound...]
        parameters = [:]
        if let mark = rest.firstIndex(of: "?") {
            for pair in rest[rest.index(after: mark)...].split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
                let value = parts.count == 2 ? parts[1].removingPercentEncoding ?? parts[1] : ""
                parameters[parts[0]] = value
            }
            rest = rest[..<mark]
        }
        let known = Self.knownParameters[scheme] ?? []
        for name in parameters.keys.sorted() where !known.contains(name) {
            let list = known.isEmpty ? "none" : known.joined(separator: ", ")
            throw wrong("unknown setting '\(name)' (known for \(scheme.rawValue): \(list))")
        }
        password = Secret(nil)
        token = Secret(nil)
        user = ""
        hostList = []
        if scheme == .file {
            path = String(rest.hasPrefix("//") ? rest.dropFirst(2) : rest)
            if path.isEmpty { throw wrong("a file needs a path, as in file:records.jsonl") }
            return
        }
        guard rest.hasPrefix("//") else { throw wrong("after '\(scheme.rawValue):' comes '//'") }
        rest = rest.dropFirst(2)
        let slash = rest.firstIndex(of: "/")
        var authority = rest[..<(slash ?? rest.endIndex)]
        path = slash.map { String(rest[rest.index(after: $0)...]) } ?? ""
        if let at = authority.lastIndex(of: "@") {
            user = String(authority[..<at])
            if user.contains(":") {
                throw wrong(
                    "a password in a URL ends up in logs; put it into ROCADE_PASSWORD or a file "
                        + "named by ROCADE_PASSWORD_FILE")
            }
            authority = authority[authority.index(after: at)...]
        }
        hostList = try authority.split(separator: ",").map { try Self.host($0, scheme, wrong) }
        guard !hostList.isEmpty, scheme == .kafka || hostList.count == 1 else {
            throw wrong("it needs one host, as in \(scheme.rawValue)://127.0.0.1")
        }
        password = Secret(try Self.secret("ROCADE_PASSWORD", environment))
        token = Secret(try Self.secret("ROCADE_TOKEN", environment))
    }

    private static func host(
        _ text: Substring, _ scheme: Scheme, _ wrong: (String) -> Failure
    ) throws -> Host {
        let usual: [Scheme: Int] = [
            .http: 80, .https: 443, .mqtt: 1883, .mqtts: 8883, .kafka: 9092, .postgresql: 5432,
        ]
        guard let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") else {
            return Host(name: String(text), port: usual[scheme] ?? 0)
        }
        guard let port = Int(text[text.index(after: colon)...]), (1...65_535).contains(port) else {
            throw wrong("the port must be a number from 1 to 65535")
        }
        return Host(name: String(text[..<colon]), port: port)
    }

    private static func secret(_ name: String, _ environment: [String: String]) throws -> String? {
        if let value = environment[name], !value.isEmpty { return value }
        guard let file = environment[name + "_FILE"], !file.isEmpty else { return nil }
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw Failure.input("\(name)_FILE: cannot read \(file)")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The text without what stands between ':' and '@', for messages.
    private static func withoutSecret(_ text: String) -> String {
        text.replacing(#/(:\/\/[^:@\/]*):[^@\/]*@/#) { "\($0.1):…@" }
    }

    /// A whole number among the settings.
    /// - Throws: `Failure.input` when it is none or out of range.
    public func integer(_ name: String, in range: ClosedRange<Int>, default usual: Int) throws
        -> Int
    {
        guard let text = parameters[name] else { return usual }
        guard let value = Int(text), range.contains(value) else {
            throw Failure.input(
                "\(self): \(name)=\(text) must be a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound)")
        }
        return value
    }

    /// One of some words among the settings.
    public func choice(_ name: String, of words: [String], default usual: String) throws -> String {
        guard let text = parameters[name] else { return usual }
        guard words.contains(text) else {
            throw Failure.input(
                "\(self): \(name)=\(text) must be one of \(words.joined(separator: ", "))")
        }
        return text
    }

    /// A file among the settings; it must be readable.
    public func file(_ name: String) throws -> String? {
        guard let path = parameters[name] else { return nil }
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw Failure.input("\(self): \(name)=\(path) cannot be read")
        }
        return path
    }
}

extension Endpoint {
    /// The sink of an endpoint.
    public func makeSink(mapping: EnvelopeMapping, run: String) throws -> any DeliverySink {
        switch scheme {
        case .http, .https: try HTTPSink(self, mapping: mapping, run: run)
        case .mqtt, .mqtts: try MQTTSink(self, mapping: mapping)
        case .kafka: try KafkaSink(self, mapping: mapping)
        case .postgresql: try PostgresSink(self)
        case .file: MessageFileSink(path: path)
        }
    }

    /// What reads back what arrived at an endpoint.
    public func makeReadBack(mapping: EnvelopeMapping, run: String) throws -> any ReadBack {
        switch scheme {
        case .http, .https: try HTTPReadBack(self, run: run)
        case .mqtt, .mqtts: try MQTTReadBack(self, mapping: mapping, run: run)
        case .kafka: try KafkaReadBack(self, mapping: mapping, run: run)
        case .postgresql: try PostgresReadBack(self, run: run)
        case .file: MessageFileReadBack(path: path, mapping: mapping, run: run)
        }
    }
}
