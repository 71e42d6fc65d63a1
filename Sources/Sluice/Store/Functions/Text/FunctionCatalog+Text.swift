// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds functions of texts.
  mutating func addTextFunctions() {
    addTextMeasures()
    addTextParts()
    addTextCase()
    addTextJoining()
    addTextSplitting()
    addTextSearch()
    addRegexFunctions()
    addCodeFunctions()
    addHashFunctions()
    addDistanceFunctions()
    addFormatFunctions()
    addPathFunctions()
  }

  private mutating func addTextMeasures() {
    add(["length", "len", "char_length", "character_length"], [.varchar], .bigint) { call in
      call.rows { row -> Int64? in call.withText(0, row) { Int64(TextPlaces.count($0)) } }
    }
    add(["length_grapheme"], [.varchar], .bigint) { call in
      call.rows { row -> Int64? in
        call.withText(0, row) { Int64(TextPlaces.graphemes($0).count - 1) }
      }
    }
    add(["strlen"], [.varchar], .bigint) { call in
      call.rows { row -> Int64? in Int64(call.value(0, row, ByteRun.self).count) }
    }
    for type in [SQLType.blob, .varchar] {
      add(["octet_length"], [type], .bigint) { call in
        call.rows { row -> Int64? in Int64(call.value(0, row, ByteRun.self).count) }
      }
    }
    add(["bit_length"], [.varchar], .bigint) { call in
      call.rows { row -> Int64? in Int64(call.value(0, row, ByteRun.self).count) * 8 }
    }
    add(["length", "len", "bit_length"], [.bit], .bigint) { call in
      call.rows { row -> Int64? in
        call.withText(0, row) { Int64(($0.count - 1) * 8) - Int64($0.first ?? 0) }
      }
    }
    add(["octet_length"], [.bit], .bigint) { call in
      call.rows { row -> Int64? in Int64(call.value(0, row, ByteRun.self).count - 1) }
    }
    for (names, result) in [(["ascii"], SQLType.integer), (["unicode", "ord"], .integer)] {
      let isUnicode = names.count > 1
      add(names, [.varchar], result) { call in
        call.rows { row -> Int32? in
          call.withText(0, row) { text in
            guard !text.isEmpty else { return isUnicode ? -1 : 0 }
            return UTF8Scalar.decode(text, at: 0).scalar.map { Int32($0) }
          }
        }
      }
    }
  }

  private mutating func addTextParts() {
    for hasLength in [true, false] {
      let parameters: [SQLType] = [.varchar, .bigint] + (hasLength ? [.bigint] : [])
      add(["substring", "substr"], parameters, .varchar) { call in
        try call.parts(of: 0) { row, text in
          let length = hasLength ? call.int(2, row) : Int(UInt32.max)
          try Self.checkPlaces(call.int(1, row), length)
          let size = TextPlaces.count(text)
          let part = TextPlaces.part(size: size, offset: call.int(1, row), length: length)
          return TextPlaces.bytes(of: part, in: text)
        }
      }
      add(["substring_grapheme"], parameters, .varchar) { call in
        try call.parts(of: 0) { row, text in
          let length = hasLength ? call.int(2, row) : Int(UInt32.max)
          try Self.checkPlaces(call.int(1, row), length)
          let places = TextPlaces.graphemes(text)
          let part = TextPlaces.part(
            size: places.count - 1,
            offset: call.int(1, row),
            length: length
          )
          return places[part.lowerBound]..<places[part.upperBound]
        }
      }
    }
    for (name, isLeft) in [("left", true), ("right", false)] {
      add([name], [.varchar, .bigint], .varchar) { call in
        call.parts(of: 0) { row, text in
          let part = Self.end(call.int(1, row), of: TextPlaces.count(text), isLeft: isLeft)
          return TextPlaces.bytes(of: part, in: text)
        }
      }
      add([name + "_grapheme"], [.varchar, .bigint], .varchar) { call in
        call.parts(of: 0) { row, text in
          let places = TextPlaces.graphemes(text)
          let part = Self.end(call.int(1, row), of: places.count - 1, isLeft: isLeft)
          return places[part.lowerBound]..<places[part.upperBound]
        }
      }
    }
    for (names, trimsStart, trimsEnd) in [
      (["trim"], true, true), (["ltrim"], true, false), (["rtrim"], false, true),
    ] {
      add(names, [.varchar], .varchar) { call in
        call.parts(of: 0) { _, text in
          Self.trimmed(text, start: trimsStart, end: trimsEnd) { scalar in
            scalar == 0x20 || scalar > 0x7F && CodeClasses.isSpace(scalar)
          }
        }
      }
      add(names, [.varchar, .varchar], .varchar) { call in
        let constant = call.constantText(1).map { $0.withUnsafeBufferPointer(TextPlaces.points) }
        return call.parts(of: 0) { row, text in
          let ignored = constant ?? call.withText(1, row) { TextPlaces.points($0) }
          return Self.trimmed(text, start: trimsStart, end: trimsEnd) { ignored.contains($0) }
        }
      }
    }
    for (name, isLeft) in [("lpad", true), ("rpad", false)] {
      add([name], [.varchar, .integer, .varchar], .varchar) { call in
        try call.texts { row, bytes in
          let width = Int(call.value(1, row, Int32.self))
          return try call.withText(0, row) { text in
            try call.withText(2, row) { pad in
              let count = TextPlaces.count(text)
              if width <= count {
                bytes += text[..<TextPlaces.place(after: width, in: text)]
                return true
              }
              guard width <= 1 << 28 else {
                throw SQLError(.outOfRange, "the padded text is too long")
              }
              guard !pad.isEmpty else {
                throw SQLError(.invalidInput, "'\(name)' has nothing to pad with")
              }
              if !isLeft { bytes += text }
              var (left, place) = (width - count, 0)
              while left > 0 {
                let next = UTF8Scalar.after(place, in: pad)
                bytes += pad[place..<next]
                place = next == pad.count ? 0 : next
                left -= 1
              }
              if isLeft { bytes += text }
              return true
            }
          }
        }
      }
    }
  }

  /// Refuses places that are beyond all texts.
  static func checkPlaces(_ offset: Int, _ length: Int) throws {
    let limit = Int(UInt32.max)
    guard offset.magnitude <= limit, length.magnitude <= limit else {
      throw SQLError(.outOfRange, "a part of a text is asked for that no text has")
    }
  }

  /// The first or last letters, or all but so many if the number is below zero.
  private static func end(_ count: Int, of size: Int, isLeft: Bool) -> Range<Int> {
    let taken = count >= 0 ? min(count, size) : max(0, size + max(count, -size))
    return isLeft ? 0..<taken : size - taken..<size
  }

  @inline(__always)
  private static func trimmed(
    _ text: TextBytes,
    start trimsStart: Bool,
    end trimsEnd: Bool,
    _ isIgnored: (UInt32) -> Bool
  ) -> Range<Int> {
    var (start, end) = (0, text.count)
    while trimsStart, start < end {
      let (scalar, length) = UTF8Scalar.decode(text, at: start)
      guard isIgnored(scalar ?? UInt32(text[start])) else { break }
      start += length
    }
    while trimsEnd, end > start {
      var last = end - 1
      while last > start, UTF8Scalar.isContinuation(text[last]) { last -= 1 }
      guard isIgnored(UTF8Scalar.decode(text, at: last).scalar ?? UInt32(text[last])) else { break }
      end = last
    }
    return start..<end
  }

  private mutating func addTextCase() {
    add(["upper", "ucase"], [.varchar], .varchar) { call in
      call.texts { row, bytes in
        call.withText(0, row) { CodeClasses.appendMapped($0, isUpper: true, to: &bytes) }
        return true
      }
    }
    add(["lower", "lcase"], [.varchar], .varchar) { call in
      call.texts { row, bytes in
        call.withText(0, row) { CodeClasses.appendMapped($0, isUpper: false, to: &bytes) }
        return true
      }
    }
    add(["reverse"], [.varchar], .varchar) { call in
      call.texts { row, bytes in
        call.withText(0, row) { text in
          if LowerCase.isASCII(text) {
            bytes.append(contentsOf: text.reversed())
          } else {
            let string = String(decoding: text, as: UTF8.self)
            for character in string.reversed() { bytes.append(contentsOf: character.utf8) }
          }
        }
        return true
      }
    }
    add(["strip_accents"], [.varchar], .varchar) { call in
      call.texts { row, bytes in
        call.withText(0, row) { CodeClasses.appendWithoutAccents($0, to: &bytes) }
        return true
      }
    }
    add(["nfc_normalize"], [.varchar], .varchar) { call in
      call.texts { row, bytes in
        call.withText(0, row) { CodeClasses.appendComposed($0, to: &bytes) }
        return true
      }
    }
    for type in [SQLType.varchar, .blob] {
      add(["repeat"], [type, .bigint], type) { call in
        try call.texts { row, bytes in
          let times = max(0, call.int(1, row))
          return try call.withText(0, row) { text in
            guard !text.isEmpty else { return true }
            guard times <= (1 << 30) / text.count else {
              throw SQLError(.outOfRange, "the repeated text is too long")
            }
            bytes.reserveCapacity(times * text.count)
            for time in 0..<times {
              try call.interruption?.check(atRow: time)
              bytes += text
            }
            return true
          }
        }
      }
    }
    add(["replace"], [.varchar, .varchar, .varchar], .varchar) { call in
      let search = call.constantText(1).map { SubstringSearch($0) }
      return call.texts { row, bytes in
        let search = search ?? call.withText(1, row) { SubstringSearch($0) }
        call.withText(0, row) { text in
          call.withText(2, row) { replacement in
            var start = 0
            while search.count > 0 {
              let place = search.place(in: text, from: start)
              guard place >= 0 else { break }
              bytes += text[start..<place]
              bytes += replacement
              start = place + search.count
            }
            bytes += text[start...]
          }
        }
        return true
      }
    }
    add(["translate"], [.varchar, .varchar, .varchar], .varchar) { call in
      call.texts { row, bytes in
        let from = call.withText(1, row) { TextPlaces.points($0) }
        let to = call.withText(2, row) { TextPlaces.points($0) }
        var table: [UInt32: UInt32?] = [:]
        for (place, point) in from.enumerated() where table[point] == nil {
          table.updateValue(place < to.count ? to[place] : nil, forKey: point)
        }
        for point in call.withText(0, row, { TextPlaces.points($0) }) {
          if let made = table[point] ?? .some(point) { UTF8Scalar.encode(made, into: &bytes) }
        }
        return true
      }
    }
  }
}
