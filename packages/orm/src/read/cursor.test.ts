/** Cursors: what they carry, what they are bound to, and what is refused. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CursorError } from '../errors/errors.ts'
import { gte, or } from '../expression/operators.ts'
import { f } from '../field/f.ts'
import { compileModel } from '../schema/compile-model.ts'
import { compileTable } from '../schema/table-options.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { planQuery } from './plan.ts'
import { type QueryState, queryState } from './query-state.ts'

const table = compileTable({ indexes: { gsi: { pk: 'GPK', sk: ['time'] } } })
const spec = compileModel({
  table,
  name: 'Thing',
  definition: {
    fields: { id: f.string(), time: f.number() },
    keys: { primary: { pk: 'P', sk: '{id}' }, byTime: { index: 'gsi', pk: 'ALL', sk: ['time'] } },
  },
  hydrate: ({ values }) => values,
})
const state = queryState(spec, { kind: 'by', pattern: 'byTime', part: {} })
const plan = planQuery(state)
const position = { startKey: { PK: { S: 'P' }, SK: { S: 'x' }, GPK: { S: 'ALL' }, time: { N: '5' } }, left: undefined }

describe('a cursor', () => {
  test.each([undefined, 'secret'])('gives back its position (secret %s)', (secret) => {
    for (const left of [undefined, 0, 12]) {
      const cursor = encodeCursor(plan, { ...position, left }, secret)
      expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/)
      expect(decodeCursor(plan, cursor, secret)).toEqual({ ...position, left })
    }
  })

  test('is refused when any character was altered', () => {
    const cursor = encodeCursor(plan, position, undefined)
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.constantFrom(...'AZaz09-_=+ é'), (at, character) => {
        fc.pre(cursor[at] !== character)
        const altered = cursor.slice(0, at) + character + cursor.slice(at + 1)
        expect(() => decodeCursor(plan, altered, undefined)).toThrow(CursorError)
      }),
      { numRuns: 500 },
    )
    for (const other of ['', 'A', cursor.slice(0, -1), `${cursor}A`, `${cursor}=`, ` ${cursor}`, undefined, 3, {}])
      expect(() => decodeCursor(plan, other, undefined)).toThrow(expect.objectContaining({ code: 'cursor.invalid' }))
  })

  test('is bound to secret and query, not to page size, limit or fields', () => {
    const cursor = encodeCursor(plan, position, 'secret')
    expect(() => decodeCursor(plan, cursor, undefined)).toThrow(CursorError)
    expect(() => decodeCursor(plan, cursor, 'other')).toThrow(CursorError)
    const other = (change: Partial<QueryState>) => planQuery({ ...state, ...change })
    for (const change of [
      { reverse: true },
      { filters: [{ filter: { id: 'x' }, negated: false }] },
      { access: { kind: 'scan' as const } },
    ])
      expect(() => decodeCursor(other(change), cursor, 'secret')).toThrow(CursorError)
    for (const change of [{ limit: 3 }, { pageSize: 4 }, { only: ['id'] }, { mode: 'values' as const }])
      expect(decodeCursor(other(change), cursor, 'secret')).toEqual(position)
  })

  test('says what is wrong with it', () => {
    const scan = (segments?: number) => planQuery({ ...state, access: { kind: 'scan', segments } })
    const cursor = encodeCursor(scan(2), { ...position, startKey: undefined, segments: ['begin', 'done'] }, undefined)
    expect(decodeCursor(scan(2), cursor, undefined).segments).toEqual(['begin', 'done'])
    for (const other of [scan(3), scan(1), scan()])
      expect(() => decodeCursor(other, cursor, undefined)).toThrow(
        'The cursor is of a scan with another number of segments',
      )
    const single = encodeCursor(scan(), { startKey: undefined, left: undefined }, undefined)
    expect(() => decodeCursor(scan(2), single, undefined)).toThrow('another number of segments')
    expect(() => decodeCursor(plan, '', undefined)).toThrow('The cursor is empty.')
    expect(() => decodeCursor(plan, 5, undefined)).toThrow('The cursor is not a text.')
  })

  test('is bound to what filters say, not to the order in which they do', () => {
    const filtered = (...filters: readonly object[]) =>
      planQuery({ ...state, filters: filters.map((filter) => ({ filter, negated: false })) })
    const one = filtered({ id: 'x', time: gte(1) })
    const cursor = encodeCursor(one, position, undefined)
    for (const same of [filtered({ time: gte(1), id: 'x' }), filtered({ time: gte(1) }, { id: 'x' })])
      expect(decodeCursor(same, cursor, undefined)).toEqual(position)
    for (const other of [
      filtered({ id: 'x' }),
      filtered({ id: 'x', time: gte(2) }),
      filtered(or({ id: 'x' }, { time: gte(1) })),
    ])
      expect(() => decodeCursor(other, cursor, undefined)).toThrow(CursorError)
    expect(filtered({ time: gte(1), id: 'x' }).filter).toEqual(one.filter)
  })

  test('that is long, or not of this format, is refused', () => {
    const code = (payload: string) => {
      // Whoever knows how can make up a checksum; what it covers is checked all the same.
      const made = encodeCursor({ ...plan, startAttributes: [] }, { startKey: undefined, left: undefined }, undefined)
      return Buffer.concat([Buffer.from(made, 'base64url').subarray(0, 16), Buffer.from(payload)]).toString('base64url')
    }
    const long = 'A'.repeat(2 ** 20)
    for (const bad of [long, `${long}=`, '\u0000', '😀', code('[]'), code('[1,"n",[],null]'), code('{}')])
      expect(() => decodeCursor(plan, bad, undefined)).toThrow(expect.objectContaining({ code: 'cursor.invalid' }))
  })
})
