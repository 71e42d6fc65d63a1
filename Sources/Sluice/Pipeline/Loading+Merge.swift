// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// The tables in groups whose rows have to be loaded in the order in which they came.
  ///
  /// Those are chains of tables that are merged; every other table is a group of its own.
  func chains(of tables: [Table]) -> [[Table]] {
    var chains: [[Table]] = []
    var places: [String: Int] = [:]
    for table in tables {
      let root = root(of: table.name)
      if let place = places[root] {
        chains[place].append(table)
        continue
      }
      if table.disposition == .merge { places[root] = chains.count }
      chains.append([table])
    }
    return chains
  }

  /// The tables in use, without those that keep their rows because none came.
  ///
  /// `rows` counts those that came, by table. Throws if fewer came than have to.
  func guardedTables(_ tables: [Table], _ rows: [String: Int]) throws(LoadError) -> [Table] {
    var kept: Set<String> = []
    for table in tables where table.parent == nil && table.losesRowsToNothing {
      let (rule, count) = (table.replaceRule, rows[table.name] ?? 0)
      let place = LoadError.Location(resource: table.resource, table: table.name)
      if count == 0 && rule.onEmpty == .keep { kept.insert(table.name) }
      if count == 0 && rule.onEmpty == .fail {
        throw LoadError(
          .checkFailed,
          "No row came, and the table may not be replaced by nothing. Look at the source, or choose "
            + "'onEmpty: .keep' or '.clear'.",
          at: place
        )
      }
      guard count > 0, count < rule.minimumRows else { continue }
      throw LoadError(
        .checkFailed,
        "Only \(count.counted("row")) came, and the table may be replaced by no fewer than "
          + "\(rule.minimumRows). Look at the source, or lower 'minimumRows'.",
        at: place
      )
    }
    return kept.isEmpty ? tables : tables.filter { !kept.contains(root(of: $0.name)) }
  }
}

extension Table {
  /// Throws if a condition of a merge cannot be judged, or if a row lies outside of what is replaced.
  ///
  /// The destination would find that out as well, when the load is in a package and has to be made.
  func requireScope(in batch: Batch) throws(LoadError) {
    guard parent == nil, disposition == .merge, let rule = try mergeRule else { return }
    do throws(LoadError) {
      _ = try rule.sourceFilter?.rows(of: batch)
      let isInScope = try rule.scope?.rows(of: batch)
      guard rule.requiresScope, let scope = rule.scope, isInScope?.contains(false) == true else {
        return
      }
      throw LoadError(
        .invalidValue,
        "A row does not meet the condition '\(scope)', and so lies outside of what the load takes the "
          + "place of. Send only rows that do, or widen the condition."
      )
    } catch {
      let place = LoadError.Location(resource: resource, table: name, column: error.location.column)
      throw LoadError(error.code, error.message, at: place)
    }
  }
}

extension ResourceSink {
  /// Takes over how rows meet those of a table that is there, even if no page came to say so.
  func sayHowRowsMeet(unless touched: Set<String>) throws {
    guard let name = try rootTable, !touched.contains(name) else { return }
    let (keeper, hints) = (run.keeper, hints)
    try keeper.withSchema { (schema) throws(LoadError) in
      guard var table = schema[name], table.hasSeenData, table.parent == nil else { return }
      _ = try keeper.adopt(
        hints,
        for: &table,
        at: LoadError.Location(resource: self.name, table: name)
      )
      schema[name] = table
    }
  }
}

extension DestinationSession {
  /// Tells what the commit did to rows.
  func tellChanges(_ load: String, _ emit: (Event) -> Void) {
    for (table, changes) in rowChanges.sorted(by: { $0.key < $1.key }) {
      emit(.rowsChanged(table: table, changes, loadID: load))
    }
  }
}
