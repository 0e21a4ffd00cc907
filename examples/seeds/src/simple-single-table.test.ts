/** Simple Single Table's README: its demo, and every key feature. */
import { setTimeout as pause } from 'node:timers/promises'
import { CursorError, gte, ValidationError, VersionConflict, versionOf } from 'single-table-orm'
import { expect, it } from 'vitest'
import { inFreshTable } from './fresh-table.ts'
import {
  keepVersions,
  listByUpdate,
  listFiltered,
  MyTestResource,
  memory,
  Note,
  simpleSingleTable,
} from './simple-single-table.ts'

/** Resources whose times of creation and update differ. */
const createNumbered = async (count: number) => {
  const created: MyTestResource[] = []
  for (let index = 0; index < count; index++) {
    const listOfThings = Array.from({ length: index % 4 }, (_, thing) => thing)
    created.push(
      await MyTestResource.objects.create({ someField: `n${index}`, boolField: index % 2 === 0, listOfThings }),
    )
    await pause(2)
  }
  return created
}

const names = (found: readonly MyTestResource[]) => found.map((one) => one.someField)

it('runs the demo', () =>
  inFreshTable(memory, async () => {
    const { refused, resource, unchanged, updated } = await simpleSingleTable()
    expect(refused).toBeInstanceOf(ValidationError)
    expect((refused as ValidationError).issues.map((issue) => issue.path[0])).toEqual([
      'someField',
      'boolField',
      'listOfThings',
    ])
    expect(resource.listOfThings).toEqual(['a', 1, true, 0.5])
    expect(unchanged.resourceId).toBe(resource.resourceId)
    expect(updated.someField).toBe('other')
    const stored = await MyTestResource.objects.get({ resourceId: resource.resourceId })
    expect(stored.values()).toEqual(updated.values())
    expect(await MyTestResource.objects.scan().count()).toBe(1)
  }))

it('an update of nothing changes nothing, the time of update included', () =>
  inFreshTable(memory, async () => {
    const [one] = await createNumbered(1)
    const before = one?.updatedAt
    await one?.update({})
    expect((await listByUpdate().one()).updatedAt).toEqual(before)
  }))

it('resource ids are ULIDs that sort by creation', () =>
  inFreshTable(memory, async () => {
    const ids = (await createNumbered(5)).map((one) => one.resourceId)
    expect(ids.every((id) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id))).toBe(true)
    expect([...ids].sort()).toEqual(ids)
  }))

it('lists a type by last update; an update moves the resource to the front, at its new time', () =>
  inFreshTable(memory, async () => {
    const [first, second] = await createNumbered(3)
    await Note.objects.create({ text: 'of another type' })
    expect(names(await listByUpdate().all())).toEqual(['n2', 'n1', 'n0'])
    const { createdAt } = (await second?.update({ boolField: true })) ?? {}
    expect(names(await listByUpdate().all())).toEqual(['n1', 'n2', 'n0'])
    await pause(2)
    if (first !== undefined) first.someField = 'first'
    await first?.save()
    expect(names(await listByUpdate().all())).toEqual(['first', 'n1', 'n2'])
    expect((await listByUpdate().all())[1]?.createdAt).toEqual(createdAt)
    expect((await Note.objects.by('byUpdate', {}).one()).text).toBe('of another type')
  }))

it('keeps every version, restores one, and refuses the second writer of a version', () =>
  inFreshTable(memory, async () => {
    const { refused, readable, changed, versions, afterDelete } = await keepVersions()
    expect(refused).toBeInstanceOf(VersionConflict)
    const { current } = refused as VersionConflict
    expect(current).toBeInstanceOf(MyTestResource)
    expect([(current as MyTestResource).someField, versionOf(current as MyTestResource)]).toEqual(['second', 2])
    expect(readable.map((values) => [values?.someField, values?.listOfThings])).toEqual([
      ['first', []],
      ['second', ['a']],
    ])
    expect(changed).toMatchObject({ someField: { from: 'first', to: 'second' }, listOfThings: { from: [], to: ['a'] } })
    expect(versions.map(({ version, operation, values }) => [version, operation, values.someField])).toEqual([
      [3, 'restore', 'first'],
      [2, 'update', 'second'],
      [1, 'create', 'first'],
    ])
    expect(afterDelete.map(({ version, operation }) => [version, operation])[0]).toEqual([4, 'delete'])
    expect(await memory.scan().all()).toEqual([])
    expect(await listByUpdate().all()).toEqual([])
  }))

it('paginates by cursor', () =>
  inFreshTable(memory, async () => {
    await createNumbered(7)
    const pages: string[][] = []
    let cursor: string | undefined
    do {
      const page = await listByUpdate().page({ size: 3, cursor })
      pages.push(names(page.items))
      cursor = page.next
    } while (cursor !== undefined)
    expect(pages).toEqual([['n6', 'n5', 'n4'], ['n3', 'n2', 'n1'], ['n0']])
  }))

it('a cursor belongs to its list', () =>
  inFreshTable(memory, async () => {
    await createNumbered(2)
    const { next } = await listByUpdate().page({ size: 1 })
    await expect(Note.objects.by('byUpdate', {}).page({ cursor: next })).rejects.toBeInstanceOf(CursorError)
    await expect(listByUpdate().page({ cursor: `${next}x` })).rejects.toBeInstanceOf(CursorError)
  }))

it('blends both kinds of filter, page by page and with an exact limit', () =>
  inFreshTable(memory, async () => {
    await createNumbered(12)
    // Even numbers pass the filter of DynamoDB; of these, 2, 6 and 10 have two things.
    expect(names(await listFiltered('n', 2).all())).toEqual(['n10', 'n6', 'n2'])
    expect(names(await listFiltered('n1', 2).all())).toEqual(['n10'])
    expect(names(await listFiltered('n', 2).limit(2).all())).toEqual(['n10', 'n6'])
    const first = await listFiltered('n', 2).page({ size: 2 })
    const second = await listFiltered('n', 2).page({ size: 2, cursor: first.next })
    expect([names(first.items), names(second.items), second.next]).toEqual([['n10', 'n6'], ['n2'], undefined])
    expect(await listFiltered('n', 2).count()).toBe(3)
    expect(listFiltered('n', 2).toRequests()[0]).toMatchObject({
      IndexName: 'gsi1',
      ScanIndexForward: false,
      FilterExpression: expect.stringContaining('begins_with'),
    })
  }))

it('sorts by last update between two times', () =>
  inFreshTable(memory, async () => {
    const created = await createNumbered(4)
    const since = created[2]?.updatedAt ?? new Date(0)
    const recent = MyTestResource.objects.by('byUpdate', { updatedAt: gte(since) })
    expect(names(await recent.all())).toEqual(['n2', 'n3'])
  }))
