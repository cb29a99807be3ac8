// One connection to a broker through libmosquitto, without its threads: whoever owns the link calls
// it from one thread, and hears of what happened through `handler`.

import Base
import CMosquitto
import Glibc

/// What a link tells its owner, on the owner's thread.
protocol MQTTLinkHandler: AnyObject {
    /// The broker accepted (0) or refused the connection; the code is MQTT 5's.
    func link(_ link: MQTTLink, connected code: Int32)
    /// A publication was confirmed: PUBACK for QoS 1, written for QoS 0.
    func link(_ link: MQTTLink, published message: Int32, code: Int32)
    /// A subscription was granted or refused.
    func link(_ link: MQTTLink, subscribed codes: [Int32])
    /// A message came.
    func link(_ link: MQTTLink, received payload: UnsafeBufferPointer<UInt8>)
}

/// A connection. A class because libmosquitto's callbacks carry a pointer to it; confined to the
/// thread of its owner.
final class MQTTLink {
    /// How to reach the broker.
    struct Options: Sendable {
        var host: String
        var port: Int32
        var user: String
        var password: String?
        var ca: String?
        var certificate: String?
        var key: String?
        var isEncrypted: Bool
        var keepAliveSeconds: Int32 = 10

        init(_ endpoint: Endpoint) throws {
            host = endpoint.host
            port = Int32(endpoint.port)
            user = endpoint.user
            password = endpoint.password.value
            ca = try endpoint.file("ca")
            certificate = try endpoint.file("cert")
            key = try endpoint.file("key")
            isEncrypted = endpoint.scheme == .mqtts
            guard (certificate == nil) == (key == nil) else {
                throw Failure.input("\(endpoint): 'cert' and 'key' come together")
            }
        }
    }

    /// The number that its owner gave it.
    let number: Int
    private(set) var isConnected = false
    private let handle: OpaquePointer
    private unowned let handler: any MQTTLinkHandler

    /// A link that is not connected.
    /// - Throws: `Failure.environment` without memory, `Failure.input` for unusable certificates.
    init(
        number: Int, id: String, options: Options, isCleanStart: Bool,
        handler: any MQTTLinkHandler
    ) throws {
        guard let handle = mosquitto_new(id, isCleanStart, nil) else {
            throw Failure.environment("libmosquitto: no memory for a connection")
        }
        self.handle = handle
        self.number = number
        self.handler = handler
        mosquitto_user_data_set(handle, Unmanaged.passUnretained(self).toOpaque())
        mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, Int32(MQTT_PROTOCOL_V5))
        mosquitto_int_option(handle, MOSQ_OPT_RECEIVE_MAXIMUM, 65_535)
        mosquitto_int_option(handle, MOSQ_OPT_SEND_MAXIMUM, 65_535)
        mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1)
        if !options.user.isEmpty {
            mosquitto_username_pw_set(handle, options.user, options.password)
        }
        if options.isEncrypted { try encrypt(options) }
        installCallbacks()
    }

    deinit { mosquitto_destroy(handle) }

    private func encrypt(_ options: Options) throws {
        let code = mosquitto_tls_set(
            handle, options.ca, options.ca == nil ? "/etc/ssl/certs" : nil, options.certificate,
            options.key, nil)
        guard code == MOSQ_ERR_SUCCESS.code else {
            throw Failure.input(
                "mqtts://\(options.host): the certificate files cannot be used: "
                    + Self.text(code))
        }
    }

    private static func owner(_ data: UnsafeMutableRawPointer?) -> MQTTLink? {
        data.map { Unmanaged<MQTTLink>.fromOpaque($0).takeUnretainedValue() }
    }

    private func installCallbacks() {
        mosquitto_connect_v5_callback_set(handle) { _, data, code, _, _ in
            guard let link = MQTTLink.owner(data) else { return }
            link.isConnected = code == 0
            link.handler.link(link, connected: code)
        }
        mosquitto_disconnect_v5_callback_set(handle) { _, data, _, _ in
            MQTTLink.owner(data)?.isConnected = false
        }
        mosquitto_publish_v5_callback_set(handle) { _, data, message, code, _ in
            guard let link = MQTTLink.owner(data) else { return }
            link.handler.link(link, published: message, code: code)
        }
        mosquitto_subscribe_v5_callback_set(handle) { _, data, _, count, codes, _ in
            guard let link = MQTTLink.owner(data), let codes else { return }
            let granted = UnsafeBufferPointer(start: codes, count: Int(count))
            link.handler.link(link, subscribed: Array(granted))
        }
        mosquitto_message_v5_callback_set(handle) { _, data, message, _ in
            guard let link = MQTTLink.owner(data), let message = message?.pointee else { return }
            let start = message.payload?.assumingMemoryBound(to: UInt8.self)
            link.handler.link(
                link,
                received: UnsafeBufferPointer(start: start, count: Int(message.payloadlen)))
        }
    }

    /// Opens the connection; the broker's answer comes through the handler.
    /// - Returns: 0, or libmosquitto's code.
    func connect(_ options: Options) -> Int32 {
        errno = 0
        return mosquitto_connect_bind_v5(
            handle, options.host, options.port, options.keepAliveSeconds, nil, nil)
    }

    /// The socket; −1 without one.
    var socket: Int32 { mosquitto_socket(handle) }
    /// Whether bytes wait for room in the socket.
    var wantsToWrite: Bool { mosquitto_want_write(handle) }
    /// Reads what came. Returns libmosquitto's code; other than 0, the connection is lost.
    func read() -> Int32 { mosquitto_loop_read(handle, 1) }
    /// Writes what waits.
    func write() -> Int32 { mosquitto_loop_write(handle, 1) }
    /// Keeps the connection alive; to be called once a second.
    func keepAlive() -> Int32 { mosquitto_loop_misc(handle) }
    /// Says good-bye.
    func disconnect() { mosquitto_disconnect_v5(handle, 0, nil) }

    /// Publishes. Returns libmosquitto's code and the message's number.
    func publish(_ topic: String, _ payload: [UInt8], qos: Int32) -> (code: Int32, message: Int32) {
        var message: Int32 = 0
        let code = payload.withUnsafeBytes {
            mosquitto_publish_v5(
                handle, &message, topic, Int32($0.count), $0.baseAddress, qos, false, nil)
        }
        return (code, message)
    }

    /// Subscribes.
    func subscribe(_ pattern: String, qos: Int32) -> Int32 {
        mosquitto_subscribe_v5(handle, nil, pattern, qos, 0, nil)
    }

    /// A code as words.
    static func text(_ code: Int32) -> String {
        if code == MOSQ_ERR_ERRNO.code {
            return errno == 0 ? "the connection failed" : String(cString: strerror(errno))
        }
        if code == MOSQ_ERR_EAI.code { return "the host's name is unknown" }
        return mosquitto_strerror(code).map { String(cString: $0) } ?? "code \(code)"
    }

    /// What no waiting mends: credentials or certificates.
    static func refusal(_ code: Int32, _ endpoint: Endpoint) -> Failure? {
        switch code {
        case 0x84: .input("\(endpoint): the broker does not speak MQTT 5")
        case 0x86, 0x87, 0x8C:
            .input(
                "\(endpoint): the broker refuses the account; give it as USER@ in the URL and its "
                    + "password in ROCADE_PASSWORD")
        case MOSQ_ERR_TLS.code:
            .input(
                "\(endpoint): the TLS handshake failed; name the broker's authority with ?ca=FILE, "
                    + "and cert=FILE&key=FILE if it asks for a certificate")
        default: nil
        }
    }
}

extension mosq_err_t {
    /// The code as functions return it.
    var code: Int32 { Int32(rawValue) }
}
