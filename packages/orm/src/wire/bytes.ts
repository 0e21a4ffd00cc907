/** The bytes of an answer. What is used of Node's Buffer has a type of its own, so that no public type needs Node's. */

export interface Bytes extends Uint8Array {
  toString(encoding?: 'utf8' | 'latin1', start?: number, end?: number): string
  indexOf(value: number | string, from?: number, encoding?: 'latin1'): number
}
