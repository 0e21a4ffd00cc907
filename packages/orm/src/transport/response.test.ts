import { expect, it } from 'vitest'
import { bytesOf, toResponse } from './response.ts'
import type { TransportResponse } from './transport.ts'

const facts = { status: 200, requestId: 'R1', attempts: 1 }
const bytes = Buffer.from('{"a":"ä😀"}')

it('makes the text of the bytes when it is read, once', () => {
  let made = 0
  const counted = Object.assign(Buffer.from(bytes), {
    toString: () => {
      made++
      return bytes.toString('utf8')
    },
  })
  const response = toResponse(facts, counted)
  expect(bytesOf(response)).toBe(counted)
  expect(made).toBe(0)
  expect(response.body).toBe('{"a":"ä😀"}')
  expect(response.body).toBe('{"a":"ä😀"}')
  expect(made).toBe(1)
  expect(bytesOf(response)).toBe(counted)
})

it('has its members as any answer has them', () => {
  const response = toResponse({ ...facts, uncertain: true }, bytes)
  expect({ ...response }).toEqual({ ...facts, uncertain: true, body: '{"a":"ä😀"}' })
  expect(JSON.parse(JSON.stringify(response))).toEqual({ ...facts, uncertain: true, body: '{"a":"ä😀"}' })
  expect(Object.keys(toResponse({ ...facts, uncertain: false }, bytes))).not.toContain('uncertain')
})

it('has no bytes as a copy, with another text, or when it came from elsewhere', () => {
  const response = toResponse(facts, bytes)
  expect(bytesOf({ ...response })).toBeUndefined()
  expect(bytesOf({ ...response, body: '{}' })).toBeUndefined()
  expect(bytesOf({ status: 200, body: '{}' })).toBeUndefined()
  const changed = response as { -readonly [Name in keyof TransportResponse]: TransportResponse[Name] }
  changed.body = '{}'
  expect(response.body).toBe('{}')
  expect(bytesOf(response)).toBeUndefined()
})
