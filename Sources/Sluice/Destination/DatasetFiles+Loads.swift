// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension DatasetFiles {
  /// The loads of a pipeline that are visible, the oldest first.
  ///
  /// Loads without a ledger, as those of dlt, are not among them: nobody knows what they did.
  func loads(of pipeline: String) throws(LoadError) -> [CommittedLoad] {
    let records = try LoadRecords(self)
    let states = Set(
      try accounts(in: SystemTable.state, hasHash: true)
        .filter { $0.owner == Self.fileName(pipeline) }.map(\.load)
    )
    let ledgers = Set(try accounts(in: SystemTable.ledger).map(\.text))
    var rows: [Record] = []
    for file in records.all where ledgers.contains(file.text) {
      guard try records.isComplete(file) else { continue }
      rows += try ledgerRows(at: "\(table(SystemTable.ledger))/\(file.text)", of: file.load)
    }
    return SystemRows.loads(ledger: rows, of: pipeline, bringsState: states.contains)
  }

  /// The tables that a load brought rows of, as its ledger has it; none if there is no ledger.
  func ledger(of load: Load) throws(LoadError) -> [LoadedTable] {
    let path = ledger(load.schema, load.id)
    guard disk.exists(path) else { return [] }
    let rows = try ledgerRows(at: path, of: load.id)
    return SystemRows.loads(ledger: rows, of: load.pipeline) { _ in false }.flatMap(\.tables)
  }

  private func ledgerRows(at path: String, of load: String) throws(LoadError) -> [Record] {
    let lines = try disk.read(path).split(separator: UInt8(ascii: "\n"))
    let rows = (try? lines.map { try Value(json: Array($0)) })?.compactMap(\.fields) ?? []
    guard rows.isEmpty || rows.count < lines.count else { return rows }
    throw LoadError(
      .fileDamaged,
      "The rows of the load \(load) cannot be counted: '\(path)' is not as it was written. Put the "
        + "file back, or remove it: then the load cannot be undone."
    )
  }
}
