/** Scans in segments, of indexes, resumed; and whole items for those of an index, on the engine. */
import {
  type BudgetExceeded,
  CursorError,
  f,
  gte,
  type ScanProgress,
  Table,
  type Transport,
  Unrecognised,
} from 'single-table-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { aThing, day, fillTable, Other, type Row, recorder, Thing, table } from './things.ts'

let rows: Row[] = []
beforeAll(async () => {
  rows = await fillTable(60, 11)
})
const idOf = ({ group, id }: { group: string; id: string }) => `${group} ${id}`
const sorted = (found: readonly { group: string; id: string }[]) => found.map(idOf).sort()

const idle = () => new Promise((resolve) => setTimeout(resolve, 20))

/** Runs with a transport that does something around every request. */
const around = <Result>(send: Transport['send'], run: () => Promise<Result>): Promise<Result> =>
  table.with({ client: { send } satisfies Transport }, run)

describe('a scan in segments', () => {
  const scan = () => Thing.objects.scan({ segments: 4 })

  test('gives every item once', async () => {
    expect(sorted(await scan().all())).toEqual(sorted(rows))
    const segments = recorder.take().map(({ input }) => [input['Segment'], input['TotalSegments']])
    expect(segments.sort()).toEqual([0, 1, 2, 3].map((segment) => [segment, 4]))
    expect(scan().toRequests()).toHaveLength(4)
    for (const query of [
      scan(),
      scan().limit(10),
      scan()
        .filter({ rank: gte(3) })
        .pageSize(7),
    ]) {
      recorder.take()
      await query.all()
      const sent = recorder.take().slice(0, 4)
      expect(sent.map(({ input }) => input)).toEqual(query.toRequests())
    }
    expect(await scan().count()).toBe(rows.length)
    expect(
      await scan()
        .filter({ rank: gte(3) })
        .limit(5)
        .all(),
    ).toHaveLength(5)
    expect(String(scan().explain())).toContain('Scan of the table in 4 segments')
  })

  test('holds at most a page of each, and asks for more when that is taken', async () => {
    let under = 0
    let most = 0
    recorder.take()
    const send: Transport['send'] = async (...request) => {
      most = Math.max(most, ++under)
      try {
        return await recorder.send(...request)
      } finally {
        under--
      }
    }
    await around(send, async () => {
      const iterator = scan().pageSize(1)[Symbol.asyncIterator]()
      await iterator.next()
      await idle()
      recorder.take()
      await idle()
      // One page is being taken, those of the others wait: nothing is asked for meanwhile.
      expect(recorder.take()).toEqual([])
      await iterator.next()
      await iterator.return?.()
      await idle()
      recorder.take()
      await idle()
      expect(recorder.take()).toEqual([])
      await scan().pageSize(3).all()
    })
    expect(most).toBe(4)
  })

  test('cancels what is under way when nobody takes more', async () => {
    const signals: (AbortSignal | undefined)[] = []
    let answered = false
    // The first page with a thing on it is answered, all others never are.
    const send: Transport['send'] = async (operation, body, options) => {
      const answer = await recorder.send(operation, body, options)
      if (!answered && answer.body.includes('THING#')) {
        answered = true
        return answer
      }
      const signal = options?.signal
      signals.push(signal)
      return await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
    }
    await around(send, async () => {
      for await (const thing of scan()) {
        expect(thing).toBeInstanceOf(Thing)
        await idle()
        break
      }
    })
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true, true])
  })

  test('pages, with the position of every segment', async () => {
    const found: { group: string; id: string }[] = []
    let cursor: string | undefined
    for (let size = 1; size < 99; size++) {
      const page = await scan().page({ size, cursor })
      expect(page.previous).toBe(undefined)
      found.push(...page.items)
      cursor = page.next
      if (cursor === undefined) break
      expect(page.items).toHaveLength(size)
    }
    expect(sorted(found)).toEqual(sorted(rows))
  })

  test('goes on from where its progress said', async () => {
    const reports: ScanProgress[] = []
    const stop = new Error('enough')
    const seen: Thing[] = []
    const onProgress = (progress: ScanProgress): void => {
      reports.push(progress)
      if (progress.found > 15) throw stop
    }
    const begin = async () => {
      for await (const thing of Thing.objects.scan({ segments: 3, onProgress }).pageSize(4)) seen.push(thing)
    }
    await expect(begin()).rejects.toBe(stop)
    const last = reports.at(-1)
    expect(last).toMatchObject({ segments: 3, requests: reports.length, found: seen.length })
    const rest: ScanProgress[] = []
    const query = Thing.objects.scan({ segments: 3, onProgress: (progress) => rest.push(progress) })
    const others = await query.startAfter(last?.next ?? '').all()
    expect(sorted([...seen, ...others])).toEqual(sorted(rows))
    expect(rest.at(-1)).toMatchObject({ done: 3, next: undefined })
    await expect(
      Thing.objects
        .scan({ segments: 2 })
        .startAfter(last?.next ?? '')
        .all(),
    ).rejects.toThrow(CursorError)
    await expect(
      Thing.objects
        .scan()
        .startAfter(last?.next ?? '')
        .all(),
    ).rejects.toThrow(CursorError)
    const [row] = rows
    await expect(
      scan()
        .startAfter(row as never)
        .all(),
    ).rejects.toMatchObject({ code: 'query.option' })
  })

  test('keeps to a budget over all segments', async () => {
    recorder.take()
    const query = scan().pageSize(3).budget({ requests: 6 })
    const error = await query.all().catch((reason: unknown) => reason)
    expect(recorder.take()).toHaveLength(6)
    expect(error).toMatchObject({ code: 'query.budget' })
    const { items, next } = error as { items: Thing[]; next: string }
    expect(sorted([...items, ...(await scan().startAfter(next).all())])).toEqual(sorted(rows))
    const none = query.filter({ total: 12345 })
    let pages = 0
    for (let cursor: string | undefined, going = true; going && pages < 99; pages++) {
      const empty = await none.page({ size: 9, cursor })
      expect(empty.items).toEqual([])
      cursor = empty.next
      going = cursor !== undefined
    }
    expect(pages).toBeLessThan(20)
    const page = await query.page({ size: 100 })
    const rest = await scan().page({ size: 100, cursor: page.next })
    expect(sorted([...page.items, ...rest.items])).toEqual(sorted(rows))
  })

  test('fails as a whole when one segment does', async () => {
    const send: Transport['send'] = (operation, body, options) =>
      JSON.parse(body).Segment === 2 ? Promise.reject(new Error('broken')) : recorder.send(operation, body, options)
    await expect(around(send, () => scan().pageSize(2).all())).rejects.toThrow('broken')
  })

  test('is refused out of range', () => {
    for (const options of [{ segments: 0 }, { segments: 1_000_001 }, { segments: 1.5 }, { onProgress: 3 }, null])
      expect(() => Thing.objects.scan(options as never)).toThrow(expect.objectContaining({ code: 'query.option' }))
    expect(() => Thing.objects.scan({ index: 'none' as never }).toRequests()).toThrow(
      "The table has no index 'none'; it has 'gsi1'",
    )
    expect(() => Thing.objects.scan({ index: 'gsi1' }).consistent().toRequests()).toThrow('eventually consistent only')
  })
})

test('a scan of everything in segments gives every model, goes on, and takes an index', async () => {
  const count = rows.length + Math.min(20, rows.length)
  const all = await table.scan({ segments: 3 }).all()
  expect(all).toHaveLength(count)
  expect(all.filter((item) => item instanceof Other)).toHaveLength(20)
  expect(all.some((item) => item instanceof Unrecognised)).toBe(false)
  let next: string | undefined
  const seen: unknown[] = []
  for await (const item of table.scan({ segments: 3, onProgress: (progress) => (next = progress.next) })) {
    if (next !== undefined) break
    seen.push(item)
  }
  const rest = await table.scan({ segments: 3, startAfter: next }).all()
  expect(seen.length + rest.length).toBe(count)
  expect(await table.scan({ index: 'place' }).all()).toHaveLength(rows.filter(({ region }) => region).length)
  expect(table.scan().toRequests()).toEqual([{ TableName: 'things' }])
  const explanation = table.scan({ segments: 3 }).explain()
  expect(explanation).toMatchObject({ models: [], estimate: { requests: 3, capacity: 384, open: true } })
  expect(String(explanation)).toContain('Scan of the table in 3 segments for every item: A scan was asked for.')
  expect(() => table.scan({ segments: 0 })).toThrow(expect.objectContaining({ code: 'query.option' }))
})

describe('a scan of everything', () => {
  const keyOf = (item: unknown) => JSON.stringify((item as { key(): unknown }).key())
  const everything = async () => (await table.scan().all()).map(keyOf).sort()

  test('has the terminal methods of query sets', async () => {
    const all = await everything()
    recorder.take()
    expect(await table.scan().first()).toBeDefined()
    expect(recorder.take().map(({ input }) => input['Limit'])).toEqual([1])
    expect(await table.scan().count()).toBe(all.length)
    expect(await table.scan().exists()).toBe(true)
    expect(await table.scan().limit(5).all()).toHaveLength(5)
    expect(await table.scan({ segments: 3 }).limit(5).pageSize(2).count()).toBe(5)
    const others = table.scan().where((item) => item instanceof Other)
    expect(await others.count()).toBe(20)
    expect(await others.limit(3).all()).toHaveLength(3)
    recorder.take()
    expect(await table.scan().limit(0).all()).toEqual([])
    expect(recorder.take()).toEqual([])
    expect(table.scan().consistent().toRequests()).toEqual([{ TableName: 'things', ConsistentRead: true }])
    expect(() => table.scan({ index: 'gsi1' }).consistent().toRequests()).toThrow('eventually consistent only')
  })

  test('leaves out the items of models that are not named, and nothing else', async () => {
    const key = (id: string) => ({ PK: { S: `X#${id}` }, SK: { S: id } })
    const foreign = { ...key('1'), _type: { S: 'Elsewhere' }, GSI2PK: { S: 'x' }, GSI2SK: { S: 'x' } }
    const put = (Item: object) => recorder.send('PutItem', JSON.stringify({ TableName: 'things', Item }))
    // An item of the other model without a type, which its key tells.
    const [one] = await Other.objects.scan().all()
    const untyped = {
      PK: { S: 'GROUP#g9' },
      SK: { S: 'OTHER#z' },
      status: { S: 'open' },
      placedAt: { S: '2026-05-01T00:00:00.000Z' },
    }
    const added = [foreign, { ...key('2') }, untyped]
    try {
      for (const item of added) await put(item)
      expect(one).toBeInstanceOf(Other)
      recorder.take()
      const things = await table.scan({ models: [Thing], segments: 2 }).all()
      expect(recorder.take()[0]?.input).toMatchObject({
        FilterExpression: 'NOT #0 = :0',
        ExpressionAttributeValues: { ':0': { S: 'Other' } },
      })
      expect(things.filter((item) => item instanceof Thing)).toHaveLength(rows.length)
      expect(things.filter((item) => item instanceof Unrecognised)).toHaveLength(2)
      expect(things).toHaveLength(rows.length + 2)
      expect(await table.scan({ models: [Thing] }).count()).toBe(rows.length + 2)
      expect(
        await table
          .scan({ models: [Thing] })
          .limit(rows.length)
          .all(),
      ).toHaveLength(rows.length)
      // An index without the type: the whole items tell.
      const slim = await table
        .scan({ models: [Other], index: 'slim' })
        .hydrate()
        .all()
      expect(slim).toEqual([expect.any(Unrecognised)])
      const both = table.scan({ models: [Thing, Other] })
      expect(both.toRequests()).toEqual([{ TableName: 'things' }])
      expect(await both.where((item) => item instanceof Other).all()).toHaveLength(21)
      // A cursor goes on in the same scan alone.
      const { next } = await table.scan({ models: [Thing] }).page({ size: 3 })
      await expect(both.page({ cursor: next })).rejects.toBeInstanceOf(CursorError)
      expect(
        (
          await table
            .scan({ models: [Thing] })
            .startAfter(next as string)
            .all()
        ).length,
      ).toBe(rows.length - 1)
    } finally {
      for (const { PK, SK } of added)
        await recorder.send('DeleteItem', JSON.stringify({ TableName: 'things', Key: { PK, SK } }))
    }
    const elsewhere = new Table({ name: 'elsewhere' })
    class Far extends elsewhere.Model<Far>()('Far', {
      fields: { id: f.string() },
      keys: { primary: { pk: 'FAR#{id}', sk: 'FAR' } },
    }) {}
    for (const models of [[], [Far], [undefined], 'Thing', [{}]])
      expect(() => table.scan({ models: models as never })).toThrow(expect.objectContaining({ code: 'query.option' }))
  })

  test.each([1, 3])('pages in %i segments give every item once', async (segments) => {
    const scan = table.scan({ segments })
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = await scan.page({ size: 7, cursor })
      found.push(...page.items.map(keyOf))
      cursor = page.next
    } while (cursor !== undefined)
    expect(found.sort()).toEqual(await everything())
    const pages: number[] = []
    for await (const page of scan.pageSize(30).pages()) pages.push(page.items.length)
    expect(pages.slice(0, -1).every((count) => count === 30)).toBe(true)
    expect(pages.reduce((sum, count) => sum + count, 0)).toBe(found.length)
  })

  test('stops at a budget, with a cursor that goes on', async () => {
    const poor = table.scan({ segments: 2 }).pageSize(5).budget({ requests: 3 })
    const error = (await poor.all().catch((thrown: unknown) => thrown)) as BudgetExceeded
    expect(error).toMatchObject({ code: 'query.budget', found: error.items.length })
    const rest = await table.scan({ segments: 2 }).startAfter(error.next).all()
    expect([...error.items, ...rest].map(keyOf).sort()).toEqual(await everything())
  })

  test('ends when its signal fires', async () => {
    const stop = new AbortController()
    const seen: unknown[] = []
    const read = async () => {
      for await (const item of table.scan({ segments: 2 }).pageSize(2).signal(stop.signal)) {
        seen.push(item)
        if (seen.length === 3) stop.abort()
      }
    }
    await expect(read()).rejects.toMatchObject({ code: 'request.aborted' })
    expect(seen.length).toBeLessThan(9)
  })
})

describe('a count of segments', () => {
  const scan = () => Thing.objects.scan({ segments: 4 })

  test('is counted by the server, in every segment', async () => {
    const all = await scan().all()
    recorder.take()
    expect(await scan().count()).toBe(all.length)
    const sent = recorder.take().map(({ input }) => input)
    expect(sent.map(({ Segment }) => Segment)).toEqual([0, 1, 2, 3])
    for (const one of sent) expect(one).toMatchObject({ TotalSegments: 4, Select: 'COUNT' })
    expect(await scan().limit(5).count()).toBe(Math.min(5, all.length))
    expect(await scan().pageSize(3).count()).toBe(all.length)
  })

  test('goes on after a spent budget, and is read where a function decides, or progress is reported', async () => {
    const all = await scan().all()
    const error = await scan()
      .pageSize(3)
      .budget({ requests: 5 })
      .count()
      .catch((reason: unknown) => reason as BudgetExceeded)
    if (typeof error === 'number') throw new Error('The budget was not spent.')
    const { found, next } = error
    expect(found + (await scan().startAfter(next).count())).toBe(all.length)
    const low = all.filter(({ rank }) => rank < 5).length
    expect(
      await scan()
        .where(({ rank }) => rank < 5)
        .count(),
    ).toBe(low)
    let last = 0
    const onProgress = (progress: { found: number }) => {
      last = progress.found
    }
    expect([await Thing.objects.scan({ segments: 2, onProgress }).count(), last]).toEqual([all.length, all.length])
  })
})

describe('hydrate()', () => {
  const group = 'hydrated'
  beforeAll(async () => {
    for (const [at, id] of [...'abcdefgh'].entries())
      await Thing.objects.create(
        aThing({ group, id, status: 'sent', rank: 20 + at, note: at % 2 === 0 ? 'even' : 'odd', placedAt: day(at) }),
      )
    recorder.take()
  })
  const ranked = () => Thing.objects.by('ranked', { status: 'sent', rank: gte(20) })
  const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id).join('')

  test('gives whole items in the order of the index, by batch get', async () => {
    const found = await ranked().hydrate().all()
    expect(ids(found)).toBe('abcdefgh')
    expect(found[1]).toBeInstanceOf(Thing)
    expect(found[1]).toMatchObject({ note: 'odd', placedAt: day(1) })
    expect(recorder.take().map(({ operation }) => operation)).toEqual(['Query', 'BatchGetItem'])
    // Without it, what the index holds.
    expect((await ranked().all())[1]).toEqual({
      group: 'hydrated',
      id: 'b',
      status: 'sent',
      rank: found[1]?.rank,
      total: 1,
    })
  })

  test('filters by what the index lacks; a limit stays exact, and no more items are read than are wanted', async () => {
    const odd = ranked().hydrate().filter({ note: 'odd' })
    expect(odd.limit(3).toRequests()).toMatchObject([{ Limit: 20 }])
    expect(ids(await odd.all())).toBe('bdfh')
    expect(ids(await odd.limit(3).reverse().all())).toBe('hfd')
    expect(await odd.count()).toBe(4)
    expect(await odd.exists()).toBe(true)
    expect(await odd.only('id', 'note').first()).toEqual({ id: 'b', note: 'odd' })
    recorder.take()
    expect(ids(await ranked().hydrate().limit(2).all())).toBe('ab')
    const [, batch] = recorder.take()
    expect(batch?.input).toMatchObject({ RequestItems: { things: { Keys: [{}, {}] } } })
    const page = await odd.page({ size: 3 })
    expect(ids(page.items)).toBe('bdf')
    expect(ids((await odd.page({ size: 3, cursor: page.next })).items)).toBe('h')
  })

  test('leaves out what was deleted, or does not match any more, meanwhile', async () => {
    const send: Transport['send'] = async (operation, body, options) => {
      const answer = await recorder.send(operation, body, options)
      if (operation === 'Query') {
        await table.with({ client: recorder }, async () => {
          await Thing.objects.delete({ group, id: 'c' })
          await Thing.objects.update({ group, id: 'e' }, { status: 'open' })
          await Thing.objects.update({ group, id: 'f' }, { total: 2 })
        })
      }
      return answer
    }
    expect(ids(await around(send, () => ranked().hydrate().limit(5).all()))).toBe('abdfg')
    expect(ids(await ranked().hydrate().all())).toBe('abdfgh')
  })

  test('goes on where the index was read, though the item moved in it meanwhile', async () => {
    const send: Transport['send'] = async (operation, body, options) => {
      const answer = await recorder.send(operation, body, options)
      if (operation === 'Query')
        await table.with({ client: recorder }, () => Thing.objects.update({ group, id: 'b' }, { rank: 27 }))
      return answer
    }
    const page = await around(send, () => ranked().hydrate().page({ size: 2 }))
    expect(page.items.map(({ id, rank }) => id + rank)).toEqual(['a20', 'b27'])
    expect(ids((await ranked().hydrate().page({ size: 2, cursor: page.next })).items)).toBe('df')
    await Thing.objects.update({ group, id: 'b' }, { rank: 21 })
  })

  test('sends nothing more where the index holds what is read', async () => {
    recorder.take()
    expect(await ranked().hydrate().only('id', 'rank').all()).toHaveLength(6)
    expect(await Thing.objects.using({ status: 'sent' }).hydrate().first()).toBeInstanceOf(Thing)
    expect(await ranked().hydrate().count()).toBe(6)
    expect(recorder.take().map(({ operation }) => operation)).toEqual(['Query', 'Query', 'Query'])
  })

  test('reads whole items of a scanned index', async () => {
    const found = await Thing.objects.scan({ index: 'slim', segments: 2 }).hydrate().filter({ note: 'odd' }).all()
    expect(ids(found).split('').sort().join('')).toBe('bdfh')
  })
})

test('values() leaves out what is absent', async () => {
  await Thing.objects.create(aThing({ group: 'plain', id: 'x' }))
  const [found] = await Thing.objects.using({ group: 'plain' }).values().all()
  expect(Object.keys(found ?? {})).not.toContain('note')
  expect(found).toEqual(aThing({ group: 'plain', id: 'x' }))
})
