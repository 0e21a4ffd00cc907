/** Several clients write at random, by every way there is, through faults; then every index key and marker must fit. */
import { httpTransport, plus, StormError } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { expect, it } from 'vitest'
import { decodeItem } from '../../src/codec/decode-item.ts'
import { encodeItem } from '../../src/codec/encode-item.ts'
import type { Item } from '../../src/wire/attribute-value.ts'
import { markersOf, markerTarget } from '../../src/write/markers.ts'
import { type AnswerFault, startAnswerProxy } from './answer-fault-proxy.ts'
import { openBank } from './bank.ts'

/** Numbers from 0 up to 1 that a seed decides. */
const seeded = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

type Bank = Awaited<ReturnType<typeof openBank>>

/** One random write; what it refuses is part of the game. */
const act = async ({ bank, Account }: Bank, random: () => number): Promise<void> => {
  const pick = <Choice>(...choices: readonly [Choice, ...Choice[]]) =>
    choices[Math.floor(random() * choices.length)] ?? choices[0]
  const id = () => `${Math.floor(random() * 8)}`
  const email = () => pick(undefined, 'a@b', 'b@b', 'c@b', 'd@b')
  const owner = () => pick('Ada', 'Bob')
  const whole = () => ({ id: id(), owner: owner(), email: email(), phone: pick(undefined, '1', '2') })
  const changes = () => {
    const given = { owner: owner(), status: pick('open' as const, 'closed' as const), email: email(), balance: plus(1) }
    const names = Object.keys(given).filter((name) => random() < 0.5 && given[name as keyof typeof given] !== undefined)
    return Object.fromEntries(names.map((name) => [name, given[name as keyof typeof given]]))
  }
  const loaded = async () => await Account.objects.find({ id: id() })
  switch (pick('transaction', 'transaction', 'transaction', 'move', 'put', 'many', 'update', 'clear', 'save')) {
    case 'transaction': {
      const instance = await loaded()
      return await bank.transaction((tx) => {
        for (let count = 1 + Math.floor(random() * 3); count > 0; count--)
          switch (pick('create', 'update', 'delete', 'replace', 'instance')) {
            case 'create':
              tx.create(Account, whole())
              break
            case 'replace':
              tx.replace(Account, whole())
              break
            case 'update':
              tx.update(Account, { id: id() }, changes())
              break
            case 'delete':
              tx.delete(Account, { id: id() })
              break
            default:
              if (instance !== undefined) tx.update(instance, changes())
          }
      })
    }
    case 'move':
      return void (await (await loaded())?.move({ id: id() }))
    case 'put':
      return void (await Account.objects.putMany([whole(), whole()]))
    case 'many':
      return void (await Account.objects.createMany([whole(), whole()], { atomic: random() < 0.5 }))
    case 'update':
      return void (await Account.objects.using({ owner: owner() }).update(changes()))
    case 'clear':
      return void (await Account.objects.using({ owner: owner(), status: 'closed' }).limit(2).delete())
    default: {
      const instance = await loaded()
      if (instance !== undefined) await Object.assign(instance, { owner: owner(), email: email() }).save()
    }
  }
}

it('index keys and markers fit every item after random writes by six clients through lost answers', async () => {
  const engine = await sharedEngine()
  const faults: readonly AnswerFault[] = ['reset', 'torn', 'before', 'error', 'garbled']
  const chance = seeded(7)
  const proxy = await startAnswerProxy(engine.endpoint, (operation) =>
    /Write|Put|Update|Delete/.test(operation) && !operation.endsWith('Table') && chance() < 0.08
      ? (faults[Math.floor(chance() * faults.length)] ?? 'none')
      : 'none',
  )
  const transport = httpTransport({ endpoint: proxy.endpoint, region: 'eu-west-1', maxAttempts: 8 })
  const world = await openBank(transport)
  const outcomes = { done: 0, refused: 0 }
  await Promise.all(
    Array.from({ length: 6 }, async (_, client) => {
      const random = seeded(client + 1)
      for (let turn = 0; turn < 60; turn++)
        await act(world, random).then(
          () => outcomes.done++,
          (error: unknown) => {
            if (!(error instanceof StormError)) throw error
            outcomes.refused++
          },
        )
    }),
  )
  transport.close?.()
  await proxy.close()
  expect(proxy.faults).toBeGreaterThan(10)
  expect(outcomes.done).toBeGreaterThan(60)

  const spec = world.Account['~storm']
  const items = Object.values(await world.stored()) as unknown as Item[]
  const accounts = items.filter((item) => 'id' in item)
  const expected: string[] = []
  for (const item of accounts) {
    const values = decodeItem(spec, item)
    expect(item).toEqual(encodeItem(spec, values))
    for (const key of markersOf(spec, values).keys())
      expected.push(`${key} → ${JSON.stringify([item['PK'], item['SK']])}`)
  }
  const markers = items
    .filter((item) => !('id' in item))
    .map((item) => {
      const target = markerTarget(item)
      return `${(item['PK'] as { S: string }).S} → ${JSON.stringify([target?.['PK'], target?.['SK']])}`
    })
  expect(markers.sort()).toEqual(expected.sort())
}, 60_000)
