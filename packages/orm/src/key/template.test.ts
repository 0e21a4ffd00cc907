import { describe, expect, test } from 'vitest'
import { checkTemplate, type KeyTemplate, parseTemplate } from './template.ts'

const parse = (text: string): KeyTemplate => {
  const { template, problems } = parseTemplate(text)
  expect(problems).toEqual([])
  if (template === undefined) throw new Error('no template')
  return template
}

describe('parseTemplate', () => {
  test('splits literals and references', () => {
    expect(parse('ORDER#{placedAt}#{orderId}')).toEqual({
      text: 'ORDER#{placedAt}#{orderId}',
      parts: ['ORDER#', { field: 'placedAt' }, '#', { field: 'orderId' }],
      fields: ['placedAt', 'orderId'],
      literalPrefix: 'ORDER#',
    })
    expect(parse('{a}#X')).toEqual({ text: '{a}#X', parts: [{ field: 'a' }, '#X'], fields: ['a'], literalPrefix: '' })
    expect(parse('PROFILE')).toEqual({ text: 'PROFILE', parts: ['PROFILE'], fields: [], literalPrefix: 'PROFILE' })
  })

  test('takes $type, non-ASCII names and a repeated reference', () => {
    expect(parse('TYPE#{$type}#{größe}#{größe}').fields).toEqual(['$type', 'größe', 'größe'])
  })

  test.each([
    ['', ['A key template must not be empty.']],
    ['A#{id', ["The key template 'A#{id' has an unbalanced '{' at position 2."]],
    ['A#id}', ["The key template 'A#id}' has an unbalanced '}' at position 4."]],
    [
      '{a{b}}',
      [
        "The key template '{a{b}}' has an unbalanced '{' at position 0.",
        "The key template '{a{b}}' has an unbalanced '}' at position 5.",
      ],
    ],
    ['A#{}', ["The key template 'A#{}' has an empty reference '{}'."]],
    ['{ id }', ["The key template '{ id }' references '{ id }', which is not the name of a field."]],
    ['{a.b}', ["The key template '{a.b}' references '{a.b}', which is not the name of a field."]],
    ['{1a}', ["The key template '{1a}' references '{1a}', which is not the name of a field."]],
    ['{__proto__}', ["The key template '{__proto__}' references '{__proto__}', which is not the name of a field."]],
    ['{a}{b}', ["The key template '{a}{b}' has no literal between the references '{a}' and '{b}'."]],
    ['\ud800{a}', ["The key template '\ud800{a}' is not well-formed Unicode."]],
  ])('refuses %j', (text, problems) => {
    expect(parseTemplate(text)).toEqual({ template: undefined, problems })
  })

  test('reports all problems at once', () => {
    expect(parseTemplate('{a}{}{b c}}').problems).toHaveLength(3)
  })
})

describe('checkTemplate', () => {
  test('asks for # after a reference under ordered only', () => {
    const template = parse('A{a}-{b}#c{c}:end')
    expect(checkTemplate(template, 'raw')).toEqual([])
    expect(checkTemplate(template, 'ordered')).toEqual([
      "Under ordered encoding the literal that follows a reference begins with '#', but in the key template 'A{a}-{b}#c{c}:end' the reference '{a}' is followed by '-'.",
      "Under ordered encoding the literal that follows a reference begins with '#', but in the key template 'A{a}-{b}#c{c}:end' the reference '{c}' is followed by ':end'.",
    ])
  })

  test('is not content with a # further on', () => {
    expect(checkTemplate(parse('{a}-#{b}'), 'ordered')).toHaveLength(1)
    expect(checkTemplate(parse('{a}#-{b}'), 'ordered')).toEqual([])
  })

  test('leaves the literal before the first reference alone', () => {
    expect(checkTemplate(parse('USER:{id}'), 'ordered')).toEqual([])
    expect(checkTemplate(parse('USER'), 'ordered')).toEqual([])
  })
})
