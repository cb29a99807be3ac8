import Base
import Records

/// A product as released: its kind, what it says about itself, its rows.
public struct ProductRelease: Hashable, Sendable {
    /// Which product.
    public var kind: ProductKind
    /// The content of `product.json`.
    public var descriptor: ProductDescriptor
    /// The rows; columns as in the descriptor's schema.
    public var table: DataTable
}

/// Everything that a region's platform gives out.
public struct PlatformOutput: Sendable {
    /// The products asked for, in the order of `PlatformOptions.products`.
    public var products: [ProductRelease] = []
    /// `usage.parquet`: what was delivered, in the units of the price list.
    public var usage = DataTable()
    /// What was received, sorted by (vehicle, boot, first).
    public var receipts: [ReceiptRun] = []
    /// `platform/matches.parquet`: metres by vehicle, boot and link, sorted.
    public var matches = DataTable()
    /// `platform/contracts.parquet`: which vehicle stands behind which token of a buyer; `nil`
    /// without a product that has such tokens.
    public var contracts: DataTable?
    /// `platform/epsilon.parquet`: what noisy releases cost; `nil` without one.
    public var epsilon: DataTable?
    /// What was counted.
    public var counters = PlatformCounters()
    /// Received − event of first copies, seconds, by half seconds.
    public var delays = PlatformCounters.emptyDelays

    /// The product of a kind, or nil when it was not asked for.
    public func product(_ kind: ProductKind) -> ProductRelease? {
        products.first { $0.kind == kind }
    }
}
