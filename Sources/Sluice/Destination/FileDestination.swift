// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Files in folders: one folder per dataset, one below it per table.
///
/// ```text
/// warehouse/shop/orders/1700000000.123456.0.jsonl      rows of a load, in parts
/// warehouse/shop/_sluice_schema_changes/shop__1700000000.123456.jsonl      what it changed, if anything
/// warehouse/shop/_dlt_version/shop__1700000000.123456__0f3a….jsonl      the hash of the schema
/// warehouse/shop/_dlt_loads/shop__1700000000.123456.jsonl      written last: the load is complete
/// ```
/// Files are written aside and moved at the commit. A reader who counts only files of loads that
/// have a record in `_dlt_loads` never sees half a load.
public struct FileDestination: Destination {
  /// How rows are written.
  public struct Format: Hashable, Sendable, CustomStringConvertible {
    /// The ending of the names of files.
    public let description: String

    /// One JSON object per row; a column without a value is left out.
    public static let jsonl = Format(description: "jsonl")
    /// Comma-separated values with a header; no value is an empty field.
    public static let csv = Format(description: "csv")

  }

  /// The folder that holds the datasets.
  public let path: String
  /// How rows are written.
  public let format: Format

  /// Writes files below the folder at `path`, which is made where it is missing.
  public init(at path: String, format: Format) {
    self.path = path
    self.format = format
  }

  /// Appends and replaces; names of files are at most 255 bytes long.
  public var capabilities: Capabilities {
    var capabilities = Capabilities()
    capabilities.maximumTableNameLength = 200
    capabilities.canScan = true
    // Files have no types: what was written before reads back under the wider one.
    capabilities.canChangeTypes = true
    return capabilities
  }

  /// Starts a load into the folder called `dataset`.
  ///
  /// Throws ``LoadError`` with the code `destinationBusy` while another load into it is running.
  public func open(dataset: String) async throws -> any DestinationSession {
    try FileSession(folder: "\(path)/\(DatasetFiles.fileName(dataset))", format: format)
  }
}

/// Where the files of a dataset lie.
struct DatasetFiles: Sendable {
  /// The folder of the dataset.
  let folder: String

  /// Where the files of a load gather before the commit.
  func aside(_ load: String) -> String { "\(folder)/.loading/\(load)" }
  /// The folder of a table.
  func table(_ name: String) -> String { "\(folder)/\(Self.fileName(name))" }
  /// The record of a load.
  func record(_ schema: String, _ load: String) -> String {
    "\(table(SystemTable.loads))/\(Self.fileName(schema))__\(load).jsonl"
  }

  /// The ids of all loads that were committed.
  func committedLoads() throws(LoadError) -> Set<String> {
    var loads: Set<String> = []
    for name in try FileSystem.names(in: table(SystemTable.loads)) where name.hasSuffix(".jsonl") {
      if let range = name.ranges(of: "__").last {
        loads.insert(String(name[range.upperBound...].dropLast(6)))
      }
    }
    return loads
  }

  /// The name of a file of rows: a function of table, load and part, the table being its folder.
  static func part(_ load: String, _ part: Int, _ format: FileDestination.Format) -> String {
    "\(load).\(part).\(format)"
  }

  /// The load that wrote the file called `name`, or `nil` if it is none of rows.
  static func load(of name: String) -> String? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    let load = "\(parts[0]).\(parts[1])"
    return LoadID.moment(load) == nil ? nil : load
  }

  /// Whether the rows of one file were loaded before those of another.
  static func isEarlier(_ left: String, _ right: String) -> Bool {
    func place(_ name: String) -> (Int64, Int) {
      let parts = name.split(separator: ".")
      let part = parts.count > 2 ? Int(parts[2]) ?? 0 : 0
      return (load(of: name).flatMap(LoadID.moment) ?? 0, part)
    }
    return place(left) < place(right)
  }

  /// The hash of a schema in the name of a file: hexadecimal, as base64 may hold slashes.
  static func hashName(_ hash: String) -> String {
    guard let bytes = Base64.bytes(of: hash) else { return fileName(hash) }
    return bytes.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
  }

  /// A name that a file can have: a slash, and a point in the first place, are written as `%2F`.
  static func fileName(_ name: String) -> String {
    var result = name.split(separator: "/", omittingEmptySubsequences: false)
      .joined(separator: "%2F")
    if result.hasPrefix(".") { result = "%2E" + result.dropFirst() }
    return result
  }
}
