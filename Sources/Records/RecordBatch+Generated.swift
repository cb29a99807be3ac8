// Written by tools/generate_schema.py from schema/signals.csv; do not edit.
// swift-format-ignore-file

extension RecordBatch {
    /// Makes room for `capacity` records in all.
    public mutating func reserve(_ capacity: Int) {
        vehicle.reserveCapacity(capacity)
        boot.reserveCapacity(capacity)
        sequence.reserveCapacity(capacity)
        eventMilliseconds.reserveCapacity(capacity)
        sentMilliseconds.reserveCapacity(capacity)
        receivedMilliseconds.reserveCapacity(capacity)
        isResend.reserveCapacity(capacity)
        firmware.reserveCapacity(capacity)
        consentScope.reserveCapacity(capacity)
        stream.reserveCapacity(capacity)
        latitude.reserveCapacity(capacity)
        longitude.reserveCapacity(capacity)
        heading.reserveCapacity(capacity)
        horizontalAccuracy.reserveCapacity(capacity)
        fixType.reserveCapacity(capacity)
        speed.reserveCapacity(capacity)
        accelerationLongitudinal.reserveCapacity(capacity)
        accelerationLateral.reserveCapacity(capacity)
        yawRate.reserveCapacity(capacity)
        traveledDistance.reserveCapacity(capacity)
        traveledDistanceSinceStart.reserveCapacity(capacity)
        tripDuration.reserveCapacity(capacity)
        averageSpeed.reserveCapacity(capacity)
        lowVoltageSystemState.reserveCapacity(capacity)
        isMoving.reserveCapacity(capacity)
        fuelRelativeLevel.reserveCapacity(capacity)
        fuelInstantConsumption.reserveCapacity(capacity)
        fuelConsumptionSinceStart.reserveCapacity(capacity)
        engineSpeed.reserveCapacity(capacity)
        coolantTemperature.reserveCapacity(capacity)
        stateOfCharge.reserveCapacity(capacity)
        tractionPower.reserveCapacity(capacity)
        range.reserveCapacity(capacity)
        currentGear.reserveCapacity(capacity)
        brakePedalPosition.reserveCapacity(capacity)
        airTemperature.reserveCapacity(capacity)
        isLowBeamOn.reserveCapacity(capacity)
        isBelted.reserveCapacity(capacity)
        present.reserveCapacity(capacity)
        side.reserveCapacity(capacity)
    }

    /// Adds one record.
    public mutating func append(_ record: Record) {
        vehicle.append(record.vehicle)
        boot.append(record.boot)
        sequence.append(record.sequence)
        eventMilliseconds.append(record.eventMilliseconds)
        sentMilliseconds.append(record.sentMilliseconds)
        receivedMilliseconds.append(record.receivedMilliseconds)
        isResend.append(record.isResend)
        firmware.append(record.firmware)
        consentScope.append(record.consentScope)
        stream.append(record.stream)
        latitude.append(record.latitude)
        longitude.append(record.longitude)
        heading.append(record.heading)
        horizontalAccuracy.append(record.horizontalAccuracy)
        fixType.append(record.fixType)
        speed.append(record.speed)
        accelerationLongitudinal.append(record.accelerationLongitudinal)
        accelerationLateral.append(record.accelerationLateral)
        yawRate.append(record.yawRate)
        traveledDistance.append(record.traveledDistance)
        traveledDistanceSinceStart.append(record.traveledDistanceSinceStart)
        tripDuration.append(record.tripDuration)
        averageSpeed.append(record.averageSpeed)
        lowVoltageSystemState.append(record.lowVoltageSystemState)
        isMoving.append(record.isMoving)
        fuelRelativeLevel.append(record.fuelRelativeLevel)
        fuelInstantConsumption.append(record.fuelInstantConsumption)
        fuelConsumptionSinceStart.append(record.fuelConsumptionSinceStart)
        engineSpeed.append(record.engineSpeed)
        coolantTemperature.append(record.coolantTemperature)
        stateOfCharge.append(record.stateOfCharge)
        tractionPower.append(record.tractionPower)
        range.append(record.range)
        currentGear.append(record.currentGear)
        brakePedalPosition.append(record.brakePedalPosition)
        airTemperature.append(record.airTemperature)
        isLowBeamOn.append(record.isLowBeamOn)
        isBelted.append(record.isBelted)
        present.append(record.present)
        side.append(0)
    }

    /// Adds a row of another batch.
    public mutating func appendRow(from other: RecordBatch, at row: Int) {
        vehicle.append(other.vehicle[row])
        boot.append(other.boot[row])
        sequence.append(other.sequence[row])
        eventMilliseconds.append(other.eventMilliseconds[row])
        sentMilliseconds.append(other.sentMilliseconds[row])
        receivedMilliseconds.append(other.receivedMilliseconds[row])
        isResend.append(other.isResend[row])
        firmware.append(other.firmware[row])
        consentScope.append(other.consentScope[row])
        stream.append(other.stream[row])
        latitude.append(other.latitude[row])
        longitude.append(other.longitude[row])
        heading.append(other.heading[row])
        horizontalAccuracy.append(other.horizontalAccuracy[row])
        fixType.append(other.fixType[row])
        speed.append(other.speed[row])
        accelerationLongitudinal.append(other.accelerationLongitudinal[row])
        accelerationLateral.append(other.accelerationLateral[row])
        yawRate.append(other.yawRate[row])
        traveledDistance.append(other.traveledDistance[row])
        traveledDistanceSinceStart.append(other.traveledDistanceSinceStart[row])
        tripDuration.append(other.tripDuration[row])
        averageSpeed.append(other.averageSpeed[row])
        lowVoltageSystemState.append(other.lowVoltageSystemState[row])
        isMoving.append(other.isMoving[row])
        fuelRelativeLevel.append(other.fuelRelativeLevel[row])
        fuelInstantConsumption.append(other.fuelInstantConsumption[row])
        fuelConsumptionSinceStart.append(other.fuelConsumptionSinceStart[row])
        engineSpeed.append(other.engineSpeed[row])
        coolantTemperature.append(other.coolantTemperature[row])
        stateOfCharge.append(other.stateOfCharge[row])
        tractionPower.append(other.tractionPower[row])
        range.append(other.range[row])
        currentGear.append(other.currentGear[row])
        brakePedalPosition.append(other.brakePedalPosition[row])
        airTemperature.append(other.airTemperature[row])
        isLowBeamOn.append(other.isLowBeamOn[row])
        isBelted.append(other.isBelted[row])
        appendBeside(of: other, at: row)
    }

    /// Adds all rows of another batch.
    public mutating func append(contentsOf other: RecordBatch) {
        vehicle += other.vehicle
        boot += other.boot
        sequence += other.sequence
        eventMilliseconds += other.eventMilliseconds
        sentMilliseconds += other.sentMilliseconds
        receivedMilliseconds += other.receivedMilliseconds
        isResend += other.isResend
        firmware += other.firmware
        consentScope += other.consentScope
        stream += other.stream
        latitude += other.latitude
        longitude += other.longitude
        heading += other.heading
        horizontalAccuracy += other.horizontalAccuracy
        fixType += other.fixType
        speed += other.speed
        accelerationLongitudinal += other.accelerationLongitudinal
        accelerationLateral += other.accelerationLateral
        yawRate += other.yawRate
        traveledDistance += other.traveledDistance
        traveledDistanceSinceStart += other.traveledDistanceSinceStart
        tripDuration += other.tripDuration
        averageSpeed += other.averageSpeed
        lowVoltageSystemState += other.lowVoltageSystemState
        isMoving += other.isMoving
        fuelRelativeLevel += other.fuelRelativeLevel
        fuelInstantConsumption += other.fuelInstantConsumption
        fuelConsumptionSinceStart += other.fuelConsumptionSinceStart
        engineSpeed += other.engineSpeed
        coolantTemperature += other.coolantTemperature
        stateOfCharge += other.stateOfCharge
        tractionPower += other.tractionPower
        range += other.range
        currentGear += other.currentGear
        brakePedalPosition += other.brakePedalPosition
        airTemperature += other.airTemperature
        isLowBeamOn += other.isLowBeamOn
        isBelted += other.isBelted
        appendBeside(of: other)
    }

    /// The record of a row, without what stands beside the columns.
    public func record(at row: Int) -> Record {
        var record = Record()
        record.vehicle = vehicle[row]
        record.boot = boot[row]
        record.sequence = sequence[row]
        record.eventMilliseconds = eventMilliseconds[row]
        record.sentMilliseconds = sentMilliseconds[row]
        record.receivedMilliseconds = receivedMilliseconds[row]
        record.isResend = isResend[row]
        record.firmware = firmware[row]
        record.consentScope = consentScope[row]
        record.stream = stream[row]
        record.latitude = latitude[row]
        record.longitude = longitude[row]
        record.heading = heading[row]
        record.horizontalAccuracy = horizontalAccuracy[row]
        record.fixType = fixType[row]
        record.speed = speed[row]
        record.accelerationLongitudinal = accelerationLongitudinal[row]
        record.accelerationLateral = accelerationLateral[row]
        record.yawRate = yawRate[row]
        record.traveledDistance = traveledDistance[row]
        record.traveledDistanceSinceStart = traveledDistanceSinceStart[row]
        record.tripDuration = tripDuration[row]
        record.averageSpeed = averageSpeed[row]
        record.lowVoltageSystemState = lowVoltageSystemState[row]
        record.isMoving = isMoving[row]
        record.fuelRelativeLevel = fuelRelativeLevel[row]
        record.fuelInstantConsumption = fuelInstantConsumption[row]
        record.fuelConsumptionSinceStart = fuelConsumptionSinceStart[row]
        record.engineSpeed = engineSpeed[row]
        record.coolantTemperature = coolantTemperature[row]
        record.stateOfCharge = stateOfCharge[row]
        record.tractionPower = tractionPower[row]
        record.range = range[row]
        record.currentGear = currentGear[row]
        record.brakePedalPosition = brakePedalPosition[row]
        record.airTemperature = airTemperature[row]
        record.isLowBeamOn = isLowBeamOn[row]
        record.isBelted = isBelted[row]
        record.present = present[row]
        return record
    }

    /// Some consecutive rows.
    public func slice(_ rows: Range<Int>) -> RecordBatch {
        var part = RecordBatch()
        part.vehicle = Array(vehicle[rows])
        part.boot = Array(boot[rows])
        part.sequence = Array(sequence[rows])
        part.eventMilliseconds = Array(eventMilliseconds[rows])
        part.sentMilliseconds = Array(sentMilliseconds[rows])
        part.receivedMilliseconds = Array(receivedMilliseconds[rows])
        part.isResend = Array(isResend[rows])
        part.firmware = Array(firmware[rows])
        part.consentScope = Array(consentScope[rows])
        part.stream = Array(stream[rows])
        part.latitude = Array(latitude[rows])
        part.longitude = Array(longitude[rows])
        part.heading = Array(heading[rows])
        part.horizontalAccuracy = Array(horizontalAccuracy[rows])
        part.fixType = Array(fixType[rows])
        part.speed = Array(speed[rows])
        part.accelerationLongitudinal = Array(accelerationLongitudinal[rows])
        part.accelerationLateral = Array(accelerationLateral[rows])
        part.yawRate = Array(yawRate[rows])
        part.traveledDistance = Array(traveledDistance[rows])
        part.traveledDistanceSinceStart = Array(traveledDistanceSinceStart[rows])
        part.tripDuration = Array(tripDuration[rows])
        part.averageSpeed = Array(averageSpeed[rows])
        part.lowVoltageSystemState = Array(lowVoltageSystemState[rows])
        part.isMoving = Array(isMoving[rows])
        part.fuelRelativeLevel = Array(fuelRelativeLevel[rows])
        part.fuelInstantConsumption = Array(fuelInstantConsumption[rows])
        part.fuelConsumptionSinceStart = Array(fuelConsumptionSinceStart[rows])
        part.engineSpeed = Array(engineSpeed[rows])
        part.coolantTemperature = Array(coolantTemperature[rows])
        part.stateOfCharge = Array(stateOfCharge[rows])
        part.tractionPower = Array(tractionPower[rows])
        part.range = Array(range[rows])
        part.currentGear = Array(currentGear[rows])
        part.brakePedalPosition = Array(brakePedalPosition[rows])
        part.airTemperature = Array(airTemperature[rows])
        part.isLowBeamOn = Array(isLowBeamOn[rows])
        part.isBelted = Array(isBelted[rows])
        part.present = Array(present[rows])
        part.side = Array(side[rows])
        part.shareSide(of: self)
        return part
    }

    /// The rows of `order`, in that order; rows may be left out or repeated.
    public func gathered(_ order: [UInt32]) -> RecordBatch {
        var part = RecordBatch()
        part.vehicle = Gather.rows(order, of: vehicle)
        part.boot = Gather.rows(order, of: boot)
        part.sequence = Gather.rows(order, of: sequence)
        part.eventMilliseconds = Gather.rows(order, of: eventMilliseconds)
        part.sentMilliseconds = Gather.rows(order, of: sentMilliseconds)
        part.receivedMilliseconds = Gather.rows(order, of: receivedMilliseconds)
        part.isResend = Gather.rows(order, of: isResend)
        part.firmware = Gather.rows(order, of: firmware)
        part.consentScope = Gather.rows(order, of: consentScope)
        part.stream = Gather.rows(order, of: stream)
        part.latitude = Gather.rows(order, of: latitude)
        part.longitude = Gather.rows(order, of: longitude)
        part.heading = Gather.rows(order, of: heading)
        part.horizontalAccuracy = Gather.rows(order, of: horizontalAccuracy)
        part.fixType = Gather.rows(order, of: fixType)
        part.speed = Gather.rows(order, of: speed)
        part.accelerationLongitudinal = Gather.rows(order, of: accelerationLongitudinal)
        part.accelerationLateral = Gather.rows(order, of: accelerationLateral)
        part.yawRate = Gather.rows(order, of: yawRate)
        part.traveledDistance = Gather.rows(order, of: traveledDistance)
        part.traveledDistanceSinceStart = Gather.rows(order, of: traveledDistanceSinceStart)
        part.tripDuration = Gather.rows(order, of: tripDuration)
        part.averageSpeed = Gather.rows(order, of: averageSpeed)
        part.lowVoltageSystemState = Gather.rows(order, of: lowVoltageSystemState)
        part.isMoving = Gather.rows(order, of: isMoving)
        part.fuelRelativeLevel = Gather.rows(order, of: fuelRelativeLevel)
        part.fuelInstantConsumption = Gather.rows(order, of: fuelInstantConsumption)
        part.fuelConsumptionSinceStart = Gather.rows(order, of: fuelConsumptionSinceStart)
        part.engineSpeed = Gather.rows(order, of: engineSpeed)
        part.coolantTemperature = Gather.rows(order, of: coolantTemperature)
        part.stateOfCharge = Gather.rows(order, of: stateOfCharge)
        part.tractionPower = Gather.rows(order, of: tractionPower)
        part.range = Gather.rows(order, of: range)
        part.currentGear = Gather.rows(order, of: currentGear)
        part.brakePedalPosition = Gather.rows(order, of: brakePedalPosition)
        part.airTemperature = Gather.rows(order, of: airTemperature)
        part.isLowBeamOn = Gather.rows(order, of: isLowBeamOn)
        part.isBelted = Gather.rows(order, of: isBelted)
        part.present = Gather.rows(order, of: present)
        part.side = Gather.rows(order, of: side)
        part.shareSide(of: self)
        return part
    }

    /// Whether both hold the same records in the same order, missing values included.
    public func isIdentical(to other: RecordBatch) -> Bool {
        count == other.count && present == other.present
            && vehicle == other.vehicle
            && boot == other.boot
            && sequence == other.sequence
            && eventMilliseconds == other.eventMilliseconds
            && sentMilliseconds == other.sentMilliseconds
            && receivedMilliseconds == other.receivedMilliseconds
            && isResend == other.isResend
            && firmware == other.firmware
            && consentScope == other.consentScope
            && stream == other.stream
            && Identity.same(latitude, other.latitude)
            && Identity.same(longitude, other.longitude)
            && Identity.same(heading, other.heading)
            && Identity.same(horizontalAccuracy, other.horizontalAccuracy)
            && fixType == other.fixType
            && Identity.same(speed, other.speed)
            && Identity.same(accelerationLongitudinal, other.accelerationLongitudinal)
            && Identity.same(accelerationLateral, other.accelerationLateral)
            && Identity.same(yawRate, other.yawRate)
            && traveledDistance == other.traveledDistance
            && traveledDistanceSinceStart == other.traveledDistanceSinceStart
            && Identity.same(tripDuration, other.tripDuration)
            && Identity.same(averageSpeed, other.averageSpeed)
            && lowVoltageSystemState == other.lowVoltageSystemState
            && isMoving == other.isMoving
            && fuelRelativeLevel == other.fuelRelativeLevel
            && Identity.same(fuelInstantConsumption, other.fuelInstantConsumption)
            && Identity.same(fuelConsumptionSinceStart, other.fuelConsumptionSinceStart)
            && Identity.same(engineSpeed, other.engineSpeed)
            && Identity.same(coolantTemperature, other.coolantTemperature)
            && Identity.same(stateOfCharge, other.stateOfCharge)
            && Identity.same(tractionPower, other.tractionPower)
            && range == other.range
            && currentGear == other.currentGear
            && brakePedalPosition == other.brakePedalPosition
            && Identity.same(airTemperature, other.airTemperature)
            && isLowBeamOn == other.isLowBeamOn
            && isBelted == other.isBelted
            && hasSameSide(as: other)
    }
}

extension RecordBatch {
    /// Records in the order of `order`, as columns; rows may be left out or repeated.
    public init(_ records: [Record], order: [UInt32]) {
        self.init()
        let count = order.count
        vehicle = [UInt32](repeating: 0, count: count)
        boot = [UInt32](repeating: 0, count: count)
        sequence = [UInt32](repeating: 0, count: count)
        eventMilliseconds = [Int64](repeating: 0, count: count)
        sentMilliseconds = [Int64](repeating: 0, count: count)
        receivedMilliseconds = [Int64](repeating: 0, count: count)
        isResend = [Bool](repeating: false, count: count)
        firmware = [UInt8](repeating: 0, count: count)
        consentScope = [UInt8](repeating: 0, count: count)
        stream = [UInt8](repeating: 0, count: count)
        latitude = [Double](repeating: 0, count: count)
        longitude = [Double](repeating: 0, count: count)
        heading = [Float](repeating: 0, count: count)
        horizontalAccuracy = [Float](repeating: 0, count: count)
        fixType = [UInt8](repeating: 0, count: count)
        speed = [Float](repeating: 0, count: count)
        accelerationLongitudinal = [Float](repeating: 0, count: count)
        accelerationLateral = [Float](repeating: 0, count: count)
        yawRate = [Float](repeating: 0, count: count)
        traveledDistance = [UInt32](repeating: 0, count: count)
        traveledDistanceSinceStart = [UInt32](repeating: 0, count: count)
        tripDuration = [Float](repeating: 0, count: count)
        averageSpeed = [Float](repeating: 0, count: count)
        lowVoltageSystemState = [UInt8](repeating: 0, count: count)
        isMoving = [Bool](repeating: false, count: count)
        fuelRelativeLevel = [UInt8](repeating: 0, count: count)
        fuelInstantConsumption = [Float](repeating: 0, count: count)
        fuelConsumptionSinceStart = [Float](repeating: 0, count: count)
        engineSpeed = [Float](repeating: 0, count: count)
        coolantTemperature = [Float](repeating: 0, count: count)
        stateOfCharge = [Float](repeating: 0, count: count)
        tractionPower = [Float](repeating: 0, count: count)
        range = [UInt32](repeating: 0, count: count)
        currentGear = [Int8](repeating: 0, count: count)
        brakePedalPosition = [UInt8](repeating: 0, count: count)
        airTemperature = [Float](repeating: 0, count: count)
        isLowBeamOn = [Bool](repeating: false, count: count)
        isBelted = [Bool](repeating: false, count: count)
        present = [UInt64](repeating: 0, count: count)
        side = [UInt32](repeating: 0, count: count)
        for start in stride(from: 0, to: count, by: Gather.blockRows) {
            let rows = start..<min(count, start + Gather.blockRows)
            fillEnvelope(records, order, rows)
            fillMotion(records, order, rows)
            fillCar(records, order, rows)
        }
    }

    private mutating func fillEnvelope(
        _ records: [Record], _ order: [UInt32], _ rows: Range<Int>
    ) {
        Gather.block(records, order, rows, &vehicle) { $0.pointee.vehicle }
        Gather.block(records, order, rows, &boot) { $0.pointee.boot }
        Gather.block(records, order, rows, &sequence) { $0.pointee.sequence }
        Gather.block(records, order, rows, &eventMilliseconds) { $0.pointee.eventMilliseconds }
        Gather.block(records, order, rows, &sentMilliseconds) { $0.pointee.sentMilliseconds }
        Gather.block(records, order, rows, &receivedMilliseconds) { $0.pointee.receivedMilliseconds }
        Gather.block(records, order, rows, &isResend) { $0.pointee.isResend }
        Gather.block(records, order, rows, &firmware) { $0.pointee.firmware }
        Gather.block(records, order, rows, &consentScope) { $0.pointee.consentScope }
        Gather.block(records, order, rows, &stream) { $0.pointee.stream }
        Gather.block(records, order, rows, &present) { $0.pointee.present }
        Gather.block(records, order, rows, &side) { $0.pointee.side }
    }

    private mutating func fillMotion(
        _ records: [Record], _ order: [UInt32], _ rows: Range<Int>
    ) {
        Gather.block(records, order, rows, &latitude) { $0.pointee.latitude }
        Gather.block(records, order, rows, &longitude) { $0.pointee.longitude }
        Gather.block(records, order, rows, &heading) { $0.pointee.heading }
        Gather.block(records, order, rows, &horizontalAccuracy) { $0.pointee.horizontalAccuracy }
        Gather.block(records, order, rows, &fixType) { $0.pointee.fixType }
        Gather.block(records, order, rows, &speed) { $0.pointee.speed }
        Gather.block(records, order, rows, &accelerationLongitudinal) { $0.pointee.accelerationLongitudinal }
        Gather.block(records, order, rows, &accelerationLateral) { $0.pointee.accelerationLateral }
        Gather.block(records, order, rows, &yawRate) { $0.pointee.yawRate }
        Gather.block(records, order, rows, &traveledDistance) { $0.pointee.traveledDistance }
        Gather.block(records, order, rows, &traveledDistanceSinceStart) { $0.pointee.traveledDistanceSinceStart }
        Gather.block(records, order, rows, &tripDuration) { $0.pointee.tripDuration }
        Gather.block(records, order, rows, &averageSpeed) { $0.pointee.averageSpeed }
        Gather.block(records, order, rows, &lowVoltageSystemState) { $0.pointee.lowVoltageSystemState }
    }

    private mutating func fillCar(
        _ records: [Record], _ order: [UInt32], _ rows: Range<Int>
    ) {
        Gather.block(records, order, rows, &isMoving) { $0.pointee.isMoving }
        Gather.block(records, order, rows, &fuelRelativeLevel) { $0.pointee.fuelRelativeLevel }
        Gather.block(records, order, rows, &fuelInstantConsumption) { $0.pointee.fuelInstantConsumption }
        Gather.block(records, order, rows, &fuelConsumptionSinceStart) { $0.pointee.fuelConsumptionSinceStart }
        Gather.block(records, order, rows, &engineSpeed) { $0.pointee.engineSpeed }
        Gather.block(records, order, rows, &coolantTemperature) { $0.pointee.coolantTemperature }
        Gather.block(records, order, rows, &stateOfCharge) { $0.pointee.stateOfCharge }
        Gather.block(records, order, rows, &tractionPower) { $0.pointee.tractionPower }
        Gather.block(records, order, rows, &range) { $0.pointee.range }
        Gather.block(records, order, rows, &currentGear) { $0.pointee.currentGear }
        Gather.block(records, order, rows, &brakePedalPosition) { $0.pointee.brakePedalPosition }
        Gather.block(records, order, rows, &airTemperature) { $0.pointee.airTemperature }
        Gather.block(records, order, rows, &isLowBeamOn) { $0.pointee.isLowBeamOn }
        Gather.block(records, order, rows, &isBelted) { $0.pointee.isBelted }
    }
}
