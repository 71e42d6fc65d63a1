// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// JSON for people: a line for each field, indented by two spaces.
enum IndentedJSON {
  /// The compact JSON `text`, in lines.
  static func text(_ text: String) -> String {
    var output: [UInt8] = []
    output.reserveCapacity(text.utf8.count * 2)
    var depth = 0
    var isInText = false
    var isEscaped = false
    var previous: UInt8 = 0
    func breakLine() {
      output.append(0x0A)
      output += repeatElement(0x20, count: depth * 2)
    }
    for byte in text.utf8 {
      defer { previous = byte }
      if isInText {
        output.append(byte)
        if byte == UInt8(ascii: "\""), !isEscaped { isInText = false }
        isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        continue
      }
      let isOpening = previous == UInt8(ascii: "{") || previous == UInt8(ascii: "[")
      switch byte {
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if !isOpening { breakLine() }
      default:
        if isOpening { breakLine() }
      }
      output.append(byte)
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ","): breakLine()
      case UInt8(ascii: ":"): output.append(0x20)
      case UInt8(ascii: "\""): isInText = true
      default: break
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
