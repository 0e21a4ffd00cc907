/** Values of secret fields appear in requests and in `values()`, and nowhere else: not in errors, not in explanations. */
import { type } from 'arktype'
import { beginsWith, between, eq, f, patch, Table } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import * as v from 'valibot'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

const engine = await startEngine({ quiet: true })
afterAll(() => engine.stop())
const table = new Table({ name: 'secrets', client: engine.client, indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })
await table.create()

const told = f.string().check((value) => `Not ${value}!`)

class Safe extends table.Model<Safe>()('Safe', {
  fields: {
    id: f.string(),
    part: f.string().default('p'),
    mail: f.from(v.pipe(v.string(), v.email()), { key: 'string' }).secret().optional(),
    pin: f.from(type('string.numeric'), { key: 'string' }).secret().optional(),
    token: told.secret().optional(),
    thrown: f
      .string()
      .check((value) => {
        throw new Error(value)
      })
      .secret()
      .optional(),
    late: f
      .string()
      .check(async (value) => `Late ${value}`)
      .secret()
      .optional(),
    inside: f.map({ token: told.secret(), plain: told.optional() }).optional(),
    around: f.map({ token: told }).secret().optional(),
    list: f.list(told.secret()).optional(),
    plain: told.optional(),
    code: f.string().secret().optional(),
  },
  keys: {
    primary: { pk: 'SAFE#{id}', sk: 'SAFE#{part}' },
    byCode: { index: 'gsi1', pk: 'CODE#{code}', sk: 'SAFE#{id}' },
  },
  validate: z
    .object({ id: z.string() })
    .loose()
    .check((context) => {
      if (context.value['code'] === 'SEKRET')
        context.issues.push({ code: 'custom', message: 'Not SEKRET', path: ['code'], input: context.value })
    }),
}) {}

const messageOf = async (values: object): Promise<string> =>
  await Safe.objects.create({ id: 'a', ...values }).then(
    () => 'no error',
    (error: Error) => error.message,
  )

describe('errors', () => {
  it.each([
    { mail: 'SEKRET' },
    { pin: 'SEKRET' },
    { token: 'SEKRET' },
    { thrown: 'SEKRET' },
    { late: 'SEKRET' },
    { inside: { token: 'SEKRET' } },
    { around: { token: 'SEKRET' } },
    { list: ['SEKRET'] },
    { code: 'SEKRET' },
  ])('do not repeat a secret: %j', async (values) => {
    const message = await messageOf(values)
    expect(message).toContain('It does not meet its rules.')
    expect(message).not.toContain('SEKRET')
  })

  it('repeat what a schema says of other fields', async () => {
    expect(await messageOf({ plain: 'x' })).toContain('Not x!')
    expect(await messageOf({ inside: { token: 'x', plain: 'y' } })).toContain('Not y!')
    // What f itself says never shows a value.
    expect(await messageOf({ code: 5 })).toContain('Expected a string')
  })

  it('do not repeat a secret that an update gives to a member of a secret', async () => {
    const error = await Safe.objects
      .update({ id: 'a', part: 'p' }, { around: patch({ token: 'SEKRET' }) })
      .catch((refused: Error) => refused)
    expect(String(error)).toContain('It does not meet its rules.')
    expect(String(error)).not.toContain('SEKRET')
  })
})

describe('explanations', () => {
  it.each([
    Safe.objects.using({ code: 'SEKRET' }),
    Safe.objects.using({ id: 'a' }).filter({ code: 'SEKRET' }),
    Safe.objects.using({ id: 'a' }).filter({ code: between('SEKRET', 'SEKRET2') }),
    Safe.objects.using({ id: 'a' }).filter({ code: beginsWith('SEKRET') }),
    Safe.objects.using({ id: 'a' }).filter({ around: { token: eq('SEKRET') } }),
    Safe.objects.using({ code: 'SEKRET' }).startAfter({ code: 'SEKRET', id: 'a', part: 'p' } as never),
  ])('mask secrets, and show all in requests', (set) => {
    const explanation = set.explain()
    expect(JSON.stringify(set.toRequests())).toContain('SEKRET')
    expect(JSON.stringify(explanation.requests)).toContain('SEKRET')
    const { requests: _requests, ...told } = explanation
    for (const text of [String(explanation), JSON.stringify(told)]) {
      expect(text).toContain('(secret)')
      expect(text).not.toContain('SEKRET')
    }
  })

  it('show what is no secret', () => {
    const explanation = Safe.objects.using({ id: 'a' }).filter({ code: 'SEKRET', plain: 'open' }).explain()
    expect(explanation.keyConditions).toEqual(['PK = "SAFE#a"', 'begins_with(SK, "SAFE#")'])
    expect(explanation.filters).toEqual(['plain = "open"', 'code = (secret)'])
    expect(String(explanation)).toContain('"SAFE#a"')
  })
})
