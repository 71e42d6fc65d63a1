// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Texts that the library of C makes.
enum SystemText {
  /// The digits of a number by a format of `printf` that takes a precision and a double: `%.*f`.
  static func digits(of value: Double, format: String, precision: Int32) -> [UInt8] {
    // Safe: the buffer has room for all digits of a double, and the format takes what is given.
    [UInt8](unsafeUninitializedCapacity: 1_400) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      let written = start.withMemoryRebound(to: CChar.self, capacity: buffer.count) { target in
        withVaList([precision, value]) { vsnprintf(target, buffer.count, format, $0) }
      }
      count = min(Int(written), buffer.count - 1)
    }
  }
}
