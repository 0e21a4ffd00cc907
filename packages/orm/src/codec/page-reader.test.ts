/** Where a page is not as it should be, and items before that place were given. */
import { expect, test } from 'vitest'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import { f } from '../field/f.ts'
import { valuesOf } from './decode-item.ts'
import { candidatesFor } from './list-reader.ts'
import { PageReader, readPage } from './page-reader.ts'

const spec = defineSpec(defineTable(), 'Note', {
  fields: { id: f.integer(), text: f.string() },
  keys: { primary: { pk: 'N#{id}', sk: 'S' } },
})
const itemText = (id: number, more = ''): string =>
  `{"PK":{"S":"N#${id}"},"SK":{"S":"S"},"_type":{"S":"Note"},"id":{"N":"${id}"},"text":{"S":"näme ${id}"}${more}}`
const list = [0, 1, 2, 3, 4, 5].map((id) => itemText(id))
const open = (body: string) => new PageReader(readPage({ body, bytes: Buffer.from(body) }, candidatesFor([spec])))
const idsOf = (page: PageReader, most: number) => {
  const ids: unknown[] = []
  while (ids.length < most) {
    const item = page.next()
    if (item === undefined) break
    ids.push(valuesOf(spec, item.decodeAs(spec))['id'])
  }
  return ids
}

test('items are given before what stands beside them is read, and after', () => {
  const page = open(`{"Count":6,"Items":[${list}],"LastEvaluatedKey":{"PK":{"S":"x"}},"ScannedCount":9}`)
  expect(idsOf(page, 2)).toEqual([0, 1])
  expect(page.count).toBe(2)
  expect(page.rest()).toEqual({ Count: 6, LastEvaluatedKey: { PK: { S: 'x' } }, ScannedCount: 9 })
  expect(page.count).toBe(6)
  expect(idsOf(page, 3)).toEqual([2, 3, 4])
  expect(idsOf(page, 3)).toEqual([5])
  expect(idsOf(page, 3)).toEqual([])
})

test.each([
  ['cut off within an item', `{"Items":[${list}`.slice(0, -9), 5],
  ['cut off behind an item', `{"Items":[${list}`, 6],
  ['cut off behind the list', `{"Items":[${list}],"Count":6`, 6],
  ['with something behind it', `{"Items":[${list}]}}`, 6],
  ['with a list that holds something else', `{"Items":[${list},5]}`, 6],
  ['with a comma too many', `{"Items":[${list},]}`, 6],
  ['with a control character', `{"Items":[${list},${itemText(6).replace('näme', 'n\u0001me')}]}`, 6],
  ['with an item that names no value', `{"Items":[${list},{"PK"}]}`, 6],
  ['with a second list', `{"Items":[${list}],"Items":[${list}]}`, 6],
  ['with a second list that is none', `{"Items":[${list}],"Items":null}`, 6],
])('a page %s is refused behind what was good', (_, text, good) => {
  const page = open(text)
  expect(idsOf(page, good)).toEqual([0, 1, 2, 3, 4, 5].slice(0, good))
  expect(() => page.next()).toThrow(SyntaxError)
  expect(() => open(text).rest()).toThrow(SyntaxError)
})

const deep = `${'['.repeat(500)}${']'.repeat(500)}`

test.each([
  [
    'an item that the scanner does not read',
    `{"Count":1,"Items":[${[...list, itemText(6, `,"deep":${deep}`), itemText(7)]}],"Count":8}`,
  ],
  ['a member that comes twice', `{"Count":1,"Items":[${[...list, itemText(6), itemText(7)]}],"Count":8}`],
])('%s, behind items that were given, is read as JSON.parse reads it', (_, text) => {
  const page = open(text)
  expect(idsOf(page, 6)).toEqual([0, 1, 2, 3, 4, 5])
  expect(idsOf(page, 1)).toEqual([6])
  expect(page.rest()).toEqual({ Count: 8 })
  expect(idsOf(page, 9)).toEqual([7])
})

test.each([
  ['before the items', `{"__proto__":{"Count":5},"Items":[${list}]}`],
  ['behind them', `{"Items":[${list}],"__proto__":{"Count":5}}`],
])('a member of the name __proto__ %s is one as any', (_, text) => {
  const page = open(text)
  expect(idsOf(page, 9)).toEqual([0, 1, 2, 3, 4, 5])
  const rest = page.rest()
  expect(Object.getPrototypeOf(rest)).toBe(Object.prototype)
  expect(rest.Count).toBeUndefined()
})
