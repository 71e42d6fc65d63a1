// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

public import Sluice

extension PipelineSettings {
  /// A clock that stands still and a fixed seed: the same input gives the same bytes.
  public static func test(
    clock: any TimeSource = TestClock(),
    seed: UInt64 = 7
  ) -> PipelineSettings {
    var settings = PipelineSettings()
    settings.clock = clock
    settings.seed = RowIDSeed(seed)
    return settings
  }
}

extension LoadPipeline {
  /// A pipeline with a fixed clock and fixed ids.
  public static func test(
    _ name: String,
    into destination: Target,
    dataset: String? = nil,
    limits: Limits = Limits(),
    settings: PipelineSettings = .test()
  ) -> LoadPipeline {
    LoadPipeline(name, into: destination, dataset: dataset, limits: limits, settings: settings)
  }
}

extension LoadPipeline where Target == ColumnStore {
  /// A pipeline in memory with a fixed clock and fixed ids; its `destination` holds the tables.
  public static func test(
    _ name: String,
    dataset: String? = nil,
    limits: Limits = Limits(),
    settings: PipelineSettings = .test()
  ) -> LoadPipeline {
    test(name, into: ColumnStore(), dataset: dataset, limits: limits, settings: settings)
  }
}
