/** The demo of Simple Single Table's README, line by line, and the key features that it lists. */
import { beginsWith, f, Table } from 'single-table-orm'
import { z } from 'zod'

// dynamodb_memory = DynamoDBMemory(logger=logger, table_name="my-dynamodb-table")
export const memory = new Table({ name: 'my-dynamodb-table', indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })

// class DynamodbVersionedResource: what every resource has
/**
 * `resource_id` is a ULID, so ids sort by creation; `updated_at` changes with every write, and the index lists each type
 * by it.
 *
 * `history: true` gives every resource a version number, keeps all versions, and refuses a writer that holds an old one.
 */
export class Resource extends memory.Model<Resource>()('Resource', {
  abstract: true,
  fields: {
    resourceId: f.ulid(),
    createdAt: f.date().createdAt(),
    updatedAt: f.date().updatedAt(),
  },
  keys: {
    primary: { pk: '{$type}#{resourceId}', sk: '{$type}' },
    byUpdate: { index: 'gsi1', pk: 'TYPE#{$type}', sk: '{updatedAt}' },
  },
  history: true,
}) {}

// class MyTestResource(DynamodbVersionedResource):
export class MyTestResource extends Resource.extend<MyTestResource>()('MyTestResource', {
  fields: {
    // some_field: str
    someField: z.string(),
    // bool_field: bool
    boolField: z.boolean(),
    // list_of_things: list[str | int | bool | float]
    listOfThings: z.array(z.union([z.string(), z.number(), z.boolean()])),
  },
}) {}

/** Another type of object in the same table and index. */
export class Note extends Resource.extend<Note>()('Note', { fields: { text: z.string().default('') } }) {}

/** Runs the demo. */
export const simpleSingleTable = async () => {
  // resource = dynamodb_memory.create_new(MyTestResource, {})
  // The three fields have no defaults, so {} is refused by both: here it does not compile either.
  // @ts-expect-error someField, boolField and listOfThings are missing
  const refused: unknown = await MyTestResource.objects.create({}).catch((error: unknown) => error)
  const resource = await MyTestResource.objects.create({
    someField: 'some',
    boolField: true,
    listOfThings: ['a', 1, true, 0.5],
  })

  // retrieved = dynamodb_memory.read_existing(resource.resource_id, MyTestResource)
  const retrieved = await MyTestResource.objects.get({ resourceId: resource.resourceId })

  // updated_resource = dynamodb_memory.update_existing(retrieved, {})
  // An update of nothing sends nothing.
  const unchanged = await retrieved.update({})
  const updated = await retrieved.update({ someField: 'other' })
  return { refused, resource, unchanged, updated }
}

// Automatic versioning: every version is readable, and the second writer of one version is refused
/** What happens to the versions of a resource that two writers hold, until one of them restores the first. */
export const keepVersions = async () => {
  const resource = await MyTestResource.objects.create({ someField: 'first', boolField: true, listOfThings: [] })
  const second = await MyTestResource.objects.get({ resourceId: resource.resourceId })
  await resource.update({ someField: 'second', listOfThings: ['a'] })
  // The other writer still holds version 1.
  const refused: unknown = await second.update({ someField: 'mine' }).catch((error: unknown) => error)
  const readable = [await resource.at(1), await resource.at(2)]
  const changed = await resource.diff(1, 2)
  await resource.restore(1)
  const versions = await resource.history().all()
  await resource.delete()
  const afterDelete = await MyTestResource.objects.history({ resourceId: resource.resourceId }).all()
  return { resource, refused, readable, changed, versions, afterDelete }
}

// Simple way to list, paginate, and filter by object type, sortable by last updated time
/** Resources of the type, last updated first. */
export const listByUpdate = () => MyTestResource.objects.by('byUpdate', {}).reverse()

// seamlessly blending DynamoDb filter expressions and server side filtering on the loaded Pydantic models
/** Both kinds of filter: the first is DynamoDB's, the second a function that runs here. Pages are full all the same. */
export const listFiltered = (prefix: string, things: number) =>
  listByUpdate()
    .filter({ boolField: true, someField: beginsWith(prefix) })
    .where((one) => one.listOfThings.length >= things)
