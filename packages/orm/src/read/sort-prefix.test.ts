/** Prefixes of sort keys: what several templates have in common, and what can begin a key of one. */
import { describe, expect, test } from 'vitest'
import { compileKey } from '../key/key-codec.ts'
import { parseTemplate } from '../key/template.ts'
import type { KeySide } from '../schema/model-spec.ts'
import { canBegin, commonPrefix } from './sort-prefix.ts'

const templateOf = (text: string) => {
  const { template } = parseTemplate(text)
  if (template === undefined) throw new Error(`Not a template: ${text}`)
  return template
}
const sideOf = (text: string): KeySide => {
  const template = templateOf(text)
  const encodings = Object.fromEntries(template.fields.map((name) => [name, { kind: 'string' as const }]))
  return { kind: 'template', attribute: 'SK', codec: compileKey(template, encodings, 'ordered'), fields: [] }
}

describe('the common prefix', () => {
  test.each([
    [['ORDER#{a}', 'ORDER#{a}#LINE#{b}'], 'ORDER#', false],
    [['ORDER#{a}', 'OFFER#{a}'], 'O', false],
    [['ORDER#{a}', 'PROFILE'], '', false],
    [['PROFILE'], 'PROFILE', true],
    [['PROFILE', 'PROFILE'], 'PROFILE', true],
    [['PROFILE', 'PROFILE#{a}'], 'PROFILE', false],
    [['{a}', 'ORDER#{a}'], '', false],
    [['x😀', 'x😁'], 'x', false],
  ])('of %j is %j', (texts, text, isWhole) => {
    expect(commonPrefix(texts.map(sideOf))).toEqual({ text, isWhole })
  })

  test('is none where a key has no template', () => {
    expect(commonPrefix([sideOf('ORDER#{a}'), undefined])).toEqual({ text: '', isWhole: false })
  })
})

describe('a text begins keys of a template', () => {
  test.each([
    ['ORDER#{a}', 'ORD', true],
    ['ORDER#{a}', 'ORDER#', true],
    ['ORDER#{a}', 'ORDER#01', true],
    ['ORDER#{a}', 'ORDER#01#', false],
    ['ORDER#{a}#LINE#{b}', 'ORDER#01#', true],
    ['ORDER#{a}#LINE#{b}', 'ORDER#01#LINE#7', true],
    ['ORDER#{a}#LINE#{b}', 'ORDER#01#LIST', false],
    ['PROFILE', 'PRO', true],
    ['PROFILE', 'PROFILE#', false],
    ['PROFILE', 'profile', false],
    ['{a}', 'anything', true],
  ])('%j: %j → %j', (template, prefix, expected) => {
    expect(canBegin(templateOf(template), 'ordered', prefix)).toBe(expected)
  })

  test("under 'raw', a value may hold any text", () => {
    expect(canBegin(templateOf('ORDER#{a}'), 'raw', 'ORDER#1#2')).toBe(true)
    expect(canBegin(templateOf('ORDER#{a}-{b}'), 'raw', 'ORDER#1-2')).toBe(true)
    expect(canBegin(templateOf('ORDER#{a}'), 'raw', 'LINE#')).toBe(false)
  })
})
