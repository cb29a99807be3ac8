// Written by tools/generate_schema.py from schema/signals.csv; do not edit.
// swift-format-ignore-file

extension ProtobufEncoder {
    /// No record is longer.
    static let maximumRecordBytes = 1300

    /// Writes the columns of one record.
    @inline(__always)
    static func writeColumns(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        to writer: inout ProtobufWriter
    ) {
        writePart0(row, of: batch, present: present, major: major, to: &writer)
        writePart1(row, of: batch, present: present, major: major, to: &writer)
        writePart2(row, of: batch, present: present, major: major, to: &writer)
        writePart3(row, of: batch, present: present, major: major, to: &writer)
        writePart4(row, of: batch, present: present, major: major, to: &writer)
        writePart5(row, of: batch, present: present, major: major, to: &writer)
        writePart6(row, of: batch, present: present, major: major, to: &writer)
    }

    @inline(__always)
    private static func writePart0(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        to writer: inout ProtobufWriter
    ) {
        writer.field(8, unsigned: UInt64(batch.vehicle[row]))
        writer.field(16, unsigned: UInt64(batch.boot[row]))
        writer.field(24, unsigned: UInt64(batch.sequence[row]))
        writer.field(32, signed: Int64(batch.eventMilliseconds[row]))
        writer.field(40, signed: Int64(batch.sentMilliseconds[row]))
        writer.field(48, signed: Int64(batch.receivedMilliseconds[row]))
        writer.field(56, unsigned: batch.isResend[row] ? 1 : 0)
        writer.field(64, unsigned: UInt64(batch.firmware[row]))
        writer.field(72, unsigned: UInt64(batch.consentScope[row]))
        writer.field(328, unsigned: UInt64(batch.stream[row]))
    }

    @inline(__always)
    private static func writePart1(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        to writer: inout ProtobufWriter
    ) {
        if present & 0x1 != 0 {
            writer.field(80, optional: batch.latitude[row], scale: 10_000_000)
        }
        if present & 0x2 != 0 {
            writer.field(88, optional: batch.longitude[row], scale: 10_000_000)
        }
        if present & 0x4 != 0 {
            writer.field(96, optional: batch.heading[row], scale: 10)
        }
        if present & 0x8 != 0 {
            writer.field(104, optional: batch.horizontalAccuracy[row], scale: 10)
        }
        if present & 0x10 != 0 {
            writer.field(112, unsigned: UInt64(batch.fixType[row]))
        }
        if present & 0x20 != 0 {
            writer.field(120, fixed: batch.speed[row], scale: 100)
        }
        if present & 0x40 != 0 {
            writer.field(128, fixed: batch.accelerationLongitudinal[row], scale: 100)
        }
        if present & 0x80 != 0 {
            writer.field(136, fixed: batch.accelerationLateral[row], scale: 100)
        }
        if present & 0x100 != 0 {
            writer.field(144, fixed: batch.yawRate[row], scale: 100)
        }
        if present & 0x200 != 0 {
            switch major {
            case 4: writer.field(1213, float: Float(Double(batch.traveledDistance[row]) * 0.001), decimals: 10)
            case 5: writer.field(1213, float: Float(Double(batch.traveledDistance[row]) * 0.001), decimals: 1_000)
            default: writer.field(152, unsigned: UInt64(batch.traveledDistance[row]))
            }
        }
    }

    @inline(__always)
    private static func writePart2(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        to writer: inout ProtobufWriter
    ) {
        if present & 0x400 != 0 {
            switch major {
            case 4: writer.field(1221, float: Float(Double(batch.traveledDistanceSinceStart[row]) * 0.001), decimals: 10)
            case 5: writer.field(1221, float: Float(Double(batch.traveledDistanceSinceStart[row]) * 0.001), decimals: 1_000)
            default: writer.field(160, unsigned: UInt64(batch.traveledDistanceSinceStart[row]))
            }
        }
    }

    @inline(__always)
    private static func writePart3(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        to writer: inout ProtobufWriter
    ) {
        if present & 0x800 != 0 {
            writer.field(168, fixed: batch.tripDuration[row], scale: 10)
        }
        if present & 0x1000 != 0 {
            writer.field(176, fixed: batch.averageSpeed[row], scale: 10)
        }
        if present & 0x2000 != 0 {
            writer.field(184, unsigned: UInt64(batch.lowVoltageSystemState[row]))
        }
        if present & 0x4000 != 0 {
            writer.field(192, unsigned: batch.isMoving[row] ? 1 : 0)
        }
        if present & 0x8000 != 0 {
            writer.field(200, percent: batch.fuelRelativeLevel[row])
        }
        if present & 0x10000 != 0 {
            writer.field(208, optional: batch.fuelInstantConsumption[row], scale: 10)
        }
        if present & 0x20000 != 0 {
            writer.field(216, optional: batch.fuelConsumptionSinceStart[row], scale: 1_000)
        }
        if present & 0x40000 != 0 {
            writer.field(224, optional: batch.engineSpeed[row], scale: 1)
        }
    }

    @inline(__always)
    private static func writePart4(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        to writer: inout ProtobufWriter
    ) {
        if present & 0x80000 != 0 {
            switch major {
            case 4: writer.field(1224, optional: batch.coolantTemperature[row], scale: 1)
            default: writer.field(232, optional: batch.coolantTemperature[row], scale: 10)
            }
        }
    }

    @inline(__always)
    private static func writePart5(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        to writer: inout ProtobufWriter
    ) {
        if present & 0x100000 != 0 {
            writer.field(240, optional: batch.stateOfCharge[row], scale: 100)
        }
        if present & 0x200000 != 0 {
            writer.field(248, optional: batch.tractionPower[row], scale: 1)
        }
        if present & 0x400000 != 0 {
            writer.field(256, unsigned: UInt64(batch.range[row]))
        }
        if present & 0x800000 != 0 {
            writer.field(264, signed: Int64(batch.currentGear[row]))
        }
        if present & 0x1000000 != 0 {
            writer.field(272, unsigned: UInt64(batch.brakePedalPosition[row]))
        }
        if present & 0x2000000 != 0 {
            writer.field(280, fixed: batch.airTemperature[row], scale: 10)
        }
    }

    @inline(__always)
    private static func writePart6(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        to writer: inout ProtobufWriter
    ) {
        if present & 0x4000000 != 0 {
            writer.field(288, unsigned: batch.isLowBeamOn[row] ? 1 : 0)
        }
        if present & 0x8000000 != 0 {
            writer.field(296, unsigned: batch.isBelted[row] ? 1 : 0)
        }
    }

    /// How the signals beside the columns are written, by `SideSignal`.
    static let side: [ProtobufSideForm] = [
        ProtobufSideForm(408, .instant, isSigned: false),
        ProtobufSideForm(416, .fixed, isSigned: true),
        ProtobufSideForm(424, .instant, isSigned: false),
        ProtobufSideForm(432, .truth, isSigned: false),
        ProtobufSideForm(440, .word, isSigned: false),
        ProtobufSideForm(448, .fixed, isSigned: true),
        ProtobufSideForm(456, .word, isSigned: false),
        ProtobufSideForm(464, .integer, isSigned: false),
        ProtobufSideForm(472, .fixed, isSigned: true),
        ProtobufSideForm(480, .integer, isSigned: false),
        ProtobufSideForm(488, .fixed, isSigned: true),
        ProtobufSideForm(496, .truth, isSigned: false),
        ProtobufSideForm(504, .fixed, isSigned: true),
        ProtobufSideForm(512, .integer, isSigned: false),
        ProtobufSideForm(520, .integer, isSigned: false),
        ProtobufSideForm(528, .truth, isSigned: false),
        ProtobufSideForm(536, .integer, isSigned: false),
        ProtobufSideForm(544, .truth, isSigned: false),
        ProtobufSideForm(552, .truth, isSigned: false),
        ProtobufSideForm(560, .truth, isSigned: false),
        ProtobufSideForm(568, .truth, isSigned: false),
        ProtobufSideForm(576, .truth, isSigned: false),
        ProtobufSideForm(584, .truth, isSigned: false),
        ProtobufSideForm(592, .truth, isSigned: false),
        ProtobufSideForm(600, .fixed, isSigned: true),
        ProtobufSideForm(608, .truth, isSigned: false),
        ProtobufSideForm(616, .truth, isSigned: false),
        ProtobufSideForm(624, .truth, isSigned: false),
        ProtobufSideForm(632, .truth, isSigned: false),
        ProtobufSideForm(640, .word, isSigned: false),
        ProtobufSideForm(648, .truth, isSigned: false),
        ProtobufSideForm(656, .truth, isSigned: false),
        ProtobufSideForm(664, .truth, isSigned: false),
        ProtobufSideForm(672, .truth, isSigned: false),
        ProtobufSideForm(680, .truth, isSigned: false),
        ProtobufSideForm(688, .word, isSigned: false),
        ProtobufSideForm(696, .integer, isSigned: false),
        ProtobufSideForm(704, .integer, isSigned: false),
        ProtobufSideForm(714, .words, isSigned: false),
        ProtobufSideForm(720, .fixed, isSigned: true),
        ProtobufSideForm(728, .fixed, isSigned: true),
        ProtobufSideForm(736, .integer, isSigned: true),
        ProtobufSideForm(744, .truth, isSigned: false),
        ProtobufSideForm(754, .vin, isSigned: false),
        ProtobufSideForm(760, .word, isSigned: false),
        ProtobufSideForm(768, .word, isSigned: false),
        ProtobufSideForm(776, .integer, isSigned: false),
        ProtobufSideForm(784, .integer, isSigned: false),
        ProtobufSideForm(888, .word, isSigned: false),
        ProtobufSideForm(896, .word, isSigned: false),
        ProtobufSideForm(904, .word, isSigned: false),
        ProtobufSideForm(912, .fixed, isSigned: true),
        ProtobufSideForm(920, .word, isSigned: false),
        ProtobufSideForm(928, .word, isSigned: false),
        ProtobufSideForm(936, .word, isSigned: false),
        ProtobufSideForm(944, .word, isSigned: false),
        ProtobufSideForm(954, .words, isSigned: false),
    ]
}
