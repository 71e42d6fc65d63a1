// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ColumnStore {
  /// Makes a function of Swift one of SQL, for statements that begin from now on.
  ///
  /// ```swift
  /// store.register("initials") { (name: String) in
  ///   name.split(separator: " ").compactMap(\.first).map(String.init).joined()
  /// }
  /// ```
  /// Where an argument is missing the result is as well, without a call, unless the parameter is an
  /// optional. What the closure throws fails the statement. It takes the place of a function of the same
  /// name for arguments of the same types, and may be called by several tasks at the same time.
  ///
  /// A function of constants is called once, unless it `isVolatile`: then it may give another result each
  /// time.
  public func register<each Argument: FunctionValue, Result: FunctionValue>(
    _ name: String,
    isVolatile: Bool = false,
    _ body: @escaping @Sendable (repeat each Argument) throws -> Result
  ) {
    functions.withLock { $0.register(name, isVolatile: isVolatile, body) }
  }

  /// Makes an aggregate of Swift one of SQL, for statements that begin from now on.
  public func register<Aggregate: StoreAggregate>(_ name: String, _ aggregate: Aggregate.Type) {
    functions.withLock { $0.register(name, aggregate) }
  }
}
