import Base

/// What the platform counted. Every value adds, so that partitions, shards and threads merge.
///
/// `received = duplicates + quarantined… + rejectedWithoutConsent + accepted`.
public struct PlatformCounters: Hashable, Sendable {
    /// Calls of ingest that brought records.
    public var batches = 0
    /// Records that arrived, repetitions included.
    public var received = 0
    /// Repetitions of a (vehicle, boot, sequence) seen before.
    public var duplicates = 0
    /// First copies that arrived after a higher sequence number of their boot.
    public var outOfOrder = 0
    /// Sequence numbers impossibly far above the watermark.
    public var quarantinedSequence = 0
    /// Event times more than an hour ahead of receipt, or more than forty days before.
    public var quarantinedTime = 0
    /// Coordinates off the globe, half missing, or exactly (0, 0).
    public var quarantinedPosition = 0
    /// Records without any purpose that holds at event and at receipt; not stored.
    public var rejectedWithoutConsent = 0
    /// Records that passed the gate and were stored.
    public var accepted = 0
    /// Accepted records without a position.
    public var withoutPosition = 0
    /// Positions with purpose `mobility`, the input of map matching.
    public var positionsToMatch = 0
    /// Positions with no road near, left out of matching.
    public var positionsOffRoad = 0
    /// Where a trip's matching had to start anew, since no route joins two positions.
    public var matchingBreaks = 0
    /// Kilometres put on links, in millimetres.
    public var matchedMillimeters: Int64 = 0
    /// Pieces of road left out of `traffic-feed` because their records came too late.
    public var tooLateForFeed = 0
    /// Cells of `traffic-feed` below k, not released.
    public var suppressedFeedCells = 0
    /// Cells of `od-matrix` below k, not released.
    public var suppressedOdCells = 0
    /// Cells of all products not released.
    public var suppressedCells = 0

    /// All zero.
    public init() {}

    /// Adds the counts of another part.
    public mutating func merge(_ other: PlatformCounters) {
        batches += other.batches
        received += other.received
        duplicates += other.duplicates
        outOfOrder += other.outOfOrder
        quarantinedSequence += other.quarantinedSequence
        quarantinedTime += other.quarantinedTime
        quarantinedPosition += other.quarantinedPosition
        rejectedWithoutConsent += other.rejectedWithoutConsent
        accepted += other.accepted
        withoutPosition += other.withoutPosition
        positionsToMatch += other.positionsToMatch
        positionsOffRoad += other.positionsOffRoad
        matchingBreaks += other.matchingBreaks
        matchedMillimeters += other.matchedMillimeters
        tooLateForFeed += other.tooLateForFeed
        suppressedFeedCells += other.suppressedFeedCells
        suppressedOdCells += other.suppressedOdCells
        suppressedCells += other.suppressedCells
    }
}

extension PlatformCounters {
    /// The shape of the delay histogram: half seconds up to an hour, then "longer".
    static let delayBinMilliseconds: Int64 = 500
    static let delayBins = 7201

    /// An empty histogram of received − event, seconds.
    static var emptyDelays: Histogram {
        Histogram(binWidth: Double(delayBinMilliseconds) / 1000, bins: delayBins)
    }
}
