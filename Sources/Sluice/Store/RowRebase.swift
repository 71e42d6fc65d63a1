// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a transaction has done to the rows of one table, to be done to the table as others have left it.
///
/// Rows are known by the origin of their batch and by their number there. Where both sides have touched
/// the same row, or one of them has moved rows that the other has touched, they do not fit.
struct RowRebase {
  /// A batch as the transaction sees it.
  private struct Seen {
    var batch: PackedBatch
    /// Where it is among those that the transaction began with; `nil` if it brought the rows itself.
    var place: Int?
    /// The rows that the transaction has not deleted, if it has deleted some.
    var kept: Validity?
    var rewrites: [(rows: [UInt32], values: PackedBatch)] = []
    /// Whether rows that are left lie elsewhere, and cannot be followed.
    var isMoved = false
  }

  /// The changes to be made.
  private(set) var changes: [StoreChange.Action] = []
  /// The rows that came or got other values.
  private(set) var brought: [(batch: PackedBatch, rows: [UInt32])] = []

  /// The changes that were made of `base`, for what is there now; `nil` if they do not fit.
  init?(_ made: [StoreChange.Action], from base: Catalog.Table, to now: Catalog.Table) {
    guard let (own, touched) = Self.follow(made, base) else { return nil }
    var places: [ObjectIdentifier: Int] = [:]
    for (place, batch) in now.batches.enumerated() {
      places[ObjectIdentifier(batch.origin)] = place
    }
    var deletions: [(place: Int, kept: Validity)] = []
    for seen in touched {
      guard let before = seen.place.map({ base.batches[$0] }),
        let place = places[ObjectIdentifier(before.origin)],
        Self.fits(seen, before, now.batches[place])
      else { return nil }
      guard rewrite(seen, now.batches[place], place) else { return nil }
      if let kept = seen.kept { deletions.append((place, kept)) }
    }
    for deletion in deletions.sorted(by: { $0.place > $1.place }) {
      changes.append(.delete(batch: deletion.place, allBut: deletion.kept))
    }
    for batch in own {
      let batch = batch.live == nil ? batch : PackedBatch(batch.batch)
      changes.append(.append(batch))
      brought.append((batch, (0..<UInt32(batch.physicalCount)).map(\.self)))
    }
  }

  /// The rows that the transaction brought, and what it did to the batches that it began with.
  private static func follow(
    _ made: [StoreChange.Action],
    _ base: Catalog.Table
  ) -> (own: [PackedBatch], touched: [Seen])? {
    var seen = base.batches.enumerated().map { Seen(batch: $0.element, place: $0.offset) }
    var gone: [Seen] = []
    // That batches were put together can wait, if it was the last thing that was done.
    var isOver = false
    for action in made {
      guard !isOver else { return nil }
      switch action {
      case .append(let batch, _): seen.append(Seen(batch: batch))
      case .rewrite(let number, let values, let rows):
        guard seen.indices.contains(number), !seen[number].isMoved, let rows else { return nil }
        if seen[number].place == nil {
          seen[number].batch = seen[number].batch.replacing(values, rows: rows)
        } else {
          seen[number].rewrites.append((rows, values))
        }
      case .delete(let number, let kept):
        guard seen.indices.contains(number), !seen[number].isMoved else { return nil }
        if seen[number].place != nil {
          seen[number].kept = seen[number].kept.map { $0.intersection(kept) } ?? kept
        }
        guard let rest = seen[number].batch.deleting(allBut: kept) else {
          let empty = seen.remove(at: number)
          if empty.place != nil { gone.append(empty) }
          continue
        }
        seen[number].isMoved =
          seen[number].place != nil && rest.origin !== seen[number].batch.origin
        seen[number].batch = rest
      case .join(let start):
        guard seen.indices.contains(start) else { return nil }
        let parts = seen[start...]
        guard parts.allSatisfy({ $0.place == nil }) else {
          isOver = true
          continue
        }
        let joined = PackedBatch(joining: parts.map(\.batch), base.columns)
        seen.replaceSubrange(start..., with: joined.map { [Seen(batch: $0)] } ?? [])
      default: return nil
      }
    }
    let touched = (seen + gone).filter { $0.kept != nil || !$0.rewrites.isEmpty }
    return (seen.filter { $0.place == nil }.map(\.batch), touched)
  }

  /// Whether nobody else has touched the rows that the transaction has.
  private static func fits(_ seen: Seen, _ before: PackedBatch, _ now: PackedBatch) -> Bool {
    guard let others = now.rewrites.rows(since: before.rewrites.count) else { return false }
    func isFree(_ row: Int) -> Bool {
      (now.live?[row] ?? true) && !others.contains(UInt32(row))
    }
    for rewrite in seen.rewrites {
      guard rewrite.rows.allSatisfy({ isFree(Int($0)) }) else { return false }
    }
    guard let kept = seen.kept else { return true }
    for row in 0..<before.physicalCount where !kept[row] && before.live?[row] ?? true {
      guard isFree(row) else { return false }
    }
    return true
  }

  /// Puts the values that the transaction gave to rows among those that are there now; `false` if texts
  /// have no room.
  private mutating func rewrite(_ seen: Seen, _ now: PackedBatch, _ place: Int) -> Bool {
    var now = now
    var changed: Set<UInt32> = []
    for (rows, values) in seen.rewrites {
      var vectors: [Vector] = []
      for name in values.names {
        guard let new = values.gathered(name, rows) else { continue }
        let old = now.physical(name) ?? Vector(missing: now.physicalCount, new.type)
        guard let patched = old.patched(rows.map { Int($0) }, with: new) else { return false }
        vectors.append(patched)
      }
      let packed = PackedBatch(
        Batch(names: values.names, vectors: vectors, rowCount: now.physicalCount)
      )
      changes.append(.rewrite(batch: place, packed, rows: rows))
      now = now.replacing(packed, rows: rows)
      changed.formUnion(rows)
    }
    if !changed.isEmpty { brought.append((now, changed.sorted())) }
    return true
  }
}
