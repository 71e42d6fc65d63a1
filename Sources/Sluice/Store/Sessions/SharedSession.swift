// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What functions know of the session in which they are called.
final class SharedSession: Sendable {
  struct State: Sendable {
    var settings = SessionState()
    /// The sequences that the transaction has taken numbers of.
    var advanced: Set<CommitHistory.Place> = []
    /// Whether the statement that runs takes numbers of sequences, which rows get in their order.
    var takesNumbers = false
    /// What names mean to the statement that runs.
    var catalog = StoreCatalog([:])
  }

  let state = Locked(State())

  /// The next number of a sequence.
  func nextNumber(_ name: String) throws(SQLError) -> Int64 {
    let (place, counter) = try sequence(name)
    let number = try counter.next()
    state.withLock { state in
      state.advanced.insert(place)
      state.settings.currentNumbers["\(place.dataset).\(place.table)"] = number
    }
    return number
  }

  /// The last number that this session took of a sequence.
  func currentNumber(_ name: String) throws(SQLError) -> Int64 {
    let place = try sequence(name).0
    let known = state.withLock { $0.settings.currentNumbers["\(place.dataset).\(place.table)"] }
    guard let known else {
      throw SQLError(
        .invalidInput,
        "this session has taken no number of the sequence '\(name)' yet"
      )
    }
    return known
  }

  private func sequence(
    _ name: String
  ) throws(SQLError) -> (CommitHistory.Place, SequenceCounter) {
    let catalog = state.withLock { $0.catalog }
    let parts = name.split(separator: ".").map { part -> SQL.Name in
      var text = String(part)
      if text.count > 1, text.hasPrefix("\""), text.hasSuffix("\"") {
        text = String(text.dropFirst().dropLast())
      }
      return SQL.Name(text)
    }
    guard !parts.isEmpty,
      let place = catalog.place(of: SQL.QualifiedName(parts), .sequence),
      let counter = catalog.object(SQL.QualifiedName(parts), .sequence)?.counter
    else { throw SQLError(.catalog, "there is no sequence '\(name)'") }
    return (CommitHistory.Place(dataset: place.dataset, table: place.name), counter)
  }
}

extension FunctionCatalog {
  /// The catalog with the functions that know of a session.
  func adding(_ session: SharedSession) -> FunctionCatalog {
    var catalog = self
    catalog.addNumbers("nextval", { session.state.withLock { $0.takesNumbers = true } }) {
      (name) throws(SQLError) in try session.nextNumber(name)
    }
    catalog.addNumbers("currval", {}) { (name) throws(SQLError) in try session.currentNumber(name) }
    for name in ["current_schema", "current_setting", "getvariable"] { catalog.remove(name) }
    catalog.add(
      "current_schema",
      .fixed(
        ScalarFunction(name: "current_schema", result: .varchar) { _ in
          .constant(session.state.withLock { $0.settings.schema })
        }
      )
    )
    catalog.add(
      "current_setting",
      .ofName("current_setting") { name in
        session.state.withLock { $0.settings.value(of: SQLName.folded(name)) }
          .map { TypedDatum(.text($0), .varchar) }
      }
    )
    catalog.add(
      "getvariable",
      .ofName("getvariable") { name in
        session.state.withLock { $0.settings.variables[SQLName.folded(name)] } ?? .null
      }
    )
    return catalog
  }

  /// A function of a name that gives another number each time. Whoever calls it is noted.
  private mutating func addNumbers(
    _ name: String,
    _ note: @escaping @Sendable () -> Void,
    _ number: @escaping @Sendable (String) throws(SQLError) -> Int64
  ) {
    let function = ScalarFunction(name: name, result: .bigint, isVolatile: true) { arguments in
      let column = CellColumn(CellShape(.bigint))
      for row in 0..<arguments.count {
        let text = arguments.cells[0].value(row, ByteRun.self).withBytes {
          String(decoding: $0, as: UTF8.self)
        }
        column.append(value: try number(text))
      }
      return column.cells
    }
    add(
      name,
      ScalarCandidate(
        match: { arguments in
          guard arguments.count == 1, let cost = arguments[0].cost(to: .varchar) else { return nil }
          note()
          return (cost, ScalarMatch(function: function, parameters: [.varchar]))
        },
        signature: "\(name)(VARCHAR)"
      )
    )
  }
}

extension FunctionCatalog.ScalarCandidate {
  /// A function without arguments.
  fileprivate static func fixed(_ function: ScalarFunction) -> Self {
    Self(
      match: { arguments in
        arguments.isEmpty
          ? (0, FunctionCatalog.ScalarMatch(function: function, parameters: [])) : nil
      },
      signature: "\(function.name)()"
    )
  }

  /// A function of a name that is written out, with a value that is known when it is read.
  fileprivate static func ofName(
    _ function: String,
    _ value: @escaping @Sendable (String) -> TypedDatum?
  ) -> Self {
    Self(
      match: { arguments in
        guard arguments.count == 1, case .text(let bytes) = arguments[0].literal,
          let found = value(String(decoding: bytes, as: UTF8.self))
        else { return nil }
        let scalar = ScalarFunction(name: function, result: found.type) { _ in
          Cells([found.value], found.type, isConstant: true)
        }
        return (0, FunctionCatalog.ScalarMatch(function: scalar, parameters: [.varchar]))
      },
      signature: "\(function)('name')"
    )
  }
}
