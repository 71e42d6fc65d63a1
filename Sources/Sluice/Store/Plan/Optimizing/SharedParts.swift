// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Puts parts that are read once where they are read, and leaves out those that nobody reads.
///
/// Conditions then reach into them, and a limit can end them.
struct SharedParts {
  /// The plan with those parts only that are worth to be kept.
  func apply(_ plan: LogicalPlan) -> LogicalPlan {
    var readers = Readers()
    readers.count(plan)
    var moved: [Int: LogicalPlan] = [:]
    return rewritten(plan, readers, &moved)
  }

  private func rewritten(
    _ plan: LogicalPlan,
    _ readers: Readers,
    _ moved: inout [Int: LogicalPlan]
  ) -> LogicalPlan {
    switch plan {
    case .shared(var part, let body):
      let count = readers.counts[part.number] ?? 0
      guard count > 0 else { return rewritten(body, readers, &moved) }
      part.plan = rewritten(part.plan, readers, &moved)
      guard count > 1 || part.isKept else {
        moved[part.number] = part.plan
        return rewritten(body, readers, &moved)
      }
      return .shared(part, body: rewritten(body, readers, &moved))
    case .sharedScan(let scan):
      guard let part = moved[scan.number] else { return plan }
      let sources = Dictionary(
        part.columns.map { ($0.id, $0) },
        uniquingKeysWith: { first, _ in first }
      )
      let computed = scan.columns.compactMap { column, source in
        sources[source].map { ComputedColumn(column: column, expression: BoundExpression($0)) }
      }
      return .project(part, computed, isFinal: true)
    default: return plan.replacingInputs { rewritten($0, readers, &moved) }
    }
  }
}

/// How often shared parts are read.
private struct Readers {
  private(set) var counts: [Int: Int] = [:]
  /// How many recursions are around a part where it is made.
  private var depths: [Int: Int] = [:]

  mutating func count(_ plan: LogicalPlan) { count(plan, depth: 0) }

  private mutating func count(_ plan: LogicalPlan, depth: Int) {
    switch plan {
    case .shared(let part, let body):
      depths[part.number] = depth
      count(body, depth: depth)
      // What reads a part that nobody reads does not count.
      if counts[part.number] != nil { count(part.plan, depth: depth) }
    case .sharedScan(let scan):
      // Whoever reads in each round of a recursion reads often.
      let isRepeated = depths[scan.number].map { $0 < depth } ?? false
      counts[scan.number, default: 0] += isRepeated ? 2 : 1
    case .recursion(let step):
      count(step.start, depth: depth)
      count(step.step, depth: depth + 1)
    default: for input in plan.inputs { count(input, depth: depth) }
    }
  }
}
