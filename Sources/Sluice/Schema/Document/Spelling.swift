// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A place where a document that was read says the same as we would, or nothing, in other words.
///
/// Such words are kept as long as nothing changes there: so a document that is read and written has
/// the hash that it had, whoever wrote it.
struct Spelling: Hashable {
  /// The keys that lead there.
  var path: [String]
  /// What we would write, or `nil` if that is nothing.
  var ours: Value?
  /// What the document says, or `nil` if that is nothing.
  var theirs: Value?

  // Fields of documents are no deeper; what lies below is compared as a whole.
  private static let deepest = 8

  /// Where `theirs` differs from `ours`, apart from the order of fields.
  static func differences(
    _ ours: Record,
    _ theirs: Record,
    at path: [String] = []
  ) -> [Spelling] {
    var found: [Spelling] = []
    for key in ours.keys + theirs.keys.filter({ ours[$0] == nil }) {
      switch (ours[key], theirs[key]) {
      case (let left?, let right?) where left == right:
        break
      case (.record(let left), .record(let right)) where path.count < deepest:
        found += differences(left, right, at: path + [key])
      case (let left, let right):
        found.append(Spelling(path: path + [key], ours: left, theirs: right))
      }
    }
    return found
  }

  /// Puts the words of the document in the place of ours.
  func apply(to record: inout Record) { apply(to: &record, path[...]) }

  private func apply(to record: inout Record, _ rest: ArraySlice<String>) {
    guard let key = rest.first else { return }
    if rest.count == 1 {
      if record[key] == ours { record[key] = theirs }
    } else if var inner = record[key]?.fields {
      apply(to: &inner, rest.dropFirst())
      record[key] = .record(inner)
    }
  }
}
