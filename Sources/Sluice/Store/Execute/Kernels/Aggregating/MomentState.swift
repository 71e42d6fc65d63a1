// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below what the state was grown to.

/// The spread of doubles around their mean: variances after Welford, and higher moments by sums of powers.
final class MomentState: AggregateState {
  /// What is asked for.
  enum Measure: Sendable {
    case populationVariance, sampleVariance, populationDeviation, sampleDeviation
    case standardError, skewness, kurtosis, populationKurtosis

    /// Whether sums of powers are needed.
    fileprivate var isHigher: Bool {
      switch self {
      case .skewness, .kurtosis, .populationKurtosis: true
      default: false
      }
    }
  }

  private struct Spread: BitwiseCopyable {
    var count = 0.0, mean = 0.0, squares = 0.0

    @inline(__always)
    mutating func add(_ value: Double) {
      count += 1
      let distance = value - mean
      mean += distance / count
      squares += (value - mean) * distance
    }

    mutating func add(_ other: Spread) {
      guard other.count > 0 else { return }
      guard count > 0 else {
        self = other
        return
      }
      let total = count + other.count
      let distance = other.mean - mean
      squares += other.squares + distance * distance * other.count * count / total
      mean = (other.count * other.mean + count * mean) / total
      count = total
    }
  }

  private struct Powers: BitwiseCopyable {
    var count = 0.0, first = 0.0, second = 0.0, third = 0.0, fourth = 0.0
  }

  private let measure: Measure
  private let spreads = GrowingBuffer<Spread>()
  private let powers = GrowingBuffer<Powers>()

  /// No values so far.
  init(_ measure: Measure) { self.measure = measure }

  var byteCount: Int { spreads.capacity * 24 + powers.capacity * 40 }

  func grow(to groups: Int) {
    if measure.isHigher {
      powers.resize(to: groups, filling: Powers())
    } else {
      spreads.resize(to: groups, filling: Spread())
    }
  }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    let cells = arguments[0].flattened(count)
    let values = cells.values(Double.self)
    if measure.isHigher {
      let powers = powers.base
      cells.forEachValid(count) { row in
        let (group, value) = (Int(groups[row]), values[row])
        let square = value * value
        powers[group].count += 1
        powers[group].first += value
        powers[group].second += square
        powers[group].third += square * value
        powers[group].fourth += square * square
      }
    } else {
      let spreads = spreads.base
      cells.forEachValid(count) { spreads[Int(groups[$0])].add(values[$0]) }
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
      let target = Int(mapping[place])
      if measure.isHigher {
        let more = other.powers[source]
        powers.base[target].count += more.count
        powers.base[target].first += more.first
        powers.base[target].second += more.second
        powers.base[target].third += more.third
        powers.base[target].fourth += more.fourth
      } else {
        spreads.base[target].add(other.spreads[source])
      }
    }
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    try GroupResults.cells(.double, groups) { group throws(KernelFailure) in
      guard measure.isHigher else { return spread(spreads[group]) }
      let moment = higher(powers[group])
      guard moment?.isFinite != false else { throw .outOfRange(row: 0) }
      return moment
    }
  }

  private func spread(_ spread: Spread) -> Double? {
    guard spread.count > 0 else { return nil }
    let population = spread.count > 1 ? spread.squares / spread.count : 0
    switch measure {
    case .populationVariance: return population
    case .populationDeviation: return population.squareRoot()
    case .standardError: return population.squareRoot() / spread.count.squareRoot()
    default:
      guard spread.count > 1 else { return nil }
      let sample = spread.squares / (spread.count - 1)
      return measure == .sampleVariance ? sample : sample.squareRoot()
    }
  }

  private func higher(_ powers: Powers) -> Double? {
    let (n, sum) = (powers.count, powers.first)
    guard n > (measure == .skewness ? 2 : measure == .kurtosis ? 3 : 1) else { return nil }
    // Powers beyond all doubles have no measure.
    guard powers.fourth.isFinite || measure == .skewness && powers.third.isFinite else {
      return .nan
    }
    let part = 1 / n
    let squares = powers.second - sum * sum * part
    if measure == .skewness {
      let variance = part * squares
      let spread = max(0, variance * variance * variance).squareRoot()
      guard spread != 0 else { return nil }
      let factor = (n * (n - 1)).squareRoot() / (n - 2)
      let cubes =
        powers.third - 3 * powers.second * sum * part + 2 * sum * sum * sum * part * part
      return factor * part * cubes / spread
    }
    let fourth = part * fourthPower(powers, part)
    let second = part * squares
    guard second > 0 else { return nil }
    let ratio = fourth / (second * second)
    if measure == .populationKurtosis { return ratio - 3 }
    return (n - 1) * ((n + 1) * ratio - 3 * (n - 1)) / ((n - 2) * (n - 3))
  }

  private func fourthPower(_ powers: Powers, _ part: Double) -> Double {
    let sum = powers.first
    let third = 4 * powers.third * sum * part
    let second = 6 * powers.second * sum * sum * part * part
    let first = 3 * sum * sum * sum * sum * part * part * part
    return powers.fourth - third + second - first
  }
}
