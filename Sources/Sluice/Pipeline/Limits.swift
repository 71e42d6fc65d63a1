// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How much a run may take at the same time.
public struct Limits: Sendable {
  /// The memory for rows on their way to the destination.
  ///
  /// A single batch passes even if it is larger. Pages that resources make are their own affair.
  public var memory = ByteCount.mebibytes(16)
  /// How many resources are extracted at the same time.
  public var concurrentResources = 4
  /// How many records of one resource are worked on at the same time by a resource made from it.
  public var concurrentRecords = 4
  /// How many bytes of rows gather before they are loaded; less where memory is short.
  public var batchSize = ByteCount.mebibytes(1)
  /// What several pipelines may take together. `nil` is no limit besides those above.
  public var shared: SharedLimits?

  /// Limits that suit a small machine.
  public init() {}

  /// How many bytes of rows gather in each of the resources that are loaded at the same time, so that
  /// all of them take half of the memory.
  func flushBytes(resources: Int) -> Int {
    min(batchSize.bytes, max(1, memory.bytes / (2 * max(1, resources))))
  }

  /// What is left of the memory for batches on their way.
  func channelBytes(resources: Int) -> Int {
    max(1, memory.bytes - flushBytes(resources: resources) * max(1, resources))
  }
}
