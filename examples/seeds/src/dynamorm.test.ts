/** DynamORM's README: the results of its program, and the two goals it names. */
import { beginsWith, QueryError, ValidationError } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { expect, it } from 'vitest'
import { Book, books, dynamorm } from './dynamorm.ts'
import { inFreshTable } from './fresh-table.ts'

const foo = { isbn: '12345678910', title: 'Foo', author: 'Mr. Bar', publisher: 'Publishorama' }

it('runs the program', () =>
  inFreshTable(books, async () => {
    const { got, byPrefix, byAuthor, byOthers } = await dynamorm()
    expect(got).toBeInstanceOf(Book)
    expect(got?.values()).toEqual(foo)
    expect(byPrefix.map((one) => one.values())).toEqual([foo])
    expect(byAuthor.map((one) => one.values())).toEqual([foo])
    expect(byOthers).toEqual([])
  }))

it('scans find what they say, and no others', () =>
  inFreshTable(books, async () => {
    await Book.objects.create(foo)
    await Book.objects.create({ isbn: '9990000000', author: 'Mrs. Baz', year: 1999.5 })
    const { byPrefix, byAuthor, byOthers } = await dynamorm()
    expect(byPrefix.map((one) => one.isbn)).toEqual([foo.isbn])
    expect(byAuthor.map((one) => one.isbn)).toEqual([foo.isbn])
    expect(byOthers.map((one) => one.values())).toEqual([{ isbn: '9990000000', author: 'Mrs. Baz', year: 1999.5 }])
  }))

it('the table has a natural partition key, no sort key, and items have nothing but fields', () =>
  inFreshTable(books, async (name) => {
    const { client } = await sharedEngine()
    await Book.objects.create(foo)
    const described = JSON.parse((await client.send('DescribeTable', JSON.stringify({ TableName: name }))).body)
    expect(described.Table.KeySchema).toEqual([{ AttributeName: 'isbn', KeyType: 'HASH' }])
    const scanned = JSON.parse((await client.send('Scan', JSON.stringify({ TableName: name }))).body)
    expect(scanned.Items).toEqual([
      { isbn: { S: foo.isbn }, title: { S: 'Foo' }, author: { S: 'Mr. Bar' }, publisher: { S: 'Publishorama' } },
    ])
  }))

it('a partition key is queried by its value; by prefix is refused, by the compiler and before anything is sent', () =>
  inFreshTable(books, async () => {
    await Book.objects.create(foo)
    expect((await Book.objects.using({ isbn: foo.isbn }).one()).title).toBe('Foo')
    // @ts-expect-error a partition key takes a value, not an operator
    await expect((async () => await Book.objects.using({ isbn: beginsWith('12345') }).all())()).rejects.toBeInstanceOf(
      QueryError,
    )
  }))

it('validates all writes with the schema library, and gives all issues at once', () =>
  inFreshTable(books, async () => {
    const bad = { ...foo, isbn: 'x', year: 'y' as unknown as number }
    const both = { issues: [{ path: ['isbn'], message: 'It is no ISBN.' }, { path: ['year'] }] }
    await expect(Book.objects.replace(bad)).rejects.toBeInstanceOf(ValidationError)
    await expect(Book.objects.replace(bad)).rejects.toMatchObject(both)
    await expect(Book.objects.create(bad)).rejects.toMatchObject(both)
    await expect(Book.objects.upsert(bad)).rejects.toMatchObject(both)
    await expect(new Book(bad).save()).rejects.toMatchObject(both)
    const stored = await Book.objects.create(foo)
    stored.year = 'y' as unknown as number
    await expect(stored.save()).rejects.toMatchObject({ issues: [{ path: ['year'] }] })
    await expect(Book.objects.update({ isbn: foo.isbn }, { year: 'y' as unknown as number })).rejects.toMatchObject({
      issues: [{ path: ['year'] }],
    })
    expect(await Book.objects.scan().count()).toBe(1)
  }))

it('a book that was read is updated by what was assigned', () =>
  inFreshTable(books, async () => {
    const stored = await Book.objects.create(foo)
    stored.year = 2024
    stored.publisher = undefined
    expect(stored.changes()).toEqual({ year: 2024, publisher: undefined })
    await stored.save()
    expect((await Book.objects.get({ isbn: foo.isbn })).values()).toEqual({
      isbn: foo.isbn,
      title: 'Foo',
      author: 'Mr. Bar',
      year: 2024,
    })
  }))
