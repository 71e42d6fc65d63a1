// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// A name as it was written, without its quotes. Whether case matters is for others to say.
  struct Name: Sendable {
    var text: String
    var range: SourceRange

    init(_ text: String, at range: SourceRange = .none) {
      self.text = text
      self.range = range
    }
  }

  /// Names with points between them: `catalog.schema.table`, `table.column.field`.
  struct QualifiedName: Sendable {
    /// At least one.
    var parts: [Name]

    init(_ parts: [Name]) {
      precondition(!parts.isEmpty, "A qualified name has at least one part.")
      self.parts = parts
    }

    init(_ name: Name) { parts = [name] }

    /// The last part: the name itself.
    var last: Name { parts[parts.count - 1] }

    /// What stands before the last part, from left to right.
    var qualifiers: ArraySlice<Name> { parts.dropLast() }

    /// The only part, or `nil` if there are several.
    var single: Name? { parts.count == 1 ? parts[0] : nil }

    var range: SourceRange { parts[0].range.extended(to: last.range) }
  }
}
