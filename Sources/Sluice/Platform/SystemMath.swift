// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Functions of doubles that the standard library leaves to the system.
enum SystemMath {
  /// The natural logarithm.
  static func log(_ x: Double) -> Double {
    #if canImport(Glibc)
    Glibc.log(x)
    #elseif canImport(Musl)
    Musl.log(x)
    #else
    Darwin.log(x)
    #endif
  }

  /// The logarithm to base two.
  static func log2(_ x: Double) -> Double {
    #if canImport(Glibc)
    Glibc.log2(x)
    #elseif canImport(Musl)
    Musl.log2(x)
    #else
    Darwin.log2(x)
    #endif
  }
}
