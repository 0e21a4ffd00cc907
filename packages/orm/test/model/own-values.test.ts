/** Instances that are made of one stored item share nothing that can change. */
import { expect, test } from 'vitest'
import { f, Table } from '../../src/index.ts'

const item = {
  ...{ PK: { S: 'D#1' }, SK: { S: 'D' }, _type: { S: 'Doc' }, id: { S: '1' } },
  tags: { L: [{ S: 'a' }] },
  map: { M: { at: { S: '2026-05-01T00:00:00.000Z' } } },
}
const answers: Readonly<Record<string, object>> = {
  GetItem: { Item: item },
  BatchGetItem: { Responses: { docs: [item, { ...item, PK: { S: 'D#2' }, id: { S: '2' } }] } },
}
const client = {
  send: async (operation: string, body: string) => ({
    status: body ? 200 : 0,
    body: JSON.stringify(answers[operation]),
  }),
}
const docs = new Table({ name: 'docs', client })
class Doc extends docs.Model<Doc>()('Doc', {
  fields: { id: f.string(), tags: f.list(f.string()), map: f.map({ at: f.date() }) },
  keys: { primary: { pk: 'D#{id}', sk: 'D' } },
}) {}

test.each([
  ['one key', []],
  ['a batch', ['2']],
])('gets of the same item in one tick, of %s', async (_name, others) => {
  const [first, second] = await Promise.all(['1', '1', ...others].map((id) => Doc.objects.get({ id })))
  if (first === undefined || second === undefined) throw new Error('nothing was got')
  expect(first).not.toBe(second)
  first.tags.push('b')
  first.map.at.setTime(0)
  expect(second.values()).toEqual({ id: '1', tags: ['a'], map: { at: new Date('2026-05-01T00:00:00.000Z') } })
  expect(second.changes()).toEqual({})
  expect(first.changes()).toEqual({ tags: ['a', 'b'], map: { at: new Date(0) } })
})

test('what changed is told by the stored text, also of items that hold other than ASCII', async () => {
  const send = async (_operation: string, body: string) => ({
    status: body ? 200 : 0,
    body: JSON.stringify({
      Item: { ...item, id: { S: 'ä' }, PK: { S: 'D#ä' }, note: { S: '日本語' }, tags: { L: [{ S: 'é' }] } },
    }),
  })
  const table = new Table({ name: 'docs', client: { send } })
  class Other extends table.Model<Other>()('Doc', {
    fields: { id: f.string(), tags: f.list(f.string()), map: f.map({ at: f.date() }) },
    keys: { primary: { pk: 'D#{id}', sk: 'D' } },
  }) {}
  const loaded = await Other.objects.get({ id: 'ä' })
  expect(loaded.tags).toEqual(['é'])
  expect(loaded.changes()).toEqual({})
  loaded.tags.push('ü')
  expect(loaded.changes()).toEqual({ tags: ['é', 'ü'] })
})
