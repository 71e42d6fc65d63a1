// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a run does about the state that the workspace has and the one that the dataset has.
///
/// The destination holds the truth where it can be asked, for the state there was committed together
/// with the rows. What the workspace has counts only where the destination remembers nothing.
struct StateRestore: Hashable, Sendable {
  /// What is to be done.
  enum Action: Hashable, Sendable {
    /// The workspace is right, or all there is.
    case keepLocal
    /// The dataset is right: its state and its schemas take the place of those in the workspace.
    case takeRemote
    /// The dataset has vanished, or all loads of the pipeline in it: the workspace forgets state,
    /// schemas and packages.
    case wipe
    /// The pipeline has never run.
    case first
  }

  /// What is to be done.
  var action: Action
  /// The state to go on from.
  var state: PipelineState

  /// Decides for a pipeline that loads into `dataset`.
  ///
  /// `local` is the state in the workspace, and `hasRun` whether a load of it was ever committed.
  /// Throws ``LoadError`` with the code `invalidConfiguration` if a state is that of another pipeline.
  init(
    pipeline: String,
    dataset: String,
    local: PipelineState?,
    hasRun: Bool,
    stored: StoredState
  ) throws(LoadError) {
    try Self.check(local, isOf: pipeline, in: "workspace")
    try Self.check(stored.state, isOf: pipeline, in: "dataset")
    switch (stored.isThere, stored.state) {
    case (_, let remote?):
      let isSame = local.map { $0.version == remote.version && $0.hash == remote.hash } ?? false
      action = isSame ? .keepLocal : .takeRemote
      state = isSame ? local ?? remote : remote
    case (.some, nil) where hasRun:
      // The first load writes a state, so that this one was dropped or taken back.
      action = .wipe
      state = PipelineState(pipeline: pipeline)
    default:
      action = local == nil ? .first : .keepLocal
      state = local ?? PipelineState(pipeline: pipeline)
    }
    // The same rows may be read under another name; where to load is said by the program.
    state.dataset = dataset
  }

  private static func check(
    _ state: PipelineState?,
    isOf pipeline: String,
    in place: String
  ) throws(LoadError) {
    guard let state, state.pipeline != pipeline else { return }
    throw LoadError(
      .invalidConfiguration,
      "The \(place) of the pipeline '\(pipeline)' has the state of the pipeline '\(state.pipeline)'. "
        + "Give each pipeline a \(place) of its own, or the same name as before."
    )
  }
}
