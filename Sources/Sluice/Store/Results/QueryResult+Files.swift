// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension QueryResult {
  /// The rows as lines of JSON, as ``JSONLEncoder`` writes them.
  ///
  /// Throws as ``batches()`` does.
  public func jsonl() throws(LoadError) -> String {
    var encoder = JSONLEncoder()
    for batch in try batches() { encoder.append(batch) }
    return encoder.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }

  /// The rows as CSV with a header, as ``CSVEncoder`` writes them.
  ///
  /// Throws as ``batches()`` does.
  public func csv() throws(LoadError) -> String {
    guard !columns.isEmpty else { return "" }
    var encoder = CSVEncoder(columns: names)
    encoder.appendHeader()
    for batch in try batches() { encoder.append(batch) }
    return encoder.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }

  /// Writes the rows to a file as lines of JSON, in place of what was there.
  ///
  /// Throws ``LoadError`` if the disk does not take them; then the file is as it was.
  public func write(jsonl path: String) throws(LoadError) {
    try replace(path) { write throws(LoadError) in
      var encoder = JSONLEncoder()
      for batch in try batches() {
        encoder.append(batch)
        try encoder.withUnsafeBytes { bytes throws(LoadError) in try write(bytes) }
        encoder.removeAll()
      }
    }
  }

  /// Writes the rows to a file as CSV with a header, in place of what was there.
  ///
  /// Throws ``LoadError`` if the disk does not take them; then the file is as it was.
  public func write(csv path: String) throws(LoadError) {
    try replace(path) { write throws(LoadError) in
      guard !columns.isEmpty else { return }
      var encoder = CSVEncoder(columns: names)
      encoder.appendHeader()
      for batch in try batches() {
        encoder.append(batch)
        try encoder.withUnsafeBytes { bytes throws(LoadError) in try write(bytes) }
        encoder.removeAll()
      }
      try encoder.withUnsafeBytes { bytes throws(LoadError) in try write(bytes) }
    }
  }

  /// Writes a file aside and moves it to its place once it is whole.
  private func replace(
    _ path: String,
    _ body: ((UnsafeRawBufferPointer) throws(LoadError) -> Void) throws(LoadError) -> Void
  ) throws(LoadError) {
    let disk = LocalFileSystem()
    let temporary = "\(path).new"
    try disk.remove(temporary)
    try disk.append([], to: temporary)
    try body { bytes throws(LoadError) in try disk.append(bytes, to: temporary) }
    try disk.move(temporary, to: path)
  }
}
