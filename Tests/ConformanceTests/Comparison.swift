// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Compares what dlt did with what we did, as `compare.py` beside the corpus does.
///
/// Ids are opaque: rows are compared as trees, a root row with the nested rows that point to it,
/// and tables as multisets of trees.
enum Comparison {
  /// What differs between the outcomes of all runs of a case; nothing if they agree.
  static func differences(_ wanted: [Record], _ got: [Record], of example: Case) -> [String] {
    var problems: [String] = []
    if wanted.count != got.count {
      problems.append("\(wanted.count) runs expected, got \(got.count)")
    }
    for (index, (wanted, got)) in zip(wanted, got).enumerated() {
      var found = differences(wanted, got, run: index + 1)
      if !found.isEmpty, example.dependsOnDestination {
        // What DuckDB made of the rows says nothing about us: what counts is what it was given.
        found = got["error"]?.isNull ?? true ? packageDifferences(wanted, got, nil) : found
      }
      problems += found.map { "run \(index + 1): \($0)" }
    }
    return problems
  }

  private static func differences(_ wanted: Record, _ got: Record, run: Int) -> [String] {
    var problems = errorDifferences(wanted["error"] ?? .null, got["error"] ?? .null)
    let wantedTables = Tables(wanted["tables"])
    let gotTables = Tables(got["tables"])
    let isFailure = wanted["error"]?.fields != nil
    if !isFailure { problems += tableDifferences(wantedTables, gotTables) }
    problems += rowDifferences(wantedTables, gotTables, "")
    if wantedTables.brokenRootLinks.isEmpty {
      problems += gotTables.brokenRootLinks.map { "root link \($0)" }
    }
    for (name, table) in wantedTables.all {
      guard let wanted = table["raw_ids"]?.fields else { continue }
      let got = gotTables[name]?["raw_ids"]?.fields
      let texts = (
        wanted.values.compactMap(\.string).sorted(), got?.values.compactMap(\.string).sorted()
      )
      if texts.0 != texts.1 {
        problems.append("table \(name): raw ids expected \(texts.0), got \(texts.1 ?? [])")
      }
    }
    let states = [wanted["state"], got["state"]].map { CanonicalForm.text(of: $0 ?? [:]) }
    if states[0] != states[1] {
      problems.append("state: expected \(states[0]), got \(states[1])")
    }
    // A package that was refused half-way is not whole on our side.
    if !isFailure, wanted["package"] != nil { problems += packageDifferences(wanted, got, run) }
    return problems
  }

  private static func errorDifferences(_ wanted: Value, _ got: Value) -> [String] {
    let keys = ["kind", "table", "column", "entity", "mode"]
    let isSame =
      wanted.isNull == got.isNull
      && keys.allSatisfy { wanted[$0] == nil || wanted[$0] == got[$0] }
    return isSame ? [] : ["error: expected \(wanted), got \(got)"]
  }

  private static func tableDifferences(_ wanted: Tables, _ got: Tables) -> [String] {
    var problems: [String] = []
    for name in Set(wanted.names + got.names).sorted() {
      guard let wantedTable = wanted[name], let gotTable = got[name] else {
        problems.append("table \(name): \(wanted[name] == nil ? "not expected" : "missing")")
        continue
      }
      for key in ["parent", "write_disposition"] where wantedTable[key] != gotTable[key] {
        let texts = [wantedTable[key], gotTable[key]].map { $0?.description ?? "none" }
        problems.append("table \(name): \(key) expected \(texts[0]), got \(texts[1])")
      }
      let columns = [wantedTable, gotTable].map { table in
        (table["columns"]?.records ?? []).map { column in
          var column = column
          column["db_type"] = nil
          return CanonicalForm.text(of: .record(column))
        }
      }
      if columns[0] != columns[1] {
        problems.append("table \(name): \(columnDifference(columns[0], columns[1]))")
      }
    }
    return problems
  }

  private static func columnDifference(_ wanted: [String], _ got: [String]) -> String {
    let missing = wanted.filter { !got.contains($0) }
    let extra = got.filter { !wanted.contains($0) }
    if missing.isEmpty && extra.isEmpty { return "order of columns expected \(wanted), got \(got)" }
    return "columns expected \(missing.joined(separator: " ")), got \(extra.joined(separator: " "))"
  }

  /// Compares what was handed to the destination, row by row.
  ///
  /// dlt leaves it to the destination to round values to the precision of their columns, and we do
  /// it before: so rows of the load `run` may also be as they stand in the destination.
  private static func packageDifferences(
    _ wanted: Record,
    _ got: Record,
    _ run: Int?
  ) -> [String] {
    let sides = [wanted, got].map { side in
      let parents = Tables(side["tables"])
      return Tables(
        .record(
          Record(
            (side["package"]?.fields ?? Record()).map { name, rows in
              (name, ["parent": parents[name]?["parent"] ?? .null, "rows": rows])
            }
          )
        )
      )
    }
    let problems = rowDifferences(sides[0], sides[1], "package ")
    guard !problems.isEmpty, let run else { return problems }
    let stored = Tables(wanted["tables"])
    let load = "\"_dlt_load_id\":\"load#\(run)\""
    let rowsOfLoad = stored.trees.mapValues { rows in rows.filter { $0.key.contains(load) } }
    let isAsStored =
      rowsOfLoad.filter { !$0.value.isEmpty } == sides[1].trees.filter { !$0.value.isEmpty }
    let rounded = stored.columns { ["decimal", "wei", "timestamp"].contains($0) }
    let isOtherwiseEqual = sides[0].without(rounded).trees == sides[1].without(rounded).trees
    return isAsStored && isOtherwiseEqual ? [] : problems
  }

  private static func rowDifferences(_ wanted: Tables, _ got: Tables, _ label: String) -> [String] {
    let sides = (wanted.trees, got.trees)
    var problems: [String] = []
    for name in Set(sides.0.keys).union(sides.1.keys).sorted() {
      let (wanted, got) = (sides.0[name] ?? [:], sides.1[name] ?? [:])
      for row in wanted.keys.sorted() {
        let count = wanted[row, default: 0] - got[row, default: 0]
        if count > 0 { problems.append("\(label)rows of \(name): missing \(count) x \(row)") }
      }
      for row in got.keys.sorted() {
        let count = got[row, default: 0] - wanted[row, default: 0]
        if count > 0 { problems.append("\(label)rows of \(name): not expected \(count) x \(row)") }
      }
    }
    return problems
  }
}
