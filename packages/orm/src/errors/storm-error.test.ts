import { afterEach, expect, test } from 'vitest'
import { QueryError } from './errors.ts'

const before = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit') as PropertyDescriptor
afterEach(() => {
  Object.defineProperty(Error, 'stackTraceLimit', before)
})

test('an error is made where builtins are frozen, too', () => {
  Object.defineProperty(Error, 'stackTraceLimit', { value: 10, writable: false })
  expect(new QueryError('query.option', 'A fact.')).toMatchObject({ code: 'query.option', name: 'QueryError' })
})

test('the depth of stacks is what it was', () => {
  Error.stackTraceLimit = 3
  new QueryError('query.option', 'A fact.')
  expect(Error.stackTraceLimit).toBe(3)
})
