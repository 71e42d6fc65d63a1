// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A resource, what is loaded of it, and the resources made from it.
struct ExtractionPlan: Sendable {
  /// The resource.
  var resource: any Resource
  /// Takes the records, unless they only feed others.
  var sink: ResourceSink?
  /// The resources made from this one.
  var children: [ExtractionPlan] = []

  /// Arranges resources below those they are made from; throws if two have the same name.
  static func plans(for resources: [any Resource], in run: RunContext) throws -> [ExtractionPlan] {
    var names: Set<String> = []
    for resource in resources where !names.insert(resource.name).inserted {
      throw LoadError(
        .invalidConfiguration,
        "Two resources of the source have the name '\(resource.name)'. Rename one with '.named(…)'.",
        at: LoadError.Location(resource: resource.name)
      )
    }
    var roots: [ExtractionPlan] = []
    for resource in resources where resource.isSelected {
      let sink = ResourceSink(resource.name, resource.hints, in: run)
      try insert(ExtractionPlan(resource: resource, sink: sink), into: &roots)
    }
    return roots.map { $0.planned(in: run) }
  }

  /// How many resources are loaded at the same time at the most, if `limit` of those that are made
  /// from nothing are extracted at the same time.
  static func concurrency(of resources: [any Resource], limit: Int) -> Int {
    var loaded: [String: Int] = [:]
    for resource in resources where resource.isSelected {
      loaded[chain(to: resource)[0].name, default: 0] += 1
    }
    return loaded.values.sorted(by: >).prefix(max(1, limit)).reduce(0, +)
  }

  /// Stops here if the load is large enough, and the resource and those made from it can be cut.
  private func checkpoint(in run: RunContext) async throws {
    guard let cut = run.cut, canBeCut else { return }
    // Those made from it may be all that is loaded.
    for sink in sinks { try await sink.flushAll() }
    guard cut.isDue else { return }
    cut.stop(resource.name)
    throw NotWanted()
  }

  /// Whether neither this resource nor one below replaces rows, which has to be done all at once, nor
  /// has a limit, as it would begin to count anew if it is asked again, nor a cursor that could pass records
  /// that are still to come.
  private var canBeCut: Bool {
    let cursors = (resource as? Records)?.incrementals ?? []
    let isLimited = (resource as? Records).map { !$0.limits.isEmpty } ?? false
    let replaces = (sink?.hints ?? resource.hints).needsWholeLoad
    return !isLimited && !replaces && cursors.allSatisfy(\.canBeCut)
      && children.allSatisfy(\.canBeCut)
  }

  /// The names of this resource and those below, also of those that only feed others.
  var names: [String] { [resource.name] + children.flatMap(\.names) }

  /// All sinks of this resource and those below.
  var sinks: [ResourceSink] { (sink.map { [$0] } ?? []) + children.flatMap(\.sinks) }

  /// The names of the resources that are extracted: those that are loaded, and those they are made from.
  static func extracted(of resources: [any Resource]) -> Set<String> {
    Set(resources.filter(\.isSelected).flatMap { chain(to: $0).map(\.name) })
  }

  /// The resources that `resource` is made from, the one made from nothing first, and itself.
  private static func chain(to resource: any Resource) -> [any Resource] {
    var chain = [resource]
    while let records = chain[0] as? Records, case .derived(let parent, _) = records.origin {
      chain.insert(parent, at: 0)
    }
    return chain
  }

  private static func insert(
    _ plan: ExtractionPlan,
    into roots: inout [ExtractionPlan]
  ) throws(LoadError) {
    var plans = chain(to: plan.resource).map { ExtractionPlan(resource: $0) }
    plans[plans.count - 1] = plan
    try merge(plans[...], into: &roots)
  }

  private static func merge(
    _ chain: ArraySlice<ExtractionPlan>,
    into plans: inout [ExtractionPlan]
  ) throws(LoadError) {
    guard let first = chain.first else { return }
    let found = plans.firstIndex { $0.resource.name == first.resource.name }
    let index = found ?? plans.count
    if found == nil {
      plans.append(first)
    } else {
      try checkAgreement(of: plans[index].resource, and: first.resource)
      if let sink = first.sink {
        // Listed itself: what the list says of it counts.
        plans[index].resource = first.resource
        plans[index].sink = sink
      }
    }
    try merge(chain.dropFirst(), into: &plans[index].children)
  }

  /// Throws if two resources with the same name cannot be extracted as one.
  ///
  /// Closures cannot be compared; a step or a limit that only one of them has can be seen.
  private static func checkAgreement(
    of first: any Resource,
    and second: any Resource
  ) throws(LoadError) {
    guard let one = first as? Records, let other = second as? Records,
      one.steps.count != other.steps.count || one.limits != other.limits
        || one.incrementals.map(\.name) != other.incrementals.map(\.name)
    else { return }
    throw LoadError(
      .inconsistentHints,
      "The resource is extracted once for all that are made from it, but takes other steps or limits "
        + "in one place than in another. Use the same value, or rename one with '.named(…)'.",
      at: LoadError.Location(resource: one.name)
    )
  }
}

extension ExtractionPlan {
  /// Sends all records of the resource, and those of the resources made from it.
  ///
  /// Where resources send in turn, this is the one with the given number.
  func extract(in run: RunContext, number: Int) async throws {
    resetState(in: run)
    try await located(resource.name) {
      try await feedingChildren(of: resource.hints, in: run) { fork in
        if sink != nil { run.emit(.resourceStarted(resource.name)) }
        let turns = run.rounds.map { RoundSink(to: fork, $0, number: number) as any OutputSink }
        try await extract(to: turns ?? fork, in: run)
      }
    }
    try await run.rounds?.wait(number)
    try await finish(in: run)
  }

  /// A resource that replaces its rows begins anew, as if it had never been extracted.
  private func resetState(in run: RunContext) {
    guard resource.hints.disposition == .replace else { return }
    run.state(of: resource.name).removeAll()
  }

  private func finish(in run: RunContext) async throws {
    try await sink?.finish()
    let figures = run.metrics(of: resource.name).values
    if !figures.isEmpty { run.emit(.measured(figures, resource: resource.name)) }
    if sink != nil { run.emit(.resourceFinished(resource.name)) }
  }

  /// Runs `body` with a sink from which the children take their records, and the children beside it.
  private func feedingChildren(
    of hints: TableHints,
    in run: RunContext,
    _ body: (any OutputSink) async throws -> Void
  ) async throws {
    let channels = children.map { _ in Channel<[Record]>(limit: 2) }
    let fork = ForkSink(
      own: sink,
      children: channels,
      hints: hints,
      state: run.state(of: resource.name),
      metrics: run.metrics(of: resource.name),
      services: run.cursorServices(of: resource.name),
      clock: run.clock,
      checkpoint: { try await checkpoint(in: run) },
      report: { [name = resource.name, emit = run.emit] record in
        emit(Event(.recordSkipped(record), resource: name))
      }
    )
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (child, channel) in zip(children, channels) {
        group.addTask {
          do {
            try await child.extract(from: channel, in: run)
          } catch {
            // Whoever waits for room in the channel hears why there will be none.
            channel.fail(error)
            throw error
          }
        }
      }
      do {
        do { try await body(fork) } catch is NotWanted {}
        for channel in channels { channel.close() }
      } catch {
        for channel in channels { channel.fail(error) }
        throw error
      }
      try await group.waitForAll()
    }
  }

  /// Works on the records that another resource sends, several at a time, loaded in their order.
  private func extract(from parent: Channel<[Record]>, in run: RunContext) async throws {
    guard let records = resource as? Records, case .derived(_, let each) = records.origin else {
      preconditionFailure("A resource made from none has no parent.")
    }
    let name = resource.name
    resetState(in: run)
    if sink != nil { run.emit(.resourceStarted(name)) }
    try await located(name) {
      try await feedingChildren(of: resource.hints, in: run) { fork in
        let stepped = try records.stepped(fork)
        let turnstile = Turnstile()
        try await withThrowingTaskGroup(of: Void.self) { group in
          var running = 0
          var number = 0
          while let (page, cost) = try await parent.next() {
            parent.release(cost)
            if stepped.isExhausted {
              parent.fail(NotWanted())
              break
            }
            for record in page where !stepped.isExhausted {
              if running == run.concurrentRecords {
                try await group.next()
                running -= 1
              }
              let turn = TurnSink(to: stepped, at: turnstile, number: number)
              group.addTask { [number] in
                do {
                  try await located(name) {
                    try await run.readingOn(name) {
                      try await stepped.whileOpen { try await each(record, Output(sink: turn)) }
                    }
                  }
                } catch {
                  parent.fail(error)
                  throw error
                }
                turnstile.finish(number)
              }
              running += 1
              number += 1
            }
          }
          try await group.waitForAll()
        }
        try await stepped.finish()
      }
    }
    try await finish(in: run)
  }
}

/// Says which resource a failure comes from, unless that is known.
func located<Result>(
  _ resource: String,
  _ body: () async throws -> Result
) async throws -> Result {
  do {
    return try await body()
  } catch var error as LoadError {
    if error.location.resource == nil { error.location.resource = resource }
    throw error
  } catch let error where error is CancellationError || error is NotWanted {
    throw error
  } catch {
    throw LoadError(
      .resourceFailed,
      "The resource failed: \(error)",
      at: LoadError.Location(resource: resource),
      cause: error
    )
  }
}
