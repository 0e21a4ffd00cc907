/** How many items the next request reads. */
import { describe, expect, test } from 'vitest'
import { nextPageLimit } from './page-limit.ts'

const start = { left: undefined, pageSize: undefined, selective: false, scanned: 0, found: 0 }

describe('the limit of the next request', () => {
  test('is exact where nothing is dropped', () => {
    expect(nextPageLimit(start)).toBeUndefined()
    expect(nextPageLimit({ ...start, left: 7 })).toBe(7)
    expect(nextPageLimit({ ...start, left: 3, scanned: 4, found: 4 })).toBe(3)
  })

  test('follows what was found so far', () => {
    expect(nextPageLimit({ ...start, selective: true, left: 1 })).toBe(20)
    expect(nextPageLimit({ ...start, selective: true, left: 50 })).toBe(100)
    expect(nextPageLimit({ ...start, selective: true, left: 5, scanned: 100, found: 10 })).toBe(60)
    expect(nextPageLimit({ ...start, left: 5, scanned: 10, found: 0 })).toBe(40)
    expect(nextPageLimit({ ...start, left: 5, scanned: 1_000_000, found: 0 })).toBe(10_000)
  })

  test('never exceeds the page size', () => {
    expect(nextPageLimit({ ...start, pageSize: 4 })).toBe(4)
    expect(nextPageLimit({ ...start, left: 9, pageSize: 4 })).toBe(4)
    expect(nextPageLimit({ ...start, left: 2, pageSize: 4 })).toBe(2)
  })
})
