/** What a caller without types could write in place of a definition, an option or an argument: a typed error, all at once. */
import { DefinitionError, f, not, type StormError, Table } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { afterAll, afterEach, describe, expect, it } from 'vitest'

const engine = await startEngine({ quiet: true })
afterAll(() => engine.stop())
const table = new Table({ name: 'bad-definitions', client: engine.client })
await table.create()

class Page extends table.Model<Page>()('Page', {
  fields: { id: f.string().default('p'), size: f.number().default(1) },
  keys: { primary: { pk: 'PAGE', sk: '{id}' } },
}) {}

const problemsOf = (define: () => unknown): string[] => {
  try {
    define()
  } catch (error) {
    if (error instanceof DefinitionError) return error.problems.map(({ path }) => path)
    throw error
  }
  throw new Error('It was accepted.')
}

describe('tables', () => {
  const open = Table as unknown as new (options?: unknown) => Table

  it.each([
    [{ pk: 5 }, ['pk']],
    [{ sk: {} }, ['sk']],
    [{ client: 5 }, ['client']],
    [{ client: { send: (_one: unknown) => 0 } }, ['client']],
    [{ name: 5 }, ['name']],
    [{ name: 'a b' }, ['name']],
    [{ name: 'ab' }, ['name']],
    [{ name: 'a'.repeat(256) }, ['name']],
    [{ nmae: 'shop', kyes: 1 }, ['nmae', 'kyes']],
    [{ cursorSecret: '', loader: 1, middleware: [1] }, ['cursorSecret', 'loader', 'middleware']],
    [{ indexes: { gsi1: null } }, ['indexes.gsi1']],
    [{ indexes: 5 }, ['indexes']],
    [{ indexes: [] }, ['indexes']],
    [
      { indexes: { gsi1: { pk: 'A', local: 1, projection: 'SOME' } } },
      ['indexes.gsi1.local', 'indexes.gsi1.projection'],
    ],
    [{ indexes: { gsi1: { pk: 'A', projection: { include: 'a' } } } }, ['indexes.gsi1.projection']],
    [{ indexes: { gsi1: { pk: 'A', sort: 'B' } } }, ['indexes.gsi1.sort']],
    [{ sk: 'a'.repeat(256), indexes: { gsi1: { pk: ['b'.repeat(256), 'c'.repeat(255)] } } }, ['sk', 'indexes.gsi1.pk']],
    [[], ['options']],
    [{ typeAttribute: 5, ttl: '' }, ['typeAttribute', 'ttl']],
    [{ name: 'a b', client: 5, pk: 5, other: 1 }, ['other', 'name', 'client', 'pk']],
    [null, ['options']],
    ['shop', ['options']],
  ])('refuse %j', (options, paths) => {
    expect(problemsOf(() => new open(options)).sort()).toEqual([...paths].sort())
  })

  it('accept names and ARNs', () => {
    for (const name of ['a_1', 'a.b-c', 'arn:aws:dynamodb:eu-west-1:1:table/shop'])
      expect(new open({ name })).toBeTruthy()
  })

  describe('without options', () => {
    const { STORM_TABLE } = process.env
    afterEach(() => {
      if (STORM_TABLE === undefined) delete process.env['STORM_TABLE']
      else process.env['STORM_TABLE'] = STORM_TABLE
    })
    it('have the name of the environment', async () => {
      process.env['STORM_TABLE'] = 'bad-definitions'
      const named = new open()
      await named.with({ client: engine.client }, async () => expect(await named.exists()).toBe(true))
      process.env['STORM_TABLE'] = 'a b'
      await expect(named.exists()).rejects.toMatchObject({ code: 'table.name', problems: [{ path: 'name' }] })
    })
  })

  it('check the names that functions and overrides give at the call', async () => {
    const named = new open({ name: () => 'a b', client: engine.client })
    await expect(named.exists()).rejects.toMatchObject({ code: 'table.name' })
    await expect(table.with({ name: 'a b' }, () => table.exists())).rejects.toMatchObject({ code: 'table.name' })
  })

  it('are dropped by name only, and decode items only', async () => {
    const untyped = table as unknown as { drop(): Promise<void>; decode(item: unknown): unknown }
    await expect(untyped.drop()).rejects.toMatchObject({ code: 'query.option' })
    for (const item of [null, undefined, 'x'])
      expect(() => untyped.decode(item)).toThrow(expect.objectContaining({ code: 'decode.type' }))
  })
})

describe('models', () => {
  const model = table.Model<Page>() as unknown as (...given: unknown[]) => unknown
  const child = Page.extend<Page>() as unknown as (...given: unknown[]) => unknown

  it.each([
    [['M'], ['definition']],
    [['M', null], ['definition']],
    [[{}], ['name', 'definition']],
    [[], ['name', 'definition']],
    [
      ['M', { fields: 5, keys: 'x', unique: [] }],
      ['fields', 'keys', 'unique'],
    ],
  ])('refuse %j', (given, paths) => {
    expect(problemsOf(() => model(...given))).toEqual(paths)
    expect(problemsOf(() => child(...given))).toEqual(paths)
  })

  it('refuse patterns that are none', () => {
    expect(problemsOf(() => model('M', { fields: { id: f.string() }, keys: { primary: 5 } }))).toEqual(['keys.primary'])
  })

  const wrong: readonly unknown[] = [null, 5, 'text', [], {}, true, () => 1, Symbol('s')]
  const kindOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)

  it.each<[string, readonly string[]]>([
    ['type', ['string']],
    ['abstract', ['boolean']],
    ['validate', ['function']],
    ['locking', ['boolean', 'object']],
    ['history', ['boolean', 'object']],
    ['ttl', ['string']],
    ['unknown', ['string']],
    ['unique', ['object']],
    ['hooks', ['object']],
    ['fields', ['object']],
    ['keys', ['object']],
  ])('refuse what %s cannot be', (member, kinds) => {
    const right = { fields: { id: f.string() }, keys: { primary: { pk: 'M#{id}', sk: 'M' } } }
    for (const value of wrong)
      if (!kinds.includes(kindOf(value)))
        expect(
          problemsOf(() => model('M', { ...right, [member]: value })),
          `${String(value)}`,
        ).toContain(member)
  })

  it('refuse what names, patterns, constraints and hooks cannot be', () => {
    const defined = (parts: object) => () =>
      model('M', { fields: { id: f.string() }, keys: { primary: { pk: 'M#{id}', sk: 'M' } }, ...parts })
    for (const value of wrong) {
      if (!Array.isArray(value)) expect(problemsOf(defined({ unique: { one: value } }))).toContain('unique.one')
      if (typeof value !== 'function')
        expect(problemsOf(defined({ hooks: { beforeCreate: value } }))).toContain('hooks')
      for (const part of [
        { primary: value },
        { primary: { pk: value, sk: 5 } },
        { primary: { pk: 'M', sk: 'M' }, by: value },
      ])
        expect(problemsOf(defined({ keys: part }))).not.toEqual([])
      expect(
        problemsOf(defined({ keys: { primary: { pk: 'M', sk: 'M' }, by: { index: value, pk: 'X' } } })),
      ).not.toEqual([])
    }
  })

  type Builder = Record<string, (...given: unknown[]) => unknown>
  it.each<[string, (value: unknown) => unknown, readonly string[]]>([
    ['min of a text', (value) => (f.string() as unknown as Builder)['min']?.(value), ['number']],
    ['max of a text', (value) => (f.string() as unknown as Builder)['max']?.(value), ['number']],
    ['pattern', (value) => (f.string() as unknown as Builder)['pattern']?.(value), []],
    ['min', (value) => (f.number() as unknown as Builder)['min']?.(value), ['number']],
    ['max', (value) => (f.integer() as unknown as Builder)['max']?.(value), ['number']],
    ['as', (value) => (f.string() as unknown as Builder)['as']?.(value), ['string']],
    ['check', (value) => (f.string() as unknown as Builder)['check']?.(value), ['function']],
    ['computed', (value) => (f.string() as unknown as Builder)['computed']?.(value), ['function']],
    ['map', (value) => (f as unknown as Builder)['map']?.(value), ['object']],
    ['list', (value) => (f as unknown as Builder)['list']?.(value), []],
    ['set', (value) => (f as unknown as Builder)['set']?.(value), []],
    ['record', (value) => (f as unknown as Builder)['record']?.(value), []],
    ['from', (value) => (f as unknown as Builder)['from']?.(value), []],
    ['a field', (value) => value, []],
  ])('refuse what %s cannot be given', (_name, build, kinds) => {
    for (const value of wrong) {
      if (kinds.includes(kindOf(value))) continue
      const define = () =>
        model('M', { fields: { id: f.string(), field: build(value) }, keys: { primary: { pk: 'M#{id}', sk: 'M' } } })
      const paths = problemsOf(define)
      expect(paths, String(value)).toHaveLength(1)
      expect(paths[0]).toMatch(/^fields\.field/)
    }
  })

  it('refuse a pattern of text that is none, with the other problems', () => {
    const fields = { id: f.string().pattern('x' as never), save: f.string() }
    const define = () => model('M', { fields, keys: { primary: { pk: 'M#{save}', sk: 'M' } } })
    expect(problemsOf(define)).toEqual(['fields.id.pattern', 'fields.save'])
  })

  it('take no values as an empty object of values', () => {
    const Untyped = Page as unknown as new (values?: unknown) => Page
    expect(new Untyped().values()).toEqual({ id: 'p', size: 1 })
    for (const values of [null, 5, []])
      expect(() => new Untyped(values)).toThrow(expect.objectContaining({ code: 'validation.invalid' }))
  })
})

describe('queries', () => {
  const pages = Page.objects.using({})
  const codeOf = async (call: () => unknown): Promise<string> => {
    try {
      await call()
    } catch (error) {
      return (error as StormError).code
    }
    return 'no error'
  }

  it.each([null, 5, {}])('refuse the cursor %j', async (cursor) => {
    expect(await codeOf(() => pages.page({ cursor } as never))).toBe('cursor.invalid')
    expect(
      await codeOf(() =>
        table
          .collection(Page)
          .using({})
          .page({ cursor } as never),
      ),
    ).toBe('cursor.invalid')
  })

  it('refuse the opposite of a value', async () => {
    expect(await codeOf(() => pages.filter({ size: not(3 as never) } as never).all())).toBe('query.operator')
    expect(await codeOf(() => pages.filter(not(3 as never) as never).all())).toBe('query.operator')
  })
})
