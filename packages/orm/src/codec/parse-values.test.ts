import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import { f } from '../field/f.ts'
import type { ModelRule } from '../schema/definition-input.ts'
import { parseSome, parseValues, recompute } from './parse-values.ts'
import { withDefaults } from './with-defaults.ts'

const now = new Date('2026-01-01T00:00:00.000Z')
const keys = { primary: { pk: '{id}', sk: 'X' } }
const slow = z
  .string()
  .refine(async (text) => text !== 'taken', 'It is taken.')
  .transform(async (text) => `${text}!`)
const spec = defineSpec(defineTable(), 'X', {
  fields: {
    id: f.ulid(),
    name: f.string().trim().min(2),
    handle: f.from(slow, { key: 'string' }).optional(),
    age: f.integer().optional(),
    level: f.number().default(1),
    tags: f.set(f.string()),
    made: f.date().createdAt(),
    seen: f.date().updatedAt(),
    label: f
      .string()
      .lower()
      .computed((values: { name: string; level: number }) => `${values.name}-${values.level}`),
    shout: f.string().computed((values: { label: string }) => `${values.label}?`),
  },
  keys,
})
const create = async (given: Record<string, unknown>, as = spec) =>
  parseValues(as, withDefaults(as, given), { now, create: true })

test('defaults, generated values, stamps, transforms, and computed values from all of them', async () => {
  const values = await create({ name: ' Ada ', handle: 'h' })
  expect(values).toEqual({
    id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
    name: 'Ada',
    handle: 'h!',
    age: undefined,
    level: 1,
    tags: new Set(),
    made: now,
    seen: now,
    label: 'ada-1',
    shout: 'ada-1?',
  })
})

test('a createdAt that is given stays, an updatedAt does not; a computed value is never given', async () => {
  const made = new Date(0)
  const values = await create({ name: 'Ada', made, seen: made, label: 'mine' })
  expect(values).toMatchObject({ made, seen: now, label: 'ada-1' })
  expect(await parseValues(spec, { ...values, handle: undefined }, { now, create: false })).toMatchObject({ made })
})

test('all issues at once, asynchronous ones and unknown names included', async () => {
  await expect(create({ name: 'A', age: 1.5, handle: 'taken', colour: 1, tags: null })).rejects.toMatchObject({
    code: 'validation.invalid',
    issues: expect.arrayContaining([
      { path: ['colour'], message: expect.stringMatching(/X has no such field; it has id, name/) },
      expect.objectContaining({ path: ['name'] }),
      expect.objectContaining({ path: ['age'] }),
      expect.objectContaining({ path: ['tags'] }),
      expect.objectContaining({ path: ['handle'], message: 'It is taken.' }),
    ]),
  })
  await expect(create({})).rejects.toMatchObject({ issues: [{ path: ['name'], message: 'It is required.' }] })
})

test('some fields alone', async () => {
  expect(await parseSome(spec, { handle: 'a', name: ' Bob ' })).toEqual({ handle: 'a!', name: 'Bob' })
  await expect(parseSome(spec, { handle: 'taken', x: 1 })).rejects.toMatchObject({
    issues: [{ path: ['x'] }, { path: ['handle'] }],
  })
})

test('computed values are parsed as given ones are', async () => {
  const values: Record<string, unknown> = { name: 'EVE', level: 2 }
  await recompute(spec, values)
  expect(values).toMatchObject({ label: 'eve-2', shout: 'eve-2?' })
  const strict = defineSpec(defineTable(), 'Y', {
    fields: {
      id: f.string(),
      size: f
        .integer()
        .max(3)
        .computed((values: { id: string }) => values.id.length),
    },
    keys,
  })
  expect(await create({ id: 'abc' }, strict)).toEqual({ id: 'abc', size: 3 })
  await expect(create({ id: 'abcd' }, strict)).rejects.toMatchObject({ issues: [{ path: ['size'] }] })
  await expect(recompute(strict, { id: 'abcd' })).rejects.toMatchObject({ issues: [{ path: ['size'] }] })
})

test.each<[string, ModelRule, unknown]>([
  ['false', () => false, { path: [], message: 'The values do not meet the rule of the model.' }],
  ['a message', () => 'No.', { path: [], message: 'No.' }],
  ['a promised message', async () => 'Later no.', { path: [], message: 'Later no.' }],
  [
    'a throw',
    () => {
      throw new Error('Never.')
    },
    { path: [], message: 'Never.' },
  ],
  ['a schema', z.object({ id: z.string().max(1, 'Short.') }), { path: ['id'], message: 'Short.' }],
])('a rule of the model refuses: %s', async (_name, validate, issue) => {
  const ruled = defineSpec(defineTable(), 'R', { fields: { id: f.string(), n: f.number() }, keys, validate })
  await expect(create({ id: 'ab', n: 1 }, ruled)).rejects.toMatchObject({ code: 'validation.invalid', issues: [issue] })
  // Rules see valid values only.
  await expect(create({ id: 'ab' }, ruled)).rejects.toMatchObject({ issues: [{ path: ['n'] }] })
})

test('a rule that gives true or nothing is met', async () => {
  for (const validate of [() => true, () => undefined, z.object({ id: z.string() })] satisfies ModelRule[]) {
    const ruled = defineSpec(defineTable(), 'R', { fields: { id: f.string() }, keys, validate })
    expect(await create({ id: 'ab' }, ruled)).toEqual({ id: 'ab' })
  }
})
