/**
 * Buffers of bodies that were read, for bodies to come. Their memory lies beside the heap, and what outlived a page is freed
 * by a full collection alone, which is rare where little else is kept: a long scan would hold dozens of pages. Spare ones
 * are held weakly, so that a process that reads no more gives them back.
 */

/** Spare buffers at once: pages of so many segments, read side by side. */
const MOST_SPARE = 16
/** Bytes of the largest that is kept: beyond any page, not beyond any batch. */
const LARGEST = 4 * 1024 * 1024
/** Bytes of the smallest; others are powers of two, so that they suit more than one body. */
const SMALLEST = 128 * 1024

const spare: WeakRef<Buffer>[] = []

/** A buffer of at least a length, with anything in it. */
export const takeBuffer = (length: number): Buffer => {
  if (length > LARGEST) return Buffer.allocUnsafeSlow(length)
  for (let at = spare.length - 1; at >= 0; at--) {
    const buffer = spare[at]?.deref()
    if (buffer !== undefined && buffer.length < length) continue
    spare.splice(at, 1)
    if (buffer !== undefined) return buffer
  }
  return Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(Math.max(length, SMALLEST))))
}

/** Takes a buffer back that nobody reads any more. */
export const giveBuffer = (buffer: Buffer): void => {
  if (buffer.length > LARGEST) return
  if (spare.length === MOST_SPARE) spare.shift()
  spare.push(new WeakRef(buffer))
}
