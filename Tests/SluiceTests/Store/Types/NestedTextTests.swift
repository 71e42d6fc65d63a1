// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Nested values in text, as DuckDB 2.0 casts them from VARCHAR and back.
@Suite struct NestedTextTests {
  /// Casts to VARCHAR[].
  static let lists: [ConversionExample] = [
    .init("[1, 2]", "[1, 2]"),
    .init("[]", "[]"),
    .init("[ ]", "[]"),
    .init("[1,2,]", "[1, 2, '']"),
    .init("[,1]", "['', 1]"),
    .init("[NULL, null, Null]", "[NULL, NULL, NULL]"),
    .init("['a', \"b\", c]", "[a, b, c]"),
    .init("[a b , c ]", "[a b, c]"),
    .init("['it''s']", "[its]"),
    .init("['it\\'s']", "['it\\'s']"),
    .init("[\\\\]", "['\\\\\\\\']"),
    .init("[a\\,b]", "['a\\\\', b]"),
    .init("[{'a': 1}]", "['{\\'a\\': 1}']"),
    .init("[(1,2)]", "['(1,2)']"),
    .init("[[1,2],[3]]", "['[1,2]', '[3]']"),
    .init("[", nil),
    .init("]", nil),
    .init("[1] x", nil),
    .init("  [1]  ", "[1]"),
    .init("['NULL']", "['NULL']"),
    .init("[\"a,b\", 'c]d']", "['a,b', 'c]d']"),
    .init("[a'b,c'd]", "['ab,cd']"),
    .init("['']", "['']"),
    .init("['a' b]", "[a b]"),
    .init("[a\"b\"c]", "[abc]"),
    .init("[ '  x ' ]", "['  x ']"),
    .init("[\\'a\\']", "['\\'a\\'']"),
    .init("[{b'}'}\"c\"]", "['{b\\'}\\'}c']"),
    .init("[a[b]\"c\"]", "['a[b]c']"),
    .init("[{x\\\"}=\"a\"]", "['{x\\\\\"}=\"a\"']"),
    .init("", nil),
    .init("[{b}", nil),
    .init("[x:y, x=y, 'x;y']", "['x:y', 'x=y', x;y]"),
  ]

  /// Casts to VARCHAR[][].
  static let listsOfLists: [ConversionExample] = [
    .init("[[1,2],[3]]", "[[1, 2], [3]]"),
    .init("[[a, 'b,c'], NULL]", "[[a, 'b,c'], NULL]"),
    .init("[[]]", "[[]]"),
    .init("[[[1]]]", "[['[1]']]"),
    .init("[['[1]']]", "[['[1]']]"),
    .init("[ [ a ] , [ b ] ]", "[[a], [b]]"),
  ]

  /// Casts to VARCHAR[2].
  static let arrays: [ConversionExample] = [
    .init("[1, 2]", "[1, 2]"),
    .init("[1]", nil),
    .init("[1,2,3]", nil),
    .init("[NULL, x]", "[NULL, x]"),
  ]

  /// Casts to STRUCT(a VARCHAR, b VARCHAR).
  static let structures: [ConversionExample] = [
    .init("{a: 1, b: x}", "{'a': 1, 'b': x}"),
    .init("{'a': 1, \"b\": 'x'}", "{'a': 1, 'b': x}"),
    .init("{a: 1}", "{'a': 1, 'b': NULL}"),
    .init("{b: x}", "{'a': NULL, 'b': x}"),
    .init("{}", "{'a': NULL, 'b': NULL}"),
    .init("{a: 1, c: 2}", nil),
    .init("(1, x)", "{'a': 1, 'b': x}"),
    .init("(1)", "{'a': 1, 'b': NULL}"),
    .init("(1,2,3)", nil),
    .init("(1,2,)", "{'a': 1, 'b': 2}"),
    .init("(1,)", "{'a': 1, 'b': NULL}"),
    .init("{A: 1, B: y}", nil),
    .init("{a: NULL, b: null}", "{'a': NULL, 'b': NULL}"),
    .init("{a:, b:}", "{'a': '', 'b': ''}"),
    .init("{a: 1, a: 2}", nil),
    .init("{a 1}", nil),
    .init("{'a' : '1' , 'b' : 'it\\'s'}", "{'a': 1, 'b': 'it\\'s'}"),
    .init("row(1, x)", nil),
    .init("{a=1}", nil),
    .init("", nil),
    .init("{a: 1,}", nil),
    .init("()", "{'a': NULL, 'b': NULL}"),
    .init("{a: {x: 1}, b: [1,2]}", "{'a': '{x: 1}', 'b': '[1,2]'}"),
    .init("{'a'x: 1}", nil),
    .init("{\\a: 1}", nil),
    .init("{null: 1}", nil),
    .init(" {a: 1} ", "{'a': 1, 'b': NULL}"),
  ]

  /// Casts to MAP(VARCHAR, VARCHAR).
  static let maps: [ConversionExample] = [
    .init("{a=1, b=2}", "{a=1, b=2}"),
    .init("{}", "{}"),
    .init("{'a'=1, \"b c\"=NULL}", "{a=1, b c=NULL}"),
    .init("{NULL=1}", nil),
    .init("{a: 1}", nil),
    .init("{a=}", "{a=''}"),
    .init("{=1}", "{''=1}"),
    .init("{ a = 1 , b = 2 }", "{a=1, b=2}"),
    .init("{a=1,}", nil),
    .init("{a}", nil),
    .init("MAP {a=1}", nil),
    .init("{[1]=2}", "{'[1]'=2}"),
    .init("{'a=b'=3}", "{'a=b'=3}"),
    .init("{a={x=y}, b=[1, 2]}", "{a='{x=y}', b='[1, 2]'}"),
    .init("{a=b=c}", "{a='b=c'}"),
  ]

  @Test(arguments: lists)
  func `lists split at commas`(_ example: ConversionExample) {
    let type = SQLType.list(.varchar)
    example.check({ NestedText($0, as: type) }, { TextWriter.append($0, as: type, to: &$1) })
  }

  @Test(arguments: listsOfLists)
  func `lists nest`(_ example: ConversionExample) {
    let type = SQLType.list(.list(.varchar))
    example.check({ NestedText($0, as: type) }, { TextWriter.append($0, as: type, to: &$1) })
  }

  @Test(arguments: arrays)
  func `arrays have their length`(_ example: ConversionExample) {
    let type = SQLType.array(.varchar, count: 2)
    example.check({ NestedText($0, as: type) }, { TextWriter.append($0, as: type, to: &$1) })
  }

  @Test(arguments: structures)
  func `structures have names or places`(_ example: ConversionExample) {
    let type = SQLType.structure([
      .init(name: "a", type: .varchar), .init(name: "b", type: .varchar),
    ])
    example.check({ NestedText($0, as: type) }, { TextWriter.append($0, as: type, to: &$1) })
  }

  @Test(arguments: maps)
  func `maps have keys and values`(_ example: ConversionExample) {
    let type = SQLType.map(.varchar, .varchar)
    example.check({ NestedText($0, as: type) }, { TextWriter.append($0, as: type, to: &$1) })
  }

  @Test func `what fails inside is NULL where that is asked for`() {
    let type = SQLType.list(.list(.varchar))
    let strict = "[[1], x]".reading { NestedText($0, as: type) }
    let lenient = "[[1], x]".reading { NestedText($0, as: type, isLenient: true) }
    #expect(strict == nil)
    #expect(lenient == .list([.list([.text([0x31])]), .null]))
  }

  @Test func `the depth of a text is no danger`() {
    let deep = String(repeating: "[", count: 100_000)
    let type = SQLType.list(.list(.varchar))
    #expect(deep.reading { NestedText($0, as: type) } == nil)
    let closed = deep + String(repeating: "]", count: 100_000)
    #expect(closed.reading { NestedText($0, as: type) } != nil)
  }

  @Test func `texts of JSON need no quotes`() {
    let value = NestedText.list([.text(Array(#"{"a": 1}"#.utf8))])
    var bytes: [UInt8] = []
    TextWriter.append(value, as: .list(.json), to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == #"[{"a": 1}]"#)
  }
}
