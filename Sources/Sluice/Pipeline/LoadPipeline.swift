// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The ready-made pipeline.
///
/// ```swift
/// let store = ColumnStore()
/// let report = try await LoadPipeline("demo", into: store).run(Records("players", of: players))
/// ```
/// Copies share what the pipeline remembers between runs.
public struct LoadPipeline<Target: Destination>: Pipeline {
  /// The name.
  public let name: String
  /// Where the data goes.
  public let destination: Target
  /// The dataset in the destination that holds the tables.
  public let dataset: String
  /// Who decides what a change of shape means, in order.
  public let stages: [any Stage]
  /// How much a run may take at the same time.
  public let limits: Limits
  /// Clock, seed and names.
  public let settings: PipelineSettings
  /// What the pipeline remembers between runs.
  public let workspace: Workspace
  private var handlers: [@Sendable (Event) -> Void] = []

  /// Makes a pipeline whose schema follows the data, as far as contracts of source and tables allow.
  public init(
    _ name: String,
    into destination: Target,
    dataset: String? = nil,
    limits: Limits = Limits(),
    settings: PipelineSettings = PipelineSettings(),
    workspace: Workspace = .memory()
  ) {
    self.name = name
    self.destination = destination
    self.dataset = dataset ?? name
    self.limits = limits
    self.settings = settings
    self.workspace = workspace
    stages = [InferTypes(), EvolveSchema(), EnforceContract()]
  }

  /// Makes a pipeline with stages of its own.
  ///
  /// Throws ``LoadError`` with the code `invalidConfiguration` if two of them hold the schema to
  /// different contracts.
  public init(
    _ name: String,
    into destination: Target,
    dataset: String? = nil,
    limits: Limits = Limits(),
    settings: PipelineSettings = PipelineSettings(),
    workspace: Workspace = .memory(),
    @StageBuilder stages: () -> [any Stage]
  ) throws {
    let stages = stages()
    try StageCheck.check(stages)
    self.name = name
    self.destination = destination
    self.dataset = dataset ?? name
    self.limits = limits
    self.settings = settings
    self.workspace = workspace
    self.stages = stages
  }

  init(copying other: Self, dataset: String, workspace: Workspace) {
    name = other.name
    destination = other.destination
    self.dataset = dataset
    stages = other.stages
    limits = other.limits
    settings = other.settings
    self.workspace = workspace
    handlers = other.handlers
  }

  /// A copy that tells `handler` of everything that happens in a run, from any task.
  public func onEvent(_ handler: @escaping @Sendable (Event) -> Void) -> Self {
    var copy = self
    copy.handlers.append(handler)
    return copy
  }

  /// Tells the handlers.
  public func observe(_ event: Event) {
    for handler in handlers { handler(event) }
  }

  /// The schema of the last load, or `nil` before the first.
  public var schema: Schema? { workspace.latestSchema(of: name) }

  /// The schema called `name` as of its last load, or `nil` before the first.
  public func schema(_ name: String) -> Schema? { workspace.schema(name, of: self.name) }
}
