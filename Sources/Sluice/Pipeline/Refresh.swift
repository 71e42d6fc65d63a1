// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a run throws away before it loads anew. More may be added in any release.
///
/// What goes, goes in the same commit in which the new rows come: a run that fails leaves everything
/// as it was. The first run of a pipeline has nothing to throw away.
public struct Refresh: Hashable, Sendable, CustomStringConvertible {
  /// The name, as dlt has it.
  public let description: String

  private init(_ name: String) { description = name }

  /// All tables of the source go, also those of resources that are not selected, with its schema and
  /// all of its state.
  public static let dropSources = Refresh("drop_sources")
  /// The tables of the resources that are extracted go, with their part of the schema and the state.
  public static let dropResources = Refresh("drop_resources")
  /// The tables of the resources that are extracted are emptied, and their state goes.
  public static let dropData = Refresh("drop_data")

  /// All kinds there are.
  public static let all: [Refresh] = [.dropSources, .dropResources, .dropData]

  /// The kind that dlt calls `name`, or `nil` if there is none.
  public init?(name: String) {
    guard let known = Self.all.first(where: { $0.description == name }) else { return nil }
    self = known
  }
}

/// What a refresh does to a dataset, a schema and a state.
struct RefreshPlan: Hashable, Sendable {
  /// The tables that go.
  var dropped: [String] = []
  /// The tables that are emptied.
  var emptied: [String] = []
  /// The schema that the run begins with.
  var schema: Schema
  /// The state that the run begins with.
  var state: PipelineState
  /// Whether the dataset forgets earlier versions of the schema.
  var forgetsVersions = false

  /// Decides what `refresh` does.
  ///
  /// `fresh` is the schema of the source before its first load. `resources` are those that are
  /// extracted: the selected ones, and those that they are made from.
  init(
    _ refresh: Refresh,
    of schema: Schema,
    fresh: Schema,
    resources: some Collection<String>,
    state: PipelineState
  ) {
    self.schema = schema
    self.state = state
    let all = schema.tables.map(\.name).filter { !QuarantineTable.isQuarantine($0) }
    switch refresh {
    case .dropSources:
      // Records that were put aside are no rows of the source: they stay, and can be replayed.
      dropped = all.filter { schema[$0]?.hasSeenData == true }
      if !all.isEmpty {
        self.schema = fresh
        for table in schema.tables where QuarantineTable.isQuarantine(table.name) {
          self.schema[table.name] = table
        }
        forgetsVersions = true
      }
      self.state[source: schema.name] = Record()
    case .dropResources:
      let tables = schema.tables(of: resources)
      dropped = tables.filter { schema[$0]?.hasSeenData == true }
      for name in tables { self.schema[name] = nil }
      forgetsVersions = !tables.isEmpty
      self.state.forget(resources, of: schema.name)
    default:
      emptied = schema.tables(of: resources).filter { schema[$0]?.hasSeenData == true }
      self.state.forget(resources, of: schema.name)
    }
  }
}

extension PipelineState {
  /// Removes what resources of a source keep, and that they are through in a run that was cut.
  mutating func forget(_ resources: some Collection<String>, of source: String) {
    for resource in resources { self[source: source, resource: resource] = Record() }
    guard let finished = self[source: source][RunContext.finishedKey]?.elements else { return }
    let left = finished.filter { name in !resources.contains { $0 == name.string } }
    self[source: source][RunContext.finishedKey] = left.isEmpty ? nil : .list(left)
  }
}

extension Schema {
  /// The tables that resources fill, with those below, in the order of the schema.
  func tables(of resources: some Collection<String>) -> [String] {
    let wanted = Set(resources)
    return tables.map(\.name).filter { name in
      guard !QuarantineTable.isQuarantine(name) else { return false }
      return self[root(of: name)]?.resource.map(wanted.contains) ?? false
    }
  }
}

extension QuarantineTable {
  fileprivate static func isQuarantine(_ name: String) -> Bool { name == Self.name }
}
