// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Records {
  /// Records that `produce` sends, in a table that `type` declares before the first comes.
  ///
  /// ```swift
  /// Records("orders", of: Order.self) { output in
  ///   for try await page in api.orders() { try await output.send(page) }
  /// }
  /// ```
  /// See ``TableHints/init(of:)`` for what is declared.
  public init<Element: Codable>(
    _ name: String,
    of type: Element.Type,
    produce: @escaping @Sendable (Output) async throws -> Void
  ) {
    self.init(name, origin: .produced(produce))
    hints = TableHints(of: type)
  }

  /// Declares the table by `type`, before the first record comes.
  ///
  /// What the modifiers say counts more, whether they stand before or behind. See
  /// ``TableHints/init(of:)`` for what is declared.
  public func declared<Element: Codable>(as type: Element.Type) -> Self {
    with { $0.hints = TableHints(of: type).adding($0.hints) }
  }
}
