// The part of the Parquet format (github.com/apache/parquet-format, version 2.11) that flat tables
// need: the numbers of parquet.thrift and the metadata of files, as Swift values.

/// How a value is stored.
enum PhysicalType: Int32 {
    case boolean = 0
    case int32 = 1
    case int64 = 2
    case int96 = 3
    case float = 4
    case double = 5
    case byteArray = 6
    case fixedLengthByteArray = 7
}

/// How the values of a page are written.
enum Encoding: Int32 {
    case plain = 0
    case plainDictionary = 2
    case rle = 3
    case bitPacked = 4
    case deltaBinaryPacked = 5
    case deltaLengthByteArray = 6
    case deltaByteArray = 7
    case rleDictionary = 8
    case byteStreamSplit = 9
}

/// How pages are compressed.
enum CompressionCodec: Int32 {
    case uncompressed = 0
    case snappy = 1
    case gzip = 2
    case lzo = 3
    case brotli = 4
    case lz4Hadoop = 5
    case zstd = 6
    case lz4Raw = 7
}

/// The kinds of pages.
enum PageKind: Int32 {
    case data = 0
    case index = 1
    case dictionary = 2
    case dataV2 = 3
}

/// What one unit of a column of times stands for.
public enum TimeUnit: Hashable, Sendable {
    /// Days since 1970-01-01.
    case days
    /// Fractions of a second, since 1970-01-01T00:00:00 for timestamps, since midnight for times.
    case milliseconds, microseconds, nanoseconds
}

/// What the bits of a physical type mean; what is not listed is `other`.
enum Annotation: Hashable {
    case none
    case string
    case integer(bits: Int, isSigned: Bool)
    case date
    case time(TimeUnit)
    case timestamp(TimeUnit)
    case decimal(scale: Int)
    case other(String)
}

/// One node of the schema's tree, in the order of a walk from the root.
struct SchemaElement {
    enum Repetition: Int32 {
        case required = 0
        case optional = 1
        case repeated = 2
    }

    var name = ""
    var physical: PhysicalType?
    var repetition = Repetition.required
    var childCount = 0
    var annotation = Annotation.none
    var typeLength = 0
}

/// Smallest and largest value as the file stores them, and how many values are missing.
struct ChunkStatistics: Hashable {
    var minimum: [UInt8]?
    var maximum: [UInt8]?
    var nullCount: Int64 = 0
}

/// Where the pages of one column in one row group stand.
struct ChunkMetadata {
    var physical: PhysicalType?
    var encodings: [Encoding] = []
    var codec = CompressionCodec.uncompressed
    var valueCount: Int64 = 0
    var uncompressedSize: Int64 = 0
    var compressedSize: Int64 = 0
    var dataOffset: Int64 = 0
    var dictionaryOffset: Int64?
    var statistics: ChunkStatistics?
}

/// A run of rows, column by column.
struct RowGroupMetadata {
    var chunks: [ChunkMetadata] = []
    var rowCount: Int64 = 0
}

/// The content of the footer.
struct FileMetadata {
    var schema: [SchemaElement] = []
    var rowCount: Int64 = 0
    var rowGroups: [RowGroupMetadata] = []
    var keyValue: [(String, String)] = []
}

/// The head of a page.
struct PageHeader {
    var kind = PageKind.data
    var uncompressedSize = 0
    var compressedSize = 0
    var valueCount = 0
    var encoding = Encoding.plain
    var levelEncoding = Encoding.rle
    var definitionLength = 0
    var repetitionLength = 0
    var isCompressed = true
}

/// Why a file cannot be read; `ParquetReader` adds the file's name.
struct Malformed: Error {
    var reason: String
    init(_ reason: String) { self.reason = reason }
}
