/** Pages on and back, and budgets, on the engine. */
import { BudgetExceeded, gte, oneOf, type Page, QueryError } from 'single-table-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { aThing, day, recorder, Thing, table } from './things.ts'

const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id).join('')
const shown = ({ items }: Page<Thing>) => ids(items)

let group = ''
let count = 0
/** The things a to l, in a group of its own for every test. */
beforeEach(async () => {
  await table.ensure()
  group = `group${++count}`
  for (const [at, id] of [...'abcdefghijkl'].entries())
    await Thing.objects.create(aThing({ group, id, total: at, rank: at, placedAt: day(at % 3) }))
  recorder.take()
})
const set = () => Thing.objects.using({ group })
const remove = async (...names: readonly string[]) => {
  for (const id of names) await Thing.objects.delete({ group, id })
}

describe('previous', () => {
  test('leads back to the first page, which has none', async () => {
    const first = await set().page({ size: 5 })
    const second = await set().page({ size: 5, cursor: first.next })
    const third = await set().page({ size: 5, cursor: second.next })
    expect([first, second, third].map(shown)).toEqual(['abcde', 'fghij', 'kl'])
    expect([first.previous, third.next]).toEqual([undefined, undefined])
    const back = await set().page({ size: 5, cursor: third.previous })
    expect(shown(back)).toBe('fghij')
    const begin = await set().page({ size: 5, cursor: back.previous })
    expect(shown(begin)).toBe('abcde')
    expect(begin.previous).toBe(undefined)
    expect(shown(await set().page({ size: 5, cursor: begin.next }))).toBe('fghij')
  })

  test('may have another size, and works backwards, filtered, limited', async () => {
    const query = set()
      .filter({ total: gte(2) })
      .where(({ rank }) => rank !== 5)
      .reverse()
      .limit(7)
    const first = await query.page({ size: 3 })
    const second = await query.page({ size: 3, cursor: first.next })
    const third = await query.page({ size: 3, cursor: second.next })
    expect([first, second, third].map(shown)).toEqual(['lkj', 'ihg', 'e'])
    expect(third.next).toBe(undefined)
    const back = await query.page({ size: 4, cursor: third.previous })
    expect(shown(back)).toBe('jihg')
    const begin = await query.page({ size: 4, cursor: back.previous })
    expect(shown(begin)).toBe('lk')
    expect(begin.previous).toBe(undefined)
    const on = await query.page({ size: 9, cursor: begin.next })
    expect(shown(on)).toBe('jihge')
    expect(on.next).toBe(undefined)
  })

  test('goes on where the item at the cursor was deleted', async () => {
    const first = await set().page({ size: 4 })
    const second = await set().page({ size: 4, cursor: first.next })
    await remove('d', 'e')
    expect(shown(await set().page({ size: 4, cursor: first.next }))).toBe('fghi')
    expect(shown(await set().page({ size: 4, cursor: second.previous }))).toBe('abc')
  })

  test('leads out of a page that became empty', async () => {
    const first = await set().page({ size: 9 })
    const second = await set().page({ size: 9, cursor: first.next })
    await remove(...'jkl')
    const empty = await set().page({ size: 9, cursor: first.next })
    expect([shown(empty), empty.next]).toEqual(['', undefined])
    expect(shown(await set().page({ size: 9, cursor: empty.previous }))).toBe('abcdefghi')
    await remove(...'abcdefghi')
    await Thing.objects.create(aThing({ group, id: 'z' }))
    const before = await set().page({ size: 9, cursor: second.previous })
    expect([shown(before), before.previous]).toEqual(['', undefined])
    expect(shown(await set().page({ size: 9, cursor: before.next }))).toBe('z')
  })

  test('leads before a start that is no bound; a limit counts from the start', async () => {
    const from = { group, id: 'f' }
    const page = await set().startAfter(from).page({ size: 3 })
    expect(shown(page)).toBe('ghi')
    expect(shown(await set().page({ size: 3, cursor: page.previous }))).toBe('def')
    const limited = set().startAfter(from).limit(5)
    const first = await limited.page({ size: 3 })
    expect(first.previous).toBe(undefined)
    const second = await limited.page({ size: 3, cursor: first.next })
    expect(shown(second)).toBe('jk')
    const back = await limited.page({ size: 9, cursor: second.previous })
    expect([shown(back), back.previous]).toEqual(['ghi', undefined])
  })

  test('is for pages only', async () => {
    const first = await set().page({ size: 4 })
    const { previous = '' } = await set().page({ size: 4, cursor: first.next })
    await expect(set().startAfter(previous).all()).rejects.toMatchObject({ code: 'cursor.invalid' })
    expect(shown(await set().startAfter(previous).page({ size: 2 }))).toBe('cd')
    await expect(set().reverse().page({ cursor: previous })).rejects.toMatchObject({ code: 'cursor.invalid' })
    await expect(set().page({ cursor: `${previous}A` })).rejects.toMatchObject({ code: 'cursor.invalid' })
    expect(set().startAfter(previous).toRequests()).toMatchObject([{ ScanIndexForward: false }])
  })
})

test('last() reads from the other end, but for a limit or a start', async () => {
  expect(await set().last()).toMatchObject({ id: 'l' })
  expect(recorder.take()).toMatchObject([{ input: { ScanIndexForward: false, Limit: 1 } }])
  expect(await set().reverse().last()).toMatchObject({ id: 'a' })
  expect(await set().limit(3).last()).toMatchObject({ id: 'c' })
  expect(await set().startAfter({ group, id: 'k' }).last()).toMatchObject({ id: 'l' })
  expect(await set().startAfter({ group, id: 'l' }).last()).toBe(undefined)
  expect(await Thing.objects.using({ group, id: 'c' }).last()).toMatchObject({ id: 'c' })
  // @ts-expect-error a scan has no last item
  await expect(Thing.objects.scan().last()).rejects.toMatchObject({ code: 'query.option' })
})

test('a start outside of the queried range is refused', async () => {
  const query = Thing.objects.using({ group, id: gte('e') }).startAfter({ group, id: 'b' })
  await expect(query.all()).rejects.toMatchObject({ code: 'query.option' })
})

describe('a budget', () => {
  const poor = () => set().pageSize(2).budget({ requests: 2 })

  test('of requests ends a page early, with a cursor', async () => {
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = await poor()
        .filter({ rank: gte(3) })
        .page({ size: 4, cursor })
      expect(recorder.take().length).toBeLessThanOrEqual(2)
      found.push(shown(page))
      cursor = page.next
    } while (cursor !== undefined)
    expect(found.join('|')).toBe('d|efgh|ijkl|')
  })

  test('ends a page back early, too', async () => {
    const first = await set().page({ size: 9 })
    const last = await set().page({ size: 9, cursor: first.next })
    const query = poor().filter({ rank: gte(1) })
    const at = await query.page({
      size: 9,
      cursor: (
        await set()
          .filter({ rank: gte(1) })
          .page({ size: 8 })
      ).next,
    })
    expect([shown(last), shown(at)]).toEqual(['jkl', 'jkl'])
    const back = await query.page({ size: 9, cursor: at.previous })
    expect(shown(back)).toBe('fghi')
    expect(shown(await query.page({ size: 9, cursor: back.previous }))).toBe('bcde')
    expect(shown(await query.page({ size: 3, cursor: back.next }))).toBe('jkl')
  })

  test('leads on and back from a page that it left empty', async () => {
    const whole = set().filter({ total: oneOf(0, 11) })
    const query = whole.pageSize(2).budget({ requests: 2 })
    const first = await query.page({ size: 5 })
    const empty = await query.page({ size: 5, cursor: first.next })
    const last = await query.page({ size: 5, cursor: empty.next })
    expect([first, empty, last].map(shown)).toEqual(['a', '', 'l'])
    expect(shown(await whole.page({ size: 5, cursor: empty.previous }))).toBe('a')
    const back = await query.page({ size: 5, cursor: last.previous })
    expect(shown(back)).toBe('')
    expect(shown(await whole.page({ size: 5, cursor: back.next }))).toBe('l')
    expect(shown(await whole.page({ size: 5, cursor: back.previous }))).toBe('a')
  })

  test('that is spent makes all() throw what it has, and the cursor that goes on', async () => {
    const error = await poor()
      .all()
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(BudgetExceeded)
    expect(error).toBeInstanceOf(QueryError)
    const { code, items, next } = error as BudgetExceeded
    expect([code, ids(items as Thing[])]).toEqual(['query.budget', 'abcd'])
    expect(JSON.stringify(error)).not.toContain('rank')
    expect(ids(await set().startAfter(next).all())).toBe('efghijkl')
  })

  test('that is spent keeps count of a limit', async () => {
    const limited = set().limit(8)
    const error = await limited
      .pageSize(2)
      .budget({ requests: 2 })
      .all()
      .catch((reason: unknown) => reason)
    const { next } = error as BudgetExceeded
    const page = await limited.page({ size: 9, cursor: next })
    expect(shown(page)).toBe('efgh')
    expect(shown(await limited.page({ size: 9, cursor: page.previous }))).toBe('abcd')
  })

  test('that is spent is an error wherever the answer would not be whole', async () => {
    const none = poor().filter({ rank: gte(99) })
    const spent = { code: 'query.budget' }
    await expect(none.first()).rejects.toMatchObject(spent)
    await expect(none.exists()).rejects.toMatchObject(spent)
    await expect(none.one()).rejects.toMatchObject(spent)
    await expect(none.count()).rejects.toMatchObject(spent)
    await expect(poor().count()).rejects.toMatchObject({ ...spent, items: [], found: 4 })
    let seen = ''
    const iterate = async () => {
      for await (const { id } of poor()) seen += id
    }
    await expect(iterate()).rejects.toMatchObject(spent)
    expect(seen).toBe('abcd')
  })

  test('that suffices changes nothing', async () => {
    expect(ids(await set().budget({ requests: 1 }).all())).toBe('abcdefghijkl')
    expect(ids(await poor().limit(4).all())).toBe('abcd')
    expect(await poor().first()).toMatchObject({ id: 'a' })
  })

  test('is shared by pages(), and leaves a cursor on the last', async () => {
    const pages: Page<Thing>[] = []
    for await (const page of set().pageSize(3).budget({ requests: 2 }).pages()) pages.push(page)
    expect(pages.map(shown).join('|')).toBe('abc|def')
    expect(shown(await set().page({ size: 2, cursor: pages.at(-1)?.next }))).toBe('gh')
  })

  test('of read units asks what requests cost', async () => {
    const query = set().pageSize(3).budget({ capacity: 1 })
    expect(query.toRequests()).toMatchObject([{ ReturnConsumedCapacity: 'TOTAL' }])
    const page = await query.page({ size: 100 })
    expect(shown(page)).toBe('abcdef')
    expect(shown(await query.page({ size: 100, cursor: page.next }))).toBe('ghijkl')
    expect(recorder.take()).toHaveLength(4)
  })

  test('must be in range', () => {
    for (const budget of [{}, { requests: 0 }, { requests: 1.5 }, { capacity: 0 }, { capacity: '1' }, undefined])
      expect(() => set().budget(budget as never)).toThrow(expect.objectContaining({ code: 'query.option' }))
  })
})

describe('requests of pages', () => {
  const limits = () => recorder.take().map(({ input }) => input['Limit'])

  test('a page of pageSize() results is one request, which looks ahead', async () => {
    const first = await set().pageSize(5).page()
    expect([shown(first), limits()]).toEqual(['abcde', [6]])
    expect(shown(await set().pageSize(5).page({ cursor: first.next }))).toBe('fghij')
    expect(limits()).toEqual([6])
    const pages: string[] = []
    for await (const page of set().pageSize(5).pages()) pages.push(shown(page))
    expect([pages, limits()]).toEqual([
      ['abcde', 'fghij', 'kl'],
      [6, 6, 6],
    ])
    expect((await table.collection(Thing).using({ group }).pageSize(5).page()).items).toHaveLength(5)
    expect(limits()).toEqual([6])
  })

  test('a smaller pageSize() bounds every request, and a limit needs no look ahead', async () => {
    expect(shown(await set().pageSize(4).page({ size: 6 }))).toBe('abcdef')
    expect(limits()).toEqual([4, 3])
    expect(shown(await set().limit(5).pageSize(5).page())).toBe('abcde')
    expect(limits()).toEqual([5])
  })

  test.each([null, 5, {}, [], '', 'x'])('a scan of a table goes on after no %j', async (cursor) => {
    for (const scan of [table.scan({ startAfter: cursor as never }), table.scan().startAfter(cursor as never)])
      await expect(scan.all()).rejects.toMatchObject({ code: 'cursor.invalid' })
  })
})
