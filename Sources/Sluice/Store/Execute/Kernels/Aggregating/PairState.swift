// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below what the state was grown to.

/// How two doubles go together: covariance, correlation and the line through them.
///
/// The arguments are those of SQL: the dependent one first, `regr_slope(y, x)`. A row counts if both
/// have a value.
final class PairState: AggregateState {
  /// What is asked for.
  enum Measure: Sendable {
    case populationCovariance, sampleCovariance, correlation, count
    case slope, intercept, determination, averageX, averageY, spreadX, spreadY, spreadXY
  }

  private struct Pairs: BitwiseCopyable {
    var count = 0.0, meanX = 0.0, meanY = 0.0, squaresX = 0.0, squaresY = 0.0, products = 0.0

    @inline(__always)
    mutating func add(_ x: Double, _ y: Double) {
      count += 1
      let (distanceX, distanceY) = (x - meanX, y - meanY)
      meanX += distanceX / count
      meanY += distanceY / count
      products += distanceX * (y - meanY)
      squaresX += (x - meanX) * distanceX
      squaresY += (y - meanY) * distanceY
    }

    mutating func add(_ other: Pairs) {
      guard other.count > 0 else { return }
      guard count > 0 else {
        self = other
        return
      }
      let total = count + other.count
      let (distanceX, distanceY) = (other.meanX - meanX, other.meanY - meanY)
      let weight = other.count * count / total
      products += other.products + distanceX * distanceY * weight
      squaresX += other.squaresX + distanceX * distanceX * weight
      squaresY += other.squaresY + distanceY * distanceY * weight
      meanX = (other.count * other.meanX + count * meanX) / total
      meanY = (other.count * other.meanY + count * meanY) / total
      count = total
    }
  }

  private let measure: Measure
  private let pairs = GrowingBuffer<Pairs>()

  /// No values so far.
  init(_ measure: Measure) { self.measure = measure }

  var byteCount: Int { pairs.capacity * 48 }

  func grow(to groups: Int) { pairs.resize(to: groups, filling: Pairs()) }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    let (first, second) = (arguments[0].flattened(count), arguments[1].flattened(count))
    let (ys, xs, pairs) = (first.values(Double.self), second.values(Double.self), pairs.base)
    first.forEachValid(count) { row in
      if second.isValid(row) { pairs[Int(groups[row])].add(xs[row], ys[row]) }
    }
  }

  func combine(
    _ other: any AggregateState,
    groups: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int
  ) {
    let other = same(other)
    for place in 0..<count {
      let source = GroupResults.source(groups, place)
      pairs.base[Int(mapping[place])].add(other.pairs[source])
    }
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    if measure == .count {
      return try GroupResults.cells(.int64, groups) { group throws(KernelFailure) in
        Int64(pairs[group].count)
      }
    }
    return try GroupResults.cells(.double, groups) { group throws(KernelFailure) in
      result(pairs[group])
    }
  }

  private func result(_ pairs: Pairs) -> Double? {
    let n = pairs.count
    guard n > 0 else { return nil }
    let covariance = pairs.products / n
    let (varianceX, varianceY) =
      n > 1 ? (pairs.squaresX / n, pairs.squaresY / n) : (0, 0)
    switch measure {
    case .populationCovariance: return covariance
    case .sampleCovariance: return n > 1 ? pairs.products / (n - 1) : nil
    case .correlation: return covariance / (varianceX.squareRoot() * varianceY.squareRoot())
    case .count: return n
    case .slope: return covariance / varianceX
    case .intercept:
      if varianceX == 0 { return nil }
      return pairs.meanY - covariance / varianceX * pairs.meanX
    case .determination:
      if varianceX == 0 { return nil }
      if varianceY == 0 { return 1 }
      let correlation = covariance / (varianceX.squareRoot() * varianceY.squareRoot())
      return correlation * correlation
    case .averageX: return pairs.meanX
    case .averageY: return pairs.meanY
    case .spreadX: return n * varianceX
    case .spreadY: return n * varianceY
    case .spreadXY: return n * covariance
    }
  }
}
