// Signals that are rarely sent stand beside the columns of a batch: a word of 64 bits for each
// value that is sent, and nothing for one that is not. Fifty columns that are mostly empty would
// triple the cost of every record.

import Base

/// What the value of a side signal is.
public enum SideKind: Hashable, Sendable {
    /// 0 or 1.
    case truth
    /// Whole number.
    case integer
    /// Steps of 10^-decimals.
    case fixed
    /// Code into the list of words.
    case word
    /// Bit set over the list of words.
    case words
    /// Unix time, milliseconds.
    case instant
    /// `VehicleNumber.code`.
    case vin
}

/// How a side signal is stored.
struct SideForm: Sendable {
    let path: String
    let kind: SideKind
    let decimals: Int
    let words: [String]

    init(_ path: String, _ kind: SideKind, decimals: Int, words: [String]) {
        self.path = path
        self.kind = kind
        self.decimals = decimals
        self.words = words
    }
}

extension SideSignal {
    /// The VSS path, or ours.
    public var path: String { Self.forms[Int(rawValue)].path }

    /// What its value is.
    public var kind: SideKind { Self.forms[Int(rawValue)].kind }

    /// The value as a number in the catalogue's unit; `nil` for text.
    public func number(_ value: Int64) -> Double? {
        let form = Self.forms[Int(rawValue)]
        switch form.kind {
        case .truth, .integer: return Double(value)
        case .fixed: return Double(value) / Double(JSONWriter.scale(form.decimals))
        case .instant: return Double(value)
        case .word, .words, .vin: return nil
        }
    }

    /// The value as text; lists with blanks between; `nil` for numbers.
    public func text(_ value: Int64) -> String? {
        let form = Self.forms[Int(rawValue)]
        switch form.kind {
        case .word: return form.words[Int(value)]
        case .words:
            let set = UInt64(bitPattern: value)
            return form.words.indices.filter { set >> UInt64($0) & 1 == 1 }
                .map { form.words[$0] }.joined(separator: " ")
        case .vin: return VehicleNumber.text(code: value)
        case .truth, .integer, .fixed, .instant: return nil
        }
    }
}

/// A value of a side signal in 64 bits: bit 0 marks the last of a record, bits 1…8 hold the signal,
/// the rest the value, signed.
public struct SideWord: Hashable, Sendable {
    /// The bits.
    public var rawValue: UInt64

    /// A word from its bits.
    @inline(__always) public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// A word that is not the last.
    @inline(__always) public init(_ signal: SideSignal, _ value: Int64) {
        rawValue = UInt64(bitPattern: value) << 9 | UInt64(signal.rawValue) << 1
    }

    /// The signal's number.
    @inline(__always) public var number: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 1) }

    /// The signal; traps for a number that the catalogue does not have.
    public var signal: SideSignal {
        guard let signal = SideSignal(rawValue: number) else {
            fatalError("a batch holds side signal \(number), which the catalogue does not have")
        }
        return signal
    }

    /// The value.
    @inline(__always) public var value: Int64 { Int64(bitPattern: rawValue) >> 9 }

    /// Whether it is the record's last.
    @inline(__always) public var isLast: Bool { rawValue & 1 == 1 }
}

/// Vehicle identification numbers that are made up: 17 characters in the form of ISO 3779 as VSS
/// asks for it, with a maker's code (`0RC`) that is assigned to nobody.
public enum VehicleNumber {
    private static let letters = Array("ABCDEFGHJKLMNPRSTUVWXYZ0123456789".utf8)

    /// 46 bits: region's key (10), brand (4), model year less 1980 (6), vehicle (26).
    public static func code(
        regionKey: UInt32, brand: UInt8, modelYear: UInt16, vehicle: UInt32
    ) -> Int64 {
        Int64(regionKey & 1023) << 36 | Int64(brand & 15) << 32
            | Int64((max(1980, modelYear) - 1980) & 63) << 26 | Int64(vehicle & 0x3FF_FFFF)
    }

    /// The number that a code stands for.
    public static func text(code: Int64) -> String {
        var bytes = [UInt8](repeating: 0, count: 17)
        bytes.withUnsafeMutableBufferPointer { buffer in
            if let start = buffer.baseAddress { write(code: code, at: start) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes 17 bytes.
    static func write(code: Int64, at place: UnsafeMutablePointer<UInt8>) {
        let vehicle = UInt64(code & 0x3FF_FFFF)
        place[0] = UInt8(ascii: "0")
        place[1] = UInt8(ascii: "R")
        place[2] = UInt8(ascii: "C")
        place[3] = letters[Int(code >> 32 & 15)]
        var rest = vehicle / 10_000
        for index in stride(from: 8, through: 4, by: -1) {
            place[index] = letters[Int(rest % 33)]
            rest /= 33
        }
        place[9] = letters[Int(code >> 26 & 63) % 33]
        place[10] = letters[Int(code >> 26 & 63) / 33]
        place[11] = letters[Int(code >> 36 & 1023) % 33]
        place[12] = letters[Int(code >> 36 & 1023) / 33]
        rest = vehicle % 10_000
        for index in stride(from: 16, through: 13, by: -1) {
            place[index] = UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0")
            rest /= 10
        }
    }
}
