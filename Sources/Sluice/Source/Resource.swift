// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A stream of records, and what is known of the table that they go to.
///
/// Write ``name`` and ``extract(to:)``; the other requirements have defaults. ``Records`` is the
/// ready-made resource.
public protocol Resource: Sendable {
  /// The name, unique within its source. The table has it too, unless ``hints`` say otherwise.
  var name: String { get }

  /// Sends all records to `output`.
  ///
  /// Called once a run. `send` suspends while the run is over its memory, so records need not be
  /// held back. Throwing ends the run, and nothing of it becomes visible.
  func extract(to output: Output) async throws

  /// What is known of the table beforehand. Says nothing by default.
  var hints: TableHints { get }

  /// Whether the records are loaded. A resource that is not may still feed others. True by default.
  var isSelected: Bool { get }
}

extension Resource {
  public var hints: TableHints { TableHints() }
  public var isSelected: Bool { true }
}

/// Puts resources one below the other, as the body of ``Source/resources`` does.
@resultBuilder public enum ResourceBuilder {
  /// Takes one resource.
  public static func buildExpression(_ resource: any Resource) -> [any Resource] { [resource] }
  /// Takes the resources that another list has.
  public static func buildExpression(_ resources: [any Resource]) -> [any Resource] { resources }
  /// Puts the parts together.
  public static func buildBlock(_ parts: [any Resource]...) -> [any Resource] {
    parts.flatMap { $0 }
  }
  /// Takes what a condition leaves out as nothing.
  public static func buildOptional(_ part: [any Resource]?) -> [any Resource] { part ?? [] }
  /// Takes the first branch.
  public static func buildEither(first part: [any Resource]) -> [any Resource] { part }
  /// Takes the second branch.
  public static func buildEither(second part: [any Resource]) -> [any Resource] { part }
  /// Takes what a loop made.
  public static func buildArray(_ parts: [[any Resource]]) -> [any Resource] {
    parts.flatMap { $0 }
  }
}
