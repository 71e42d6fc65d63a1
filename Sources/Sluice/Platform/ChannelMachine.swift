// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The order of a bounded channel, without waiting in it: events go in, what to do comes out.
///
/// Every element has a cost. What was put in and not released counts against the limit; an element
/// is let in when it fits, or when nothing else is inside: one that is larger than the limit passes
/// alone. Producers are let in in the order in which they came.
struct ChannelMachine<Element> {
  /// What a producer does next.
  enum Offer: Equatable { case accepted, wait, closed }
  /// What the consumer does next.
  enum Take { case element(Element, cost: Int), wait, finished }

  private var buffer: [(element: Element, cost: Int)] = []
  private var head = 0
  private var waiting: [(id: Int, element: Element, cost: Int)] = []
  private let limit: Int
  /// The cost of all that was put in and not released.
  private(set) var used = 0
  /// The largest that ``used`` has been.
  private(set) var peak = 0
  /// Whether nothing more comes.
  private(set) var isClosed = false

  /// Whether an element can be taken.
  var hasElements: Bool { head < buffer.count }

  /// Lets elements in up to a cost of `limit`.
  init(limit: Int) { self.limit = limit }

  /// A producer brings an element. Told to wait, it is named by ``release(_:)`` later.
  mutating func offer(_ element: Element, cost: Int, from id: Int) -> Offer {
    guard !isClosed else { return .closed }
    guard waiting.isEmpty, fits(cost) else {
      waiting.append((id, element, cost))
      return .wait
    }
    admit(element, cost)
    return .accepted
  }

  /// The consumer asks for the next element.
  mutating func take() -> Take {
    guard head < buffer.count else { return isClosed ? .finished : .wait }
    let next = buffer[head]
    head += 1
    if head == buffer.count {
      buffer.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 64 && head * 2 > buffer.count {
      buffer.removeFirst(head)
      head = 0
    }
    return .element(next.element, cost: next.cost)
  }

  /// The consumer is done with an element: returns the producers that were let in.
  mutating func release(_ cost: Int) -> [Int] {
    used -= cost
    return admitWaiting()
  }

  /// A producer no longer waits: returns the producers that were let in.
  mutating func withdraw(_ id: Int) -> [Int] {
    waiting.removeAll { $0.id == id }
    return admitWaiting()
  }

  /// Nothing more comes: returns the producers whose elements are not wanted.
  mutating func close() -> [Int] {
    isClosed = true
    defer { waiting = [] }
    return waiting.map(\.id)
  }

  private func fits(_ cost: Int) -> Bool { used == 0 || used + cost <= limit }

  private mutating func admit(_ element: Element, _ cost: Int) {
    buffer.append((element, cost))
    used += cost
    peak = max(peak, used)
  }

  private mutating func admitWaiting() -> [Int] {
    var admitted: [Int] = []
    while let next = waiting.first, fits(next.cost) {
      waiting.removeFirst()
      admit(next.element, next.cost)
      admitted.append(next.id)
    }
    return admitted
  }
}
