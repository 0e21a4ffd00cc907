/** Buffers that are used again. */
import { expect, test } from 'vitest'
import { Body } from './body.ts'
import { releaseBytes, toResponse } from './response.ts'
import { giveBuffer, takeBuffer } from './spare-buffers.ts'

const large = 5 * 1024 * 1024

test('a buffer that was given back is used again, for what fits into it', () => {
  const one = takeBuffer(300_000)
  expect(one.length).toBe(512 * 1024)
  giveBuffer(one)
  expect(takeBuffer(600_000) === one).toBe(false)
  expect(takeBuffer(70_000) === one).toBe(true)
  expect(takeBuffer(70_000) === one).toBe(false)
})

test('few are kept, and none that is very large', () => {
  const many = Array.from({ length: 40 }, () => takeBuffer(200_000))
  for (const one of many) giveBuffer(one)
  const again = new Set(Array.from({ length: 40 }, () => takeBuffer(200_000)))
  expect(many.map((one) => again.has(one))).toEqual(many.map((_, at) => at >= 24))
  const huge = takeBuffer(large)
  expect(huge.length).toBe(large)
  giveBuffer(huge)
  expect(takeBuffer(large) === huge).toBe(false)
})

test('a body takes one and gives it up, once', () => {
  const bytes = Buffer.alloc(200_000, 'a')
  const body = new Body('200000')
  expect(body.release).toBeUndefined()
  body.add(bytes.subarray(0, 150_000))
  // More than was said is none of it.
  body.add(bytes)
  expect(body.toBuffer().equals(bytes)).toBe(true)
  let given = 0
  const response = toResponse({ status: 200 }, body.toBuffer(), () => given++)
  releaseBytes(response)
  releaseBytes(response)
  expect(given).toBe(1)
  const kept = toResponse({ status: 200 }, bytes)
  releaseBytes(kept)
  releaseBytes({ ...kept })
  expect(kept.body).toHaveLength(200_000)
})
