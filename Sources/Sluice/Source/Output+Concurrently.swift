// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Output {
  /// Works on several items at the same time: pages to ask for, files to read.
  ///
  /// ```swift
  /// try await output.sendEach(of: 1...pages) { page, output in
  ///   try await output.send(json: try await api.page(page))
  /// }
  /// ```
  /// What `each` sends is loaded in the order of the items, unless `keepsOrder` is false; a task that is
  /// ahead of the others waits in `send` then, so that nothing piles up. The first error ends all of it.
  public func sendEach<Items: Sequence>(
    of items: Items,
    atOnce limit: Int = 4,
    keepsOrder: Bool = true,
    _ each: @escaping @Sendable (Items.Element, Output) async throws -> Void
  ) async throws where Items.Element: Sendable {
    let turnstile = Turnstile()
    try await withThrowingTaskGroup(of: Void.self) { group in
      var running = 0
      for (number, item) in items.enumerated() {
        if running == max(1, limit) {
          try await group.next()
          running -= 1
        }
        let sink = keepsOrder ? TurnSink(to: sink, at: turnstile, number: number) : sink
        group.addTask {
          try await each(item, Output(sink: sink))
          turnstile.finish(number)
        }
        running += 1
      }
      try await group.waitForAll()
    }
  }
}
