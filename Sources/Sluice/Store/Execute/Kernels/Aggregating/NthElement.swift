// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Finds the element that sorting would put at a place, in linear time on average.
enum NthElement {
  /// Brings the element of a place there, those before it to places before, and returns it; or any if
  /// nobody waits for it any more.
  @inline(__always)
  static func find<Element>(
    _ elements: inout [Element],
    _ place: Int,
    _ interruption: Interruption? = nil,
    _ isLess: (Element, Element) -> Bool
  ) -> Element {
    elements.withUnsafeMutableBufferPointer { buffer in
      var (first, last, rounds) = (0, buffer.count - 1, 0)
      while first < last {
        rounds += 1
        if interruption?.isRequested == true { break }
        // Bad luck again and again, as with an input that was made for it: sort what is left.
        if rounds > 64 {
          buffer[first...last].sort(by: isLess)
          break
        }
        let middle = first + (last - first) / 2
        if isLess(buffer[middle], buffer[first]) { buffer.swapAt(middle, first) }
        if isLess(buffer[last], buffer[first]) { buffer.swapAt(last, first) }
        if isLess(buffer[last], buffer[middle]) { buffer.swapAt(last, middle) }
        let pivot = buffer[middle]
        var (left, right) = (first, last)
        while left <= right {
          while isLess(buffer[left], pivot) { left += 1 }
          while isLess(pivot, buffer[right]) { right -= 1 }
          if left <= right {
            buffer.swapAt(left, right)
            left += 1
            right -= 1
          }
        }
        if place <= right {
          last = right
        } else if place >= left {
          first = left
        } else {
          break
        }
      }
      return buffer[place]
    }
  }
}
