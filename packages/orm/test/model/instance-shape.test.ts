/**
 * Instances of a model are objects of one hidden class, never slow tables. V8 itself is asked, by functions that it offers
 * to its own tests.
 */
import { setFlagsFromString } from 'node:v8'
import { expect, test } from 'vitest'
import { f, Table } from '../../src/index.ts'

setFlagsFromString('--allow-natives-syntax')
const isFast = new Function('value', 'return %HasFastProperties(value)') as (value: object) => boolean
const haveSameShape = new Function('one, other', 'return %HaveSameMap(one, other)') as (a: object, b: object) => boolean
const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc')
  ;(globalThis as { gc?: () => void }).gc?.()
}

const names = Array.from({ length: 80 }, (_, index) => `field${index}`)
const answer = JSON.stringify({
  Items: ['a', 'b', 'c'].map((id) => ({
    ...{ PK: { S: 'W' }, SK: { S: id }, _type: { S: 'Wide' }, id: { S: id } },
    // Some lack some fields.
    ...Object.fromEntries(names.slice(id === 'b' ? 40 : 0).map((name) => [name, { S: name }])),
  })),
})
const shop = new Table({
  name: 'shop',
  client: { send: async (_operation: string, body: string) => ({ status: 200, body: body && answer }) },
})
const keys = { primary: { pk: 'W', sk: '{id}' } }
const fields = { id: f.string(), ...Object.fromEntries(names.map((name) => [name, f.string().optional()])) }

test('instances of many fields are fast and alike', async () => {
  class Wide extends shop.Model<Wide>()('Wide', { fields, keys }) {
    label = 'own'
  }
  for (let turn = 0; turn < 3; turn++) {
    const loaded = (await Wide.objects.scan().all()) as object[]
    expect(loaded).toHaveLength(3)
    for (const one of loaded) {
      expect(isFast(one)).toBe(true)
      expect(haveSameShape(one, loaded[0] as object)).toBe(true)
    }
    expect(isFast(new Wide({ id: 'd' }))).toBe(true)
    // What the shape was learned from may be gone.
    collectGarbage()
    collectGarbage()
  }
})
