// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds what puts texts and lists together.
  mutating func addTextJoining() {
    add(["concat"], signature: "ANY, …") { arguments in
      guard !arguments.isEmpty else { return nil }
      if arguments.contains(where: \.type.isList) {
        return ListJoining.function(arguments, skipsNulls: true)
      }
      let parameters = Array(repeating: SQLType.varchar, count: arguments.count)
      return TypedFunction(parameters, .varchar, skipsNulls: false) { call in
        call.texts(needsAll: false) { row, bytes in
          for (place, cells) in call.cells.enumerated() where cells.isValid(row) {
            call.withText(place, row) { bytes += $0 }
          }
          return true
        }
      }
    }
    add(["||"], signature: "ANY, ANY") { arguments in
      guard arguments.count == 2 else { return nil }
      if arguments.contains(where: \.type.isList) {
        return ListJoining.function(arguments, skipsNulls: false)
      }
      if arguments.contains(where: { $0.type == .bit }) {
        return TypedFunction([.bit, .bit], .bit) { call in
          call.texts { row, bytes in
            call.withText(0, row) { left in
              call.withText(1, row) { right in
                let (first, second) = (BitCells(left), BitCells(right))
                BitText.append(count: first.count + second.count, to: &bytes) {
                  $0 < first.count ? first[$0] : second[$0 - first.count]
                }
              }
            }
            return true
          }
        }
      }
      // A text that is no constant makes a text, with the bytes of the other side written out.
      let isText = arguments.contains { $0.type == .varchar && $0.literal == nil }
      let isBlob = !isText && arguments.contains { $0.type == .blob }
      let type: SQLType = isBlob ? .blob : .varchar
      return TypedFunction([type, type], type) { call in
        call.texts { row, bytes in
          call.withText(0, row) { bytes += $0 }
          call.withText(1, row) { bytes += $0 }
          return true
        }
      }
    }
    add(["concat_ws"], signature: "VARCHAR, ANY, …") { arguments in
      guard arguments.count > 1 else { return nil }
      let parameters = Array(repeating: SQLType.varchar, count: arguments.count)
      return TypedFunction(parameters, .varchar, skipsNulls: false) { call in
        call.texts(needsAll: false) { row, bytes in
          guard call.cells[0].isValid(row) else { return false }
          var isFirst = true
          for place in 1..<call.cells.count where call.cells[place].isValid(row) {
            if !isFirst { call.withText(0, row) { bytes += $0 } }
            isFirst = false
            call.withText(place, row) { bytes += $0 }
          }
          return true
        }
      }
    }
  }

  /// Adds what takes texts apart.
  mutating func addTextSplitting() {
    let names = ["string_split", "str_split", "string_to_array", "split"]
    add(names, [.varchar, .varchar], .list(.varchar), skipsNulls: false) { call in
      call.lists(of: 0) { row, parts in
        call.withText(0, row) { text in
          guard call.cells[1].isValid(row) else {
            parts.append(Array(text))
            return
          }
          call.withText(1, row) { separator in
            Self.forEachPart(of: text, separator) { parts.append(Array(text[$0])) }
          }
        }
      }
    }
    add(["split_part"], [.varchar, .varchar, .bigint], .varchar) { call in
      call.parts(of: 0) { row, text in
        let index = call.int(2, row)
        return call.withText(1, row) { separator in
          var parts: [Range<Int>] = []
          Self.forEachPart(of: text, separator) { parts.append($0) }
          let place =
            index > 0 ? index - 1 : index == 0 ? -1 : parts.count + max(index, -1 - parts.count)
          return parts.indices.contains(place) ? parts[place] : 0..<0
        }
      }
    }
    for hasOptions in [false, true] {
      let names = ["string_split_regex", "str_split_regex", "regexp_split_to_array"]
      let parameters: [SQLType] = [.varchar, .varchar] + (hasOptions ? [.varchar] : [])
      add(names, parameters, .list(.varchar)) { call in
        let matchers = RegexCache(call, pattern: 1, options: hasOptions ? 2 : nil)
        return try call.textLists { row, parts in
          let matcher = try matchers.matcher(row)
          call.withText(0, row) { text in
            matcher.forEachPart(of: text) { parts.append(Array(text[$0])) }
          }
          return true
        }
      }
    }
  }

  private static func forEachPart(
    of text: TextBytes,
    _ separator: TextBytes,
    _ body: (Range<Int>) -> Void
  ) {
    if separator.isEmpty {
      var place = 0
      while place < text.count {
        let next = UTF8Scalar.after(place, in: text)
        body(place..<next)
        place = next
      }
      if text.isEmpty { body(0..<0) }
      return
    }
    let needle = Needle(separator, nil)
    var start = 0
    while true {
      let place = needle.place(in: text, from: start)
      guard place >= 0 else { break }
      body(start..<place)
      start = place + separator.count
    }
    body(start..<text.count)
  }
}

extension ScalarArguments {
  /// A list of texts for each row whose argument is there, whatever the others are.
  fileprivate func lists(of argument: Int, _ body: (Int, inout [[UInt8]]) -> Void) -> Cells {
    var call = self
    call.cells = [cells[argument]]
    return call.textLists { row, parts in
      body(row, &parts)
      return true
    }
  }
}

extension SQLType {
  /// Whether values are lists.
  var isList: Bool {
    switch self {
    case .list, .array: true
    default: false
    }
  }

  /// The type of the elements of lists.
  var element: SQLType? {
    switch self {
    case .list(let element), .array(let element, _): element
    default: nil
    }
  }
}
