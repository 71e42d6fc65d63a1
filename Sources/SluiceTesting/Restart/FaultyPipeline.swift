// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

internal import Sluice

/// A pipeline whose destination fails, and whose clock is one for tests.
struct FaultyPipeline<Base: Pipeline>: Pipeline {
  private let base: Base
  let destination: FaultyDestination<Base.Target>
  let settings: PipelineSettings

  init(_ base: Base, _ bench: RestartBench) {
    self.base = base
    destination = FaultyDestination(base.destination, bench.disk.faults)
    var settings = base.settings
    settings.clock = bench.clock
    if settings.seed == nil { settings.seed = RowIDSeed(7) }
    self.settings = settings
  }

  var name: String { base.name }
  var dataset: String { base.dataset }
  var stages: [any Stage] { base.stages }
  var limits: Limits { base.limits }
  var workspace: Workspace { base.workspace }
  func observe(_ event: Event) { base.observe(event) }
}
