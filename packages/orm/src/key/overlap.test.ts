import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { templatesOverlap } from './overlap.ts'
import { type KeyMode, type KeyTemplate, parseTemplate } from './template.ts'

const parse = (text: string): KeyTemplate => {
  const { template } = parseTemplate(text)
  if (template === undefined) throw new Error(`bad template ${text}`)
  return template
}
const overlap = (a: string, b: string, mode: KeyMode) => templatesOverlap(parse(a), parse(b), mode)

describe('templatesOverlap', () => {
  test.each([
    ['PROFILE', 'PROFILE', true, true],
    ['PROFILE', 'PROFIL', false, false],
    ['USER#{id}', 'ORDER#{id}', false, false],
    ['USER#{id}', 'USER#{other}', true, true],
    ['USER#{id}', 'USER#{id}#ORDER#{o}', false, true],
    ['USER#{id}', 'USER', false, false],
    ['USER#{id}', 'USER#', true, true],
    ['USER{id}', 'USER#META', false, true],
    ['{a}', 'PROFILE', true, true],
    ['{a}', 'A B', false, true],
    ['{a}', '{b}', true, true],
    ['{a}', '{b}#{c}', false, true],
    ['{a}#{b}', '{c}#{d}#X', false, true],
    ['{a}#X', '{b}#Y', false, false],
    ['A#{a}#{b}', 'A#{x}#1', true, true],
    ['A{a}', '{b}#Z', false, true],
    ['s#{a}', 'sh#{a}', false, false],
  ])('of %s and %s is %s under ordered, %s under raw', (a, b, ordered, raw) => {
    expect(overlap(a, b, 'ordered')).toBe(ordered)
    expect(overlap(b, a, 'ordered')).toBe(ordered)
    expect(overlap(a, b, 'raw')).toBe(raw)
    expect(overlap(b, a, 'raw')).toBe(raw)
  })

  test('agrees with regular expressions over all short texts', () => {
    const alphabet = ['#', 'A', '%']
    const texts = ['']
    for (let at = 0; at < texts.length && (texts[at] ?? '').length < 7; at++) {
      for (const character of alphabet) texts.push(texts[at] + character)
    }
    const part = fc.constantFrom('#', 'A', '%', '*')
    const shape = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('').replace(/\*+/g, '*'))
    const toTemplate = (text: string) => {
      let count = 0
      return parse(text.replace(/\*/g, () => `{f${count++}}`))
    }
    const toPattern = (text: string, mode: KeyMode) =>
      new RegExp(`^${text.replaceAll('*', mode === 'ordered' ? '[A%]*' : '[#A%]*')}$`)
    fc.assert(
      fc.property(shape, shape, fc.constantFrom<KeyMode>('ordered', 'raw'), (a, b, mode) => {
        const [left, right] = [toPattern(a, mode), toPattern(b, mode)]
        // Templates of at most four tokens each share a text of at most seven characters, or none.
        const shared = texts.some((text) => left.test(text) && right.test(text))
        expect(templatesOverlap(toTemplate(a), toTemplate(b), mode)).toBe(shared)
      }),
      { numRuns: 500 },
    )
  })
})
