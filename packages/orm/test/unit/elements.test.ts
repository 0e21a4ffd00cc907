/** Elements of lists and sets, given one by one or as one array or Set. */
import { addTo, append, f, prepend, removeFrom, Table } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { rejection } from '../support/recording.ts'

it('one array or Set stands for its elements, unless it is one', async () => {
  const engine = await sharedEngine()
  const table = new Table({ name: `elements-${Math.random().toString(36).slice(2)}`, client: engine.client })
  class Box extends table.Model<Box>()('Box', {
    fields: {
      id: f.string(),
      words: f.list(f.string()).default([]),
      rows: f.list(f.list(f.integer())).default([]),
      mixed: f.list(z.union([z.string(), z.number()])).default([]),
      free: f.list(f.any()).default([]),
      tags: f.set(f.string()),
    },
    keys: { primary: { pk: 'B#{id}', sk: 'B' } },
  }) {}
  await table.ensure()
  const box = await Box.objects.create({ id: '1', tags: new Set(['a']) })
  await box.update({ words: append(['b', 'c']), tags: addTo(new Set(['b', 'c'])), rows: append([1, 2]) })
  expect([box.words, [...box.tags].sort(), box.rows]).toEqual([['b', 'c'], ['a', 'b', 'c'], [[1, 2]]])
  await box.update({ words: prepend(new Set(['a'])), tags: removeFrom(['a', 'b']), rows: append([3], [4]) })
  expect([box.words, [...box.tags], box.rows]).toEqual([['a', 'b', 'c'], ['c'], [[1, 2], [3], [4]]])
  await box.update({ mixed: append(['x', 1]), free: append([1, 2]), words: append('d', 'e') })
  expect([box.mixed, box.free, box.words]).toEqual([['x', 1], [[1, 2]], ['a', 'b', 'c', 'd', 'e']])
  expect(await rejection(box.update({ words: append([1] as never) }))).toMatchObject({ code: 'validation.invalid' })
  expect(await rejection(box.update({ words: append([]) }))).toMatchObject({ code: 'write.change' })
})
