// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Who is let in next where many ask for few places, without waiting in it.
///
/// Parties take turns: each that waits gets one place before any gets another. Of one party, those who
/// came first go first, except that nobody waits for a room that is full for another. Who is next but
/// lacks weight is not passed by lighter ones, so that a heavy one is not kept out for ever.
struct FairQueue {
  /// Someone who asks for a place.
  struct Request: Equatable {
    /// Names the request.
    var id: Int
    /// Whose turn it takes.
    var party: String
    /// The room in which the place is; `nil` is one without a limit of its own.
    var room: String?
    /// What it takes of the weight that all have together.
    var weight = 0
  }

  private let limit: Int
  private let limitPerRoom: Int
  private let weightLimit: Int
  private var waiting: [String: [Request]] = [:]
  /// The parties that wait, the one whose turn is next first.
  private var turns: [String] = []
  private var usedByRoom: [String: Int] = [:]
  /// How many are inside.
  private(set) var used = 0
  /// What those inside weigh.
  private(set) var weight = 0
  /// The most that were inside at one time.
  private(set) var peak = 0
  /// The most that those inside have weighed.
  private(set) var peakWeight = 0

  /// Lets `limit` in, `limitPerRoom` of them into one room, as long as all together weigh no more than
  /// `weightLimit`.
  init(limit: Int, perRoom limitPerRoom: Int? = nil, weight weightLimit: Int = .max) {
    self.limit = max(1, limit)
    self.limitPerRoom = max(1, limitPerRoom ?? .max)
    self.weightLimit = max(0, weightLimit)
  }

  /// How many wait.
  var waitingCount: Int { waiting.values.reduce(0) { $0 + $1.count } }

  /// Someone asks for a place: returns who is let in, which is no one else.
  mutating func ask(_ request: Request) -> [Request] {
    precondition(request.weight <= weightLimit, "Nobody can weigh more than all together.")
    if waiting[request.party] == nil { turns.append(request.party) }
    waiting[request.party, default: []].append(request)
    return admit()
  }

  /// Someone leaves: returns who is let in.
  mutating func leave(_ request: Request) -> [Request] {
    used -= 1
    weight -= request.weight
    if let room = request.room {
      usedByRoom[room, default: 0] -= 1
      if usedByRoom[room] == 0 { usedByRoom[room] = nil }
    }
    return admit()
  }

  /// Someone waits no longer: returns who is let in.
  mutating func withdraw(_ request: Request) -> [Request] {
    remove(request)
    if waiting[request.party] == nil { turns.removeAll { $0 == request.party } }
    return admit()
  }

  private mutating func admit() -> [Request] {
    var admitted: [Request] = []
    while used < limit, let next = next(), weight + next.weight <= weightLimit {
      remove(next)
      turns.removeAll { $0 == next.party }
      if waiting[next.party] != nil { turns.append(next.party) }
      used += 1
      weight += next.weight
      if let room = next.room { usedByRoom[room, default: 0] += 1 }
      peak = max(peak, used)
      peakWeight = max(peakWeight, weight)
      admitted.append(next)
    }
    return admitted
  }

  /// Who is next: the first of the first party that has a room with a place.
  private func next() -> Request? {
    for party in turns {
      if let request = waiting[party]?.first(where: hasPlace) { return request }
    }
    return nil
  }

  private func hasPlace(_ request: Request) -> Bool {
    request.room.map { usedByRoom[$0, default: 0] < limitPerRoom } ?? true
  }

  private mutating func remove(_ request: Request) {
    waiting[request.party]?.removeAll { $0.id == request.id }
    if waiting[request.party]?.isEmpty == true { waiting[request.party] = nil }
  }
}
