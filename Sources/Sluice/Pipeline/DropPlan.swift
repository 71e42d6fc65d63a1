// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is to be dropped of a source: tables with their state, or state alone.
public struct DropSelection: Sendable {
  /// The resources whose tables and state go, by name or pattern.
  public var resources: [NamePattern] = []
  /// Places in the state of the source that go, such as `token` or `$.cursors['orders']`.
  public var statePaths: [String] = []
  /// Whether all resources are meant, whatever ``resources`` says.
  public var dropsAll = false
  /// Whether tables and their rows stay.
  public var stateOnly = false

  /// Selects nothing.
  public init() {}

  /// Selects resources by their names.
  public init(_ names: String...) { resources = names.map { .exactly($0) } }

  /// Selects all resources.
  public static var all: DropSelection {
    var selection = DropSelection()
    selection.dropsAll = true
    return selection
  }
}

/// What dropping does, to be looked at before it is done.
public struct DropPlan: Sendable {
  /// The name of the schema, which is that of the source.
  public let schemaName: String
  /// The resources that are meant.
  public private(set) var resources: [String] = []
  /// The tables that go, those of each resource with all below.
  public private(set) var tables: [String] = []
  /// Those of ``tables`` that have rows, or had some.
  public private(set) var tablesWithData: [String] = []
  /// The resources whose state goes.
  public private(set) var resourceStates: [String] = []
  /// The places in the state of the source that go.
  public private(set) var statePaths: [String] = []
  /// What was asked for and is not there.
  public private(set) var warnings: [String] = []
  /// The schema without the tables.
  private(set) var schema: Schema
  /// The state without what goes.
  private(set) var state: PipelineState

  /// Whether there is nothing to do.
  public var isEmpty: Bool { tables.isEmpty && resourceStates.isEmpty && statePaths.isEmpty }

  /// Throws ``LoadError`` with the code `invalidConfiguration` if dropping has to wait.
  static func check(pipeline: String, hasRun: Bool, pendingPackages: Int) throws(LoadError) {
    guard hasRun else {
      throw LoadError(
        .invalidConfiguration,
        "Nothing can be dropped: the pipeline '\(pipeline)' has never loaded anything. Run it first."
      )
    }
    guard pendingPackages == 0 else {
      throw LoadError(
        .invalidConfiguration,
        "Nothing can be dropped while \(pendingPackages.counted("package")) of the pipeline "
          + "'\(pipeline)' wait. Load or abort them first."
      )
    }
  }

  /// Decides what dropping `selection` does.
  ///
  /// Throws ``LoadError`` with the code `invalidConfiguration` if a place in the state cannot be read.
  init(
    _ selection: DropSelection,
    schema: Schema,
    state: PipelineState
  ) throws(LoadError) {
    schemaName = schema.name
    self.schema = schema
    self.state = state
    let withTables = Set(schema.tables.filter { $0.parent == nil }.compactMap(\.resource))
    let withState = Set(state.resources(of: schema.name))
    let known = withTables.union(withState).sorted()
    resources = known.filter { name in
      selection.dropsAll || selection.resources.contains { $0.matches(name) }
    }
    if !selection.dropsAll { warn(of: selection.resources, known) }
    if !selection.stateOnly {
      tables = schema.tables(of: resources)
      tablesWithData = tables.filter { schema[$0]?.hasSeenData == true }
      for name in tables { self.schema[name] = nil }
    }
    resourceStates = resources.filter(withState.contains)
    self.state.forget(resources, of: schema.name)
    for text in selection.statePaths {
      var kept = Value.record(self.state[source: schema.name])
      if try StateSteps(text).remove(from: &kept) {
        statePaths.append(text)
        self.state[source: schema.name] = kept.fields ?? Record()
      } else {
        warnings.append(
          "The state of the source '\(schema.name)' has nothing at '\(text.prefix(100))'."
        )
      }
    }
    if resources.isEmpty && statePaths.isEmpty && warnings.isEmpty {
      warnings.append("Nothing was selected. Name resources or places in the state.")
    }
  }

  private mutating func warn(of patterns: [NamePattern], _ known: [String]) {
    for pattern in patterns where !known.contains(where: pattern.matches) {
      let isExpression = pattern.text.hasPrefix("re:")
      let hint = isExpression ? "" : NearestName.suggestion(for: pattern.text, among: known)
      warnings.append(
        "The source '\(schemaName)' has no resource '\(pattern.text.prefix(100))'.\(hint)"
      )
    }
  }
}

extension DropPlan: CustomStringConvertible {
  /// What would be dropped, line by line.
  public var description: String {
    var lines = ["Drop of the source '\(schemaName)':"]
    for table in tables {
      lines.append("- table \(table)\(tablesWithData.contains(table) ? "" : "  (never had rows)")")
    }
    lines += resourceStates.map { "- state of the resource \($0)" }
    lines += statePaths.map { "- state at \($0)" }
    if isEmpty { lines.append("  nothing") }
    return (lines + warnings.map { "! \($0)" }).joined(separator: "\n")
  }
}
