// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A named flow into one destination.
///
/// Write ``name`` and ``destination``; the other requirements have defaults. ``LoadPipeline`` is the
/// ready-made pipeline.
public protocol Pipeline: Sendable {
  /// The type of the destination.
  associatedtype Target: Destination

  /// The name.
  var name: String { get }

  /// Where the data goes.
  var destination: Target { get }

  /// The dataset in the destination that holds the tables. Named after the pipeline by default.
  var dataset: String { get }

  /// Who decides what a change of shape means, in order. By default types are inferred, and the
  /// schema follows the data as far as contracts of source and tables allow.
  @StageBuilder var stages: [any Stage] { get }

  /// How much a run may take at the same time.
  var limits: Limits { get }

  /// Clock, seed and names.
  var settings: PipelineSettings { get }

  /// What the pipeline remembers between runs besides what the destination does. Nothing by default.
  var workspace: Workspace { get }

  /// Hears of everything that happens in a run, from any task. Does nothing by default.
  func observe(_ event: Event)
}

extension Pipeline {
  public var dataset: String { name }
  public var stages: [any Stage] { [InferTypes(), EvolveSchema(), EnforceContract()] }
  public var limits: Limits { Limits() }
  public var settings: PipelineSettings { PipelineSettings() }
  public var workspace: Workspace { .memory() }
  public func observe(_ event: Event) {}

  /// Loads the resources of `source`, all or nothing.
  ///
  /// Throws ``LoadError``, or `CancellationError` if the task was cancelled; the destination then
  /// shows what it showed before.
  @concurrent @discardableResult
  public func run(_ source: some Source) async throws -> RunReport {
    try await Run(self).execute(source)
  }

  /// Loads one resource, all or nothing. The schema is named after the pipeline.
  ///
  /// Throws as ``run(_:)-(Source)`` does.
  @concurrent @discardableResult
  public func run(_ resource: some Resource) async throws -> RunReport {
    try await Run(self).execute(SingleResource(for: self, resource))
  }
}

/// Clock, seed, names and folders of a pipeline.
public struct PipelineSettings: Sendable {
  /// How names of the data become names of the destination. `nil` leaves that to the source.
  public var naming: (any NamingConvention)?
  /// Where the ids of rows come from; the same seed gives the same ids. `nil` draws one for each run.
  public var seed: RowIDSeed?
  /// Tells the time.
  public var clock: any TimeSource = SystemTime()
  /// Folders in which people find schemas and change them. `nil` is none.
  public var schemaFolders: SchemaFolders?
  /// Where schemas are loaded: all into one dataset by default.
  public var datasets = DatasetLayout.oneDataset
  /// When a long run is cut into several loads. `nil` is never.
  public var packageLimit: PackageLimit?
  /// Whether what resources send is kept as it comes until it is loaded.
  ///
  /// It is written down first, and all of it; then rows are made of it. If they break a contract, the
  /// pages stay, and the next run of the source makes rows of them under its rules, without asking
  /// the source again; so does ``Pipeline/normalize(_:of:)``.
  public var keepsRaw = false
  /// How the resources of a source share the time.
  public var schedule = ResourceSchedule.together
  /// How often and how long a call is made again that the destination refused for now.
  public var retries = RetryPolicy()
  /// Makes shredders.
  var makeShredder: @Sendable (String, ShredContext) -> any RowShredder = {
    TableShredder(table: $0, context: $1)
  }

  /// The clock of the machine, a seed for each run, names as the source says.
  public init() {}
}

/// Puts stages one below the other, as the body of ``Pipeline/stages`` does.
@resultBuilder public enum StageBuilder {
  /// Takes one stage.
  public static func buildExpression(_ stage: any Stage) -> [any Stage] { [stage] }
  /// Takes the stages that another list has.
  public static func buildExpression(_ stages: [any Stage]) -> [any Stage] { stages }
  /// Puts the parts together.
  public static func buildBlock(_ parts: [any Stage]...) -> [any Stage] { parts.flatMap { $0 } }
  /// Takes what a condition leaves out as nothing.
  public static func buildOptional(_ part: [any Stage]?) -> [any Stage] { part ?? [] }
  /// Takes the first branch.
  public static func buildEither(first part: [any Stage]) -> [any Stage] { part }
  /// Takes the second branch.
  public static func buildEither(second part: [any Stage]) -> [any Stage] { part }
  /// Takes what a loop made.
  public static func buildArray(_ parts: [[any Stage]]) -> [any Stage] { parts.flatMap { $0 } }
}
