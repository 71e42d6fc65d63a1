// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

public import Sluice

/// What a resource throws that fails as a test wants it.
public struct ResourceFault: Error, Equatable, CustomStringConvertible {
  /// The record in whose place it was thrown, from 1.
  public let record: Int

  /// Says that a resource failed in the place of a record, from 1.
  public init(record: Int) { self.record = record }

  /// What happened.
  public var description: String { "The resource fails at record \(record), as the test wants it." }
}

/// A resource that throws in the place of a record.
public struct FailingResource<Base: Resource>: Resource {
  /// The resource that has the records.
  public let base: Base
  /// The first record that does not come, from 1.
  public let record: Int
  private let error: any Error

  fileprivate init(_ base: Base, _ record: Int, _ error: any Error) {
    self.base = base
    self.record = record
    self.error = error
  }

  /// The name of the resource.
  public var name: String { base.name }
  /// What is known of the table.
  public var hints: TableHints { base.hints }
  /// Whether the records are loaded.
  public var isSelected: Bool { base.isSelected }

  /// Sends the records before that one, and throws.
  public func extract(to output: Output) async throws {
    try await base.extract(to: output.failing(at: record, with: error))
  }
}

extension Resource {
  /// This resource, throwing in the place of record `number`, from 1.
  ///
  /// Records are counted one by one, also where many are sent at once; rows that are columns already
  /// count, too. Throws ``ResourceFault``, unless another error is given.
  public func failing(
    at number: Int,
    with error: (any Error)? = nil
  ) -> FailingResource<Self> {
    FailingResource(self, number, error ?? ResourceFault(record: number))
  }
}
