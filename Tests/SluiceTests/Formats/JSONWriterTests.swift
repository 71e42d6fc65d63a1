// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

@Suite struct JSONWriterTests {
  @Test func `values are written without spaces`() {
    var record = Record()
    record["b"] = .list([.null, .bool(true), .bool(false), .int(-7), .double(1), .text("a\"é\n")])
    record["a"] = .list([])
    record["ä\\"] = .record(Record())
    let value = Value.record(record)
    let fields = [#""b":[null,true,false,-7,1.0,"a\"é\n"]"#, #""a":[]"#, #""ä\\":{}"#]
    #expect(JSONWriter().string(value) == "{\(fields[0]),\(fields[1]),\(fields[2])}")
    let sorted = JSONWriter(sortsKeys: true).string(.list([value]))
    #expect(sorted == "[{\(fields[1]),\(fields[0]),\(fields[2])}]")
  }

  @Test(
    arguments: [
      (.double(.nan), "null"), (.double(-.infinity), "null"), (.double(1e16), "1e+16"),
      (.double(0.1), "0.1"), (.text(""), "\"\""), (.int(.min), "-9223372036854775808"),
      (.binary([]), "\"\""), (.binary(Array("f".utf8)), "\"Zg==\""),
      (.binary(Array("fo".utf8)), "\"Zm8=\""), (.binary(Array("foo".utf8)), "\"Zm9v\""),
      (.binary([0xFB, 0xFF, 0x00, 0x10]), "\"+/8AEA==\""), (.hexBytes([0x0A, 0xFF]), "\"0x0aff\""),
    ] as [(Value, String)]
  )
  func `simple values have one form`(value: Value, text: String) {
    #expect(JSONWriter().string(value) == text)
    #expect(JSONWriter().string(.list([value, value])) == "[\(text),\(text)]")
  }

  @Test func `text is appended to what is there`() {
    var bytes = Array("x".utf8)
    JSONWriter().append(.int(1), to: &bytes)
    JSONWriter().append(.text("a"), to: &bytes)
    #expect(bytes == Array("x1\"a\"".utf8))
  }

  @Test(arguments: [0, 1, 7, 8, 15, 16, 17, 100, 1_000, 5_000])
  func `long text is written in full`(length: Int) {
    let text = String(repeating: "é\u{1}", count: length)
    let escaped = String(repeating: "é\\u0001", count: length)
    #expect(JSONWriter().string(.text(text)) == "\"\(escaped)\"")
    let bridged = Substring("<" + text + ">").dropFirst().dropLast()
    #expect(JSONWriter().string(.text(String(bridged))) == "\"\(escaped)\"")
  }

  @Test func `deeply nested values are written without a crash`() {
    var value = Value.int(1)
    for _ in 0..<5_000 { value = .list([value]) }
    let brackets = String(repeating: "[", count: 5_000)
    #expect(JSONWriter().string(value).hasPrefix(brackets + "1]"))
  }
}
