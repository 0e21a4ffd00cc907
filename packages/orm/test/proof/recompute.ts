/**
 * What a stored item must be, for the values that it has: written anew for the tests, from the documentation of keys and
 * stored items, and nothing of the library. Test code only.
 */
import { type Any, facts, type ModelFacts, type Place, type Values } from './world.ts'

/** A text within an ordered key: characters up to `$` are `$` and their code raised by 0x30. */
const text = (value: string): string =>
  [...value].map((char) => (char <= '$' ? `$${String.fromCharCode(char.charCodeAt(0) + 0x30)}` : char)).join('')

const two = (value: number): string => String(value).padStart(2, '0')

/** The attributes of the table key. */
export const tableKey = (model: ModelFacts, id: string): Record<string, Any> => ({
  PK: { S: `${model.prefix}#${text(id)}` },
  SK: { S: model.prefix },
})

const indexKeys = ({ name, prefix }: ModelFacts, values: Values): Record<string, Any> => {
  const { id, team, due, rank, severity } = values
  if (team === undefined) return {}
  const level = name === 'Bug' ? `${severity}#` : ''
  return {
    ...{ G1PK: { S: `${prefix}TEAM#${text(team)}` }, G1SK: { S: `${two(rank)}#${level}${text(id)}` } },
    ...(due && { G2PK: { S: `DUE#${text(team)}` }, G2SK: { S: `${prefix}#${due.toISOString()}#${text(id)}` } }),
  }
}

const attributes = (values: Values): Record<string, Any> => {
  const { rank, count, due, expires, place, ...texts } = values
  const entries = Object.entries(texts).filter(([, value]) => value !== undefined)
  return {
    ...Object.fromEntries(entries.map(([name, value]) => [name, { S: value }])),
    ...{ rank: { N: String(rank) }, count: { N: String(count) } },
    ...(due && { due: { S: due.toISOString() } }),
    ...(expires && { expires: { N: String(expires.getTime() / 1000) } }),
    ...(place && {
      place: { M: { city: { S: place.city }, ...(place.zip !== undefined && { zip: { S: place.zip } }) } },
    }),
  }
}

/** The whole item, but for its version. */
export const itemOf = (model: ModelFacts, values: Values): Record<string, Any> => ({
  ...tableKey(model, values.id),
  ...indexKeys(model, values),
  _type: { S: model.name },
  ...attributes(values),
})

/** Values of a stored item, by the types of its attributes. */
export const valuesOf = (item: Record<string, Any>): Values => {
  const names = ['id', 'tag', 'team', 'slug', 'note', 'severity'] as const
  const texts = names.map((name) => [name, item[name]?.S] as const).filter(([, value]) => value !== undefined)
  return {
    ...(Object.fromEntries(texts) as { id: string; tag: string }),
    ...{ rank: Number(item['rank']?.N), count: Number(item['count']?.N) },
    ...(item['due'] && { due: new Date(item['due'].S) }),
    ...(item['expires'] && { expires: new Date(Number(item['expires'].N) * 1000) }),
    ...(item['place'] && { place: placeOf(item['place'].M) }),
  }
}

const placeOf = ({ city, zip }: Record<string, Any>): Place => ({ city: city.S, ...(zip && { zip: zip.S }) })

/** The model of an item that is neither a marker nor an entry of a history. */
export const modelOf = (item: Record<string, Any>): ModelFacts => {
  const model = facts[item['_type']?.S]
  if (model === undefined) throw new Error(`An item of no model: ${JSON.stringify(item)}`)
  return model
}

/** The keys of the markers that go with values. */
export const markersOf = (model: ModelFacts, values: Values): string[] =>
  Object.entries(model.unique).flatMap(([name, fields]) => {
    const parts = fields.map((field) => values[field])
    if (parts.includes(undefined)) return []
    const encoded = parts.map((part) => (typeof part === 'number' ? two(part) : text(String(part))))
    return [`UNIQUE#${model.name}#${name}#${encoded.join('#')}`]
  })
