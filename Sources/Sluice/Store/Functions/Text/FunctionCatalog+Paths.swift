// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds functions that take paths of files apart.
  mutating func addPathFunctions() {
    for count in 1...3 {
      let parameters = [SQLType.varchar] + ([.varchar, .varchar] as [SQLType]).prefix(count - 1)
      if count < 3 {
        addPart(["parse_dirname"], parameters) { text, isSeparator in
          // The first folder, or the root.
          guard let first = text.firstIndex(where: isSeparator) else { return 0..<0 }
          return first == 0 ? 0..<1 : 0..<first
        }
        addPart(["parse_dirpath"], parameters) { text, isSeparator in
          guard let last = text.lastIndex(where: isSeparator) else { return 0..<0 }
          return 0..<max(1, last)
        }
      }
      if count == 1 {
        addPart(["parse_filename"], parameters) { text, isSeparator in
          (text.lastIndex(where: isSeparator).map { $0 + 1 } ?? 0)..<text.count
        }
        add(["parse_path"], parameters, .list(.varchar)) { call in
          call.textLists { row, parts in
            call.withText(0, row) { text in
              var start = 0
              for place in text.indices where text[place] == 0x2F || text[place] == 0x5C {
                if place == 0 { parts.append([text[place]]) }
                if place > start { parts.append(Array(text[start..<place])) }
                start = place + 1
              }
              if start < text.count { parts.append(Array(text[start...])) }
            }
            return true
          }
        }
      }
    }
    add(["parse_filename"], [.varchar, .boolean], .varchar) { call in
      call.parts(of: 0) { row, text in
        let start = text.lastIndex { $0 == 0x2F || $0 == 0x5C }.map { $0 + 1 } ?? 0
        guard call.value(1, row, UInt8.self) != 0,
          let point = text[start...].lastIndex(of: 0x2E), point > start
        else { return start..<text.count }
        return start..<point
      }
    }
  }

  private mutating func addPart(
    _ names: [String],
    _ parameters: [SQLType],
    _ body: @escaping @Sendable (TextBytes, (UInt8) -> Bool) -> Range<Int>
  ) {
    add(names, parameters, .varchar) { call in
      call.parts(of: 0) { row, text in
        guard parameters.count > 1 else { return body(text) { $0 == 0x2F || $0 == 0x5C } }
        let name = call.withText(1, row) { String(decoding: $0, as: UTF8.self) }
        return body(text) { byte in
          switch name {
          case "forward_slash": byte == 0x2F
          case "backslash": byte == 0x5C
          default: byte == 0x2F || byte == 0x5C
          }
        }
      }
    }
  }
}
