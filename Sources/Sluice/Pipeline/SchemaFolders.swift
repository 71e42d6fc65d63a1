// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Folders in which people find the schemas of a pipeline, and change them.
///
/// ```swift
/// var settings = PipelineSettings()
/// settings.schemaFolders = SchemaFolders(importFrom: "schemas/import", exportTo: "schemas/export")
/// ```
/// A file is called after its schema: `shop.schema.yaml`.
public struct SchemaFolders: Hashable, Sendable {
  /// The form of a file. More may be added in any release.
  public struct Format: Hashable, Sendable {
    let ending: String

    /// YAML, which people read more easily.
    public static let yaml = Format(ending: "yaml")
    /// JSON.
    public static let json = Format(ending: "json")
  }

  /// Where files lie that people change.
  ///
  /// The first run writes what is declared to this folder. When the file changed, the next run
  /// starts from it and not from the schema that was stored.
  public var importFolder: String?
  /// Where every load that changes the schema writes all of it.
  public var exportFolder: String?
  /// The form of the files.
  public var format: Format

  /// Names the folders; what is `nil` is not done.
  public init(
    importFrom importFolder: String? = nil,
    exportTo exportFolder: String? = nil,
    format: Format = .yaml
  ) {
    self.importFolder = importFolder
    self.exportFolder = exportFolder
    self.format = format
  }
}

extension SchemaFolders {
  /// Throws if the folders cannot be used for a schema of this name.
  func check(_ name: String) throws(LoadError) {
    if let importFolder, importFolder == exportFolder {
      throw LoadError(
        .invalidConfiguration,
        "Schemas are imported from and exported to the same folder '\(importFolder)', so that every "
          + "load would change what the next one imports. Choose two folders."
      )
    }
    guard Schema.isName(name) else {
      throw LoadError(
        .invalidConfiguration,
        "The schema '\(name)' cannot be a file in a folder of schemas: a name has 1 to 64 letters, "
          + "digits and underscores. Rename the source."
      )
    }
  }

  /// The schema in the import folder, or `nil` if there is no file for it.
  func imported(_ name: String) throws -> (schema: Schema, file: String)? {
    guard let file = importFolder.map({ path($0, name) }), disk.exists(file) else {
      return nil
    }
    let bytes = try disk.read(file)
    do {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw LoadError(.invalidDocument, "The file is not text in UTF-8. Save it as that.")
      }
      let schema = format == .json ? try Schema(json: text) : try Schema(yaml: text)
      guard schema.name == name else {
        throw DocumentFields.error(
          at: ["name"],
          expected: "'\(name)', as the name of the file says",
          found: "'\(schema.name)'"
        )
      }
      try schema.requireStorableTypes()
      return (schema, file)
    } catch {
      throw error.inFile(file)
    }
  }

  /// Writes a schema to the import folder, unless there is a file; returns the hash of what is there.
  func offer(_ schema: Schema) throws -> String? {
    guard let file = importFolder.map({ path($0, schema.name) }), !disk.exists(file) else {
      return nil
    }
    try write(schema, .toEdit, to: file)
    return try imported(schema.name)?.schema.contentHash
  }

  /// Writes a schema to the export folder if it changed or is not there; returns the file.
  func export(_ schema: Schema, hasChanged: Bool) throws(ExportFailure) -> String? {
    guard let file = exportFolder.map({ path($0, schema.name) }),
      hasChanged || !disk.exists(file)
    else { return nil }
    do {
      try check(schema.name)
      try write(schema, .withoutDefaults, to: file)
    } catch {
      throw ExportFailure(file: file, error: error)
    }
    return file
  }

  /// A file that could not be written after a load, and why.
  struct ExportFailure: Error {
    var file: String
    var error: any Error
  }

  private var disk: LocalFileSystem { LocalFileSystem() }

  private func path(_ folder: String, _ name: String) -> String {
    "\(folder)/\(name).schema.\(format.ending)"
  }

  private func write(_ schema: Schema, _ detail: DocumentDetail, to file: String) throws {
    guard let folder = file.folder else { return }
    try disk.makeFolder(folder)
    let text = format == .json ? schema.json(detail) + "\n" : schema.yaml(detail)
    try disk.replace(file, with: Array(text.utf8))
  }
}

extension Error {
  /// The same, saying in which file, if it is about a document.
  fileprivate func inFile(_ file: String) -> any Error {
    guard var error = self as? LoadError else { return self }
    error.message = "In '\(file)': \(error.message)"
    return error
  }
}
