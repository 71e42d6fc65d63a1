// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Run {
  /// Registers what the resources say beforehand, and sees that they do not contradict each other.
  func declare(_ sinks: [ResourceSink]) throws {
    var known: [String: (disposition: WriteDisposition, resource: String)] = [:]
    var contracts: [String: (contract: Contract, resource: String)] = [:]
    for sink in sinks {
      guard let table = try sink.declare() else { continue }
      if let contract = sink.hints.contract,
        let other = contracts.updateValue((contract, sink.name), forKey: table),
        other.contract != contract
      {
        throw LoadError(
          .inconsistentHints,
          "The resource '\(other.resource)' holds the table to another contract than this one. "
            + "Give both the same, or name another table.",
          at: LoadError.Location(resource: sink.name, table: table)
        )
      }
      let disposition = sink.hints.disposition ?? .append
      guard let other = known.updateValue((disposition, sink.name), forKey: table),
        other.disposition != disposition
      else { continue }
      throw LoadError(
        .inconsistentHints,
        "The resource '\(other.resource)' is to '\(other.disposition)' the rows of the table, this "
          + "one to '\(disposition)' them. Let both do the same, or name another table.",
        at: LoadError.Location(resource: sink.name, table: table)
      )
    }
  }

  /// Extracts several resources at the same time, each after those that it waits for.
  func extract(
    _ plans: [ExtractionPlan],
    _ order: ExtractionOrder,
    in context: RunContext
  ) async throws {
    let concurrency = settings.schedule.concurrency(of: plans.count, limits)
    if limits.shared == nil {
      // All before the first sends, so that the turns are the same in every run. Where they have to wait
      // for others to let them in, no one can wait for them.
      for place in order.first(of: plans.count) { context.rounds?.join(place) }
    }
    try await withThrowingTaskGroup(of: Int.self) { group in
      var waiting = Array(plans.indices)
      var done: Set<Int> = []
      var running = 0
      while !waiting.isEmpty || running > 0 {
        // Those that begin together belong to the first load, however fast one of them is.
        if let cut = context.cut, cut.isDue, !done.isEmpty, !waiting.isEmpty {
          for place in waiting { cut.stop(plans[place].resource.name) }
          waiting = []
        } else if running < concurrency,
          let place = order.next(of: waiting, done: done)
        {
          waiting.removeAll { $0 == place }
          running += 1
          group.addTask {
            do {
              let slot = try await limits.shared?.admitResource(of: pipeline)
              defer { slot?.release() }
              context.rounds?.join(place)
              defer { context.rounds?.leave(place) }
              try await plans[place].extract(in: context, number: place)
            } catch {
              context.channel.fail(error)
              throw error
            }
            return place
          }
        } else if let place = try await group.next() {
          done.insert(place)
          running -= 1
        }
      }
    }
  }
}
