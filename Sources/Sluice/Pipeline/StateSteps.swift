// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The fields and elements that lead to a place in a state: `token`, `$.a.b`, `a['b c'][0]`.
struct StateSteps: Hashable, Sendable {
  /// One step down.
  enum Step: Hashable, Sendable { case field(String), element(Int) }

  /// The steps; at least one.
  let steps: [Step]

  /// Reads a path; throws ``LoadError`` with the code `invalidConfiguration` if it is none.
  init(_ text: String) throws(LoadError) {
    var rest = Substring(text)
    var steps: [Step] = []
    if rest.first == "$" {
      rest.removeFirst()
    } else if rest.first != "[" {
      // A path may begin with a name as if a period stood before it.
      rest = "." + rest
    }
    while let sign = rest.popFirst() {
      let step: Step?
      switch sign {
      case ".":
        let name = rest.prefix { $0 != "." && $0 != "[" }
        rest.removeFirst(name.count)
        step = name.isEmpty || name == "*" ? nil : .field(String(name))
      case "[": step = Self.bracketed(&rest)
      default: step = nil
      }
      guard let step else { throw Self.error(text) }
      steps.append(step)
    }
    guard !steps.isEmpty else { throw Self.error(text) }
    self.steps = steps
  }

  private static func bracketed(_ rest: inout Substring) -> Step? {
    if let quote = rest.first, quote == "'" || quote == "\"" {
      rest.removeFirst()
      let name = rest.prefix { $0 != quote }
      rest.removeFirst(name.count)
      guard rest.hasPrefix("\(quote)]") else { return nil }
      rest.removeFirst(2)
      return .field(String(name))
    }
    let digits = rest.prefix { $0 != "]" }
    rest.removeFirst(digits.count)
    guard rest.popFirst() == "]", let index = Int(digits), index >= 0 else { return nil }
    return .element(index)
  }

  /// Removes what stands at the place; returns whether there was something.
  func remove(from value: inout Value) -> Bool {
    // Down to the place, then up again with what is left at each step.
    var above: [Value] = []
    var current = value
    for step in steps {
      above.append(current)
      guard let next = Self.value(at: step, of: current) else { return false }
      current = next
    }
    var rest: Value?
    for (step, container) in zip(steps, above).reversed() {
      rest = Self.container(container, with: rest, at: step)
    }
    value = rest ?? value
    return true
  }

  private static func value(at step: Step, of value: Value) -> Value? {
    switch step {
    case .field(let name): value[name]
    case .element(let index): value[index]
    }
  }

  private static func container(_ container: Value, with value: Value?, at step: Step) -> Value {
    switch (step, container) {
    case (.field(let name), .record(var record)):
      record[name] = value
      return .record(record)
    case (.element(let index), .list(var list)):
      if let value { list[index] = value } else { list.remove(at: index) }
      return .list(list)
    default: return container
    }
  }

  private static func error(_ text: String) -> LoadError {
    LoadError(
      .invalidConfiguration,
      "The path '\(text.prefix(100))' into the state cannot be read. Write names with periods between "
        + "them, such as 'cursors.orders', or in brackets, such as cursors['my orders'][0]."
    )
  }
}
