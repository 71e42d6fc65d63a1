// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A sink that stands before another one, and leaves to it what it has no say in.
///
/// Write ``OutputSink/send(_:to:)``, and what is not to be as the next sink has it.
protocol ForwardingSink: OutputSink {
  /// The sink that comes next.
  var base: any OutputSink { get }
}

extension ForwardingSink {
  var clock: any TimeSource { base.clock }
  var hints: TableHints { base.hints }
  var state: StateScope { base.state }
  var metrics: ResourceMetrics { base.metrics }
  var services: CursorServices? { base.services }
  var cursors: [CursorPosition] { base.cursors }
  func passOver(_ record: MalformedRecord) { base.passOver(record) }
  func checkpoint() async throws { try await base.checkpoint() }
}
