import { describe, expect, test } from 'vitest'
import { DefinitionError, KeyError } from '../errors/errors.ts'
import { compileKey, type KeyCodec } from './key-codec.ts'
import type { KeyEncoding } from './key-encoding.ts'
import { type KeyMode, parseTemplate } from './template.ts'

const encodings: Record<string, KeyEncoding> = {
  id: { kind: 'string' },
  status: { kind: 'string', values: ['open', 'paid'] },
  at: { kind: 'date' },
  count: { kind: 'number' },
  $type: { kind: 'string' },
}
const compile = (text: string, mode: KeyMode = 'ordered'): KeyCodec => {
  const { template } = parseTemplate(text)
  if (template === undefined) throw new Error(`bad template ${text}`)
  return compileKey(template, encodings, mode)
}
const thrown = (run: () => unknown): KeyError => {
  try {
    run()
  } catch (error) {
    if (error instanceof KeyError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
const at = new Date('2026-05-01T00:00:00.000Z')

describe('encode and decode', () => {
  test('build and take apart a key', () => {
    const codec = compile('ORDER#{status}#{count}#{at}#')
    const key = codec.encode({ status: 'open', count: -42, at, other: 1 })
    expect(key).toBe('ORDER#open#m79857~#2026-05-01T00:00:00.000Z#')
    expect(codec.decode(key ?? '')).toEqual({ status: 'open', count: -42, at })
    expect(codec).toMatchObject({ mode: 'ordered', fields: ['status', 'count', 'at'], literalPrefix: 'ORDER#' })
    expect(codec.template.text).toBe('ORDER#{status}#{count}#{at}#')
  })

  test('write the same values as they are under raw', () => {
    const codec = compile('ORDER:{status}/{count}', 'raw')
    expect(codec.encode({ status: 'open', count: -42 })).toBe('ORDER:open/-42')
    expect(codec.decode('ORDER:open/-42')).toEqual({ status: 'open', count: -42 })
  })

  test('hold for a template without references', () => {
    const codec = compile('PROFILE')
    expect(codec.encode({})).toBe('PROFILE')
    expect(codec.decode('PROFILE')).toEqual({})
    expect(codec.matches('PROFILE#')).toBe(false)
    expect(codec.matches('PROFIL')).toBe(false)
    expect(codec.encodePrefix({}, 0)).toBe('PROFILE')
  })

  test('never give a partial key, and refuse no value of one', () => {
    const codec = compile('{id}#{count}')
    expect(codec.encode({ id: 'a' })).toBeUndefined()
    expect(codec.encode({ id: 'a', count: null })).toBeUndefined()
    expect(codec.encode({ id: '\ud800' })).toBeUndefined()
    expect(codec.encode({ id: '', count: 0 })).toBe('#n')
    expect(codec.decode('#n')).toEqual({ id: '', count: 0 })
  })

  test('take the stored model name as a field', () => {
    expect(compile('{$type}#{id}').encode({ $type: 'User', id: 'u1' })).toBe('User#u1')
  })

  test.each([
    ['{id}#X', 'a'],
    ['{id}#X', 'a#X#X'],
    ['{id}#X', 'a#Xb'],
    ['A#{id}', 'B#a'],
    ['A#{id}', 'A#a#b'],
    ['A#{id}', 'A#a b'],
    ['A#{count}', 'A#42'],
    ['A#{status}', 'A#shut'],
  ])('%s does not match %s', (template, key) => {
    expect(compile(template).decode(key)).toBeUndefined()
    expect(compile(template).matches(key)).toBe(false)
  })

  test('agree on a field that is referenced twice', () => {
    for (const mode of ['ordered', 'raw'] as const) {
      const codec = compile('{id}#{count}#{id}', mode)
      const key = codec.encode({ id: 'a', count: 0 }) ?? ''
      expect(codec.decode(key)).toEqual({ id: 'a', count: 0 })
      expect(codec.decode(`${key.slice(0, -1)}b`)).toBeUndefined()
    }
  })

  test('decode at the first occurrence of the literal under raw', () => {
    expect(compile('{id}#{status}', 'raw').decode('a#b#open')).toBeUndefined()
    expect(compile('{status}#{id}', 'raw').decode('open#b#c')).toEqual({ status: 'open', id: 'b#c' })
    expect(thrown(() => compile('{id}#{status}', 'raw').encode({ id: 'a#b', status: 'open' })).code).toBe(
      'key.ambiguous',
    )
  })
})

describe('prefixes', () => {
  const codec = compile('A#{status}#{id}#{count}')

  test('end with the literal after the last given field', () => {
    const values = { status: 'open', id: 'a b', count: 1 }
    expect([0, 1, 2, 3].map((count) => codec.encodePrefix(values, count))).toEqual([
      'A#',
      'A#open#',
      'A#open#a$Pb#',
      'A#open#a$Pb#p2001',
    ])
    expect(codec.encodePrefix({ status: 'open' }, 1)).toBe('A#open#')
  })

  test('need their fields', () => {
    const error = thrown(() => codec.encodePrefix({ status: 'open' }, 2))
    expect(error.code).toBe('key.missing')
    expect(error.message).toContain("The key template 'A#{status}#{id}#{count}' lacks a value of the field 'id'.")
  })

  test('may end within a text', () => {
    expect(codec.encodePartial({ status: 'open' }, 1, 'a ')).toBe('A#open#a$P')
    expect(codec.encodePartial({}, 0, '')).toBe('A#')
    expect(compile('{at}').encodePartial({}, 0, '2026-05')).toBe('2026-05')
    expect(compile('{id}:{at}', 'raw').encodePartial({ id: 'a' }, 1, '2026-05-01T10:')).toBe('a:2026-05-01T10:')
  })

  test('do not end within a number, or after the last field', () => {
    const number = thrown(() => codec.encodePartial({ status: 'open', id: 'a' }, 2, '4'))
    expect(number.code).toBe('key.value')
    expect(number.message).toContain("The field 'count' of the key template")
    const after = thrown(() => codec.encodePartial({ status: 'open', id: 'a', count: 1 }, 3, '4'))
    expect(after.code).toBe('key.value')
    expect(after.message).toContain('has no further field')
  })

  test('are refused under raw where they could begin another value’s key', () => {
    const raw = compile('{id}#-{status}', 'raw')
    expect(raw.encodePartial({}, 0, 'a-')).toBe('a-')
    expect(thrown(() => raw.encodePartial({}, 0, 'a#')).code).toBe('key.ambiguous')
    expect(thrown(() => raw.encodePartial({}, 0, 'a#-o')).code).toBe('key.ambiguous')
  })
})

describe('encodeField', () => {
  const codec = compile('A#{id}#{count}')
  test('gives the text of one field', () => {
    expect(codec.encodeField('id', 'a b')).toBe('a$Pb')
    expect(codec.encodeField('count', 42)).toBe('p20142')
  })
  test('refuses what is no field, absent or wrong', () => {
    expect(thrown(() => codec.encodeField('at', at)).message).toContain("does not reference the field 'at'")
    expect(thrown(() => codec.encodeField('id', null)).code).toBe('key.missing')
    expect(thrown(() => codec.encodeField('count', Number.NaN)).message).toContain(
      "The field 'count' of the key template 'A#{id}#{count}' holds NaN or an infinity",
    )
  })
})

test('compiling reports all problems at once', () => {
  try {
    compile('{id}-{toString}-{none}')
    throw new Error('nothing was thrown')
  } catch (error) {
    expect(error).toBeInstanceOf(DefinitionError)
    expect((error as DefinitionError).problems.map((problem) => problem.message)).toEqual([
      expect.stringContaining("'{id}' is followed by '-'"),
      expect.stringContaining("'{toString}' is followed by '-'"),
      "The referenced field 'toString' has no key encoding.",
      "The referenced field 'none' has no key encoding.",
    ])
  }
})
