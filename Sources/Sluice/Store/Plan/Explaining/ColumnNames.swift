// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What the columns of a plan are called, with the table where the name alone could be another one.
struct ColumnNames {
  private var names: [ColumnID: String] = [:]
  private var tables: [ColumnID: String] = [:]
  private var counts: [String: Int] = [:]

  /// The names of all columns that the steps of a plan make.
  init(_ plan: LogicalPlan) {
    var waiting = [plan]
    while let step = waiting.popLast() {
      switch step {
      case .scan(let scan):
        for column in scan.columns {
          add(column.column.id, column.column.name, table: scan.source.name)
        }
      case .sharedScan(let scan):
        for column in scan.columns {
          add(column.column.id, column.column.name, table: scan.name)
        }
      default:
        for column in step.columns where names[column.id] == nil { add(column.id, column.name) }
      }
      waiting += step.inputs
    }
    nameKeys(plan)
  }

  private mutating func add(_ id: ColumnID, _ name: String, table: String? = nil) {
    guard tables[id] == nil else { return }
    names[id] = name
    if let table {
      tables[id] = table
      counts[SQLName.folded(name), default: 0] += 1
    }
  }

  /// Keys of groups have no names of their own: they are called what they are.
  private mutating func nameKeys(_ plan: LogicalPlan) {
    for input in plan.inputs { nameKeys(input) }
    switch plan {
    case .aggregate(let step):
      for key in step.keys { names[key.column.id] = ExpressionText(self).text(key.expression) }
      for call in step.aggregates { names[call.column.id] = ExpressionText(self).text(call.call) }
    case .window(_, let columns):
      for call in columns { names[call.column.id] = ExpressionText(self).text(call.call) }
    default: break
    }
  }

  /// The name of a column.
  func text(_ id: ColumnID) -> String {
    guard let name = names[id] else { return "column\(id.number)" }
    guard let table = tables[id] else { return name }
    let quoted = SQLName.quoted(name)
    return counts[SQLName.folded(name)] == 1 ? quoted : "\(SQLName.quoted(table)).\(quoted)"
  }
}
