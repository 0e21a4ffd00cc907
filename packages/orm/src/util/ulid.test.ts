import { expect, test } from 'vitest'
import { createUlid, isUlid } from './ulid.ts'

test('each is greater than all before, also when the clock stands still or goes back', () => {
  const now = Date.now() + 1_000_000
  const times = [now, now, now, now - 5000, now + 1, now]
  const ids = times.flatMap((time) => Array.from({ length: 200 }, () => createUlid(time)))
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.every(isUlid)).toBe(true)
})

test('begins with the time, in Crockford’s base 32', () => {
  // Far ahead: only a later time moves the generator on.
  const time = Date.UTC(2100, 0, 1)
  const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  const decoded = [...createUlid(time).slice(0, 10)].reduce((sum, digit) => sum * 32 + digits.indexOf(digit), 0)
  expect(decoded).toBe(time)
})

test('knows ULIDs', () => {
  expect(isUlid('01ARZ3NDEKTSV4RRFFQ69G5FAV')).toBe(true)
  for (const wrong of ['', '01arz3ndektsv4rrffq69g5fav', '81ARZ3NDEKTSV4RRFFQ69G5FAV', '01ARZ3NDEKTSV4RRFFQ69G5FAU0'])
    expect(isUlid(wrong), wrong).toBe(false)
  // I, L, O and U are not digits.
  for (const letter of 'ILOU') expect(isUlid(`01ARZ3NDEKTSV4RRFFQ69G5FA${letter}`)).toBe(false)
})
