import { expect, test } from 'vitest'
import { Placeholders } from './placeholders.ts'
import { printProjection } from './projection.ts'

test('numbers names and values by first use, one placeholder per name', () => {
  const placeholders = new Placeholders()
  expect([placeholders.name('b'), placeholders.name('a'), placeholders.name('b')]).toEqual(['#0', '#1', '#0'])
  expect([placeholders.value({ S: 'x' }), placeholders.value({ S: 'x' })]).toEqual([':0', ':1'])
  expect(placeholders.path(['b', 'status', 3, 'a'])).toBe('#0.#2[3].#1')
  expect(placeholders.toInput()).toEqual({
    ExpressionAttributeNames: { '#0': 'b', '#1': 'a', '#2': 'status' },
    ExpressionAttributeValues: { ':0': { S: 'x' }, ':1': { S: 'x' } },
  })
})

test('leaves empty members out', () => {
  expect(new Placeholders().toInput()).toEqual({})
})

test('projects each attribute once, under placeholders of the whole request', () => {
  const placeholders = new Placeholders()
  placeholders.name('total')
  expect(printProjection(['name', 'total', 'name'], placeholders)).toBe('#1, #0')
})
