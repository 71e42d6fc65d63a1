// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Files in folders: one folder per dataset, one below it per table.
///
/// ```text
/// warehouse/shop/orders/1700000000.123456.0.jsonl      rows of a load, in parts
/// warehouse/shop/_sluice_schema_changes/shop__1700000000.123456.jsonl      what it changed, if anything
/// warehouse/shop/_dlt_version/shop__1700000000.123456__0f3a….jsonl      the hash of the schema
/// warehouse/shop/_dlt_pipeline_state/shop__1700000000.123456__7bc1….jsonl      the state, if it changed
/// warehouse/shop/_sluice_loads/shop__1700000000.123456.jsonl      the rows of each table
/// warehouse/shop/_dlt_loads/shop__1700000000.123456.jsonl      written last: the load is complete
/// ```
/// Files are written aside and moved at the commit. A reader who counts only files of loads that
/// have a record in `_dlt_loads` never sees half a load. What a load replaces goes after its record is
/// there, so for a moment such a reader sees both; sessions of this library do not.
///
/// Folders that dlt's filesystem destination wrote go on where dlt left off: schema and state are
/// read, its files stay, and a replacement removes them. The other way round, dlt goes on with ours.
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

  let disk: any FileSystem

  /// Writes files below the folder at `path`, which is made where it is missing.
  public init(at path: String, format: Format, in disk: some FileSystem = LocalFileSystem()) {
    self.path = path
    self.format = format
    self.disk = disk
  }

  /// The word that dlt has for such destinations, as it stands in the state that both read.
  public var kind: String { "dlt.destinations.filesystem" }

  /// The path.
  public var place: String { path }

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
  /// Throws ``LoadError`` with the code `destinationBusy` while another load into it is running, and
  /// with `accessDenied`, `noSpace` or `fileFailed` if the folder cannot be made or locked.
  public func open(dataset: String) async throws -> any DestinationSession {
    try FileSession(files(of: dataset), format: format)
  }

  /// Where the files of a dataset lie.
  func files(of dataset: String) -> DatasetFiles {
    DatasetFiles(folder: "\(path)/\(DatasetFiles.fileName(dataset))", disk: disk)
  }
}
