// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a pipeline remembers from one load to the next: its schemas, and what its sources keep.
///
/// A destination keeps it in the table `_dlt_pipeline_state`, in the form that dlt gives it.
public struct PipelineState: Hashable, Sendable {
  /// The version of the form in which states are written.
  public static let engineVersion = 4

  /// Grows by one with each load that changes the state.
  public var version = 0
  /// The name of the pipeline.
  public var pipeline: String
  /// The name of the dataset, as the pipeline has it.
  public var dataset: String?
  /// The schema that was used first.
  public var defaultSchema: String?
  /// The names of all schemas, sorted.
  public var schemas: [String] = []
  /// The kind of the destination.
  public var destination: String?
  /// What sources keep, by their names; below `resources`, what their resources keep.
  public var sources = Record()
  /// What others have written into the state besides.
  public var other = Record()

  /// The state of a pipeline that has not run.
  public init(pipeline: String) { self.pipeline = pipeline }
}
