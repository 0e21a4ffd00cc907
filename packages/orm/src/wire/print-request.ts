/** Requests → JSON text. Items that are text already go into it as they are. */
import { quote } from '../util/json-text.ts'
import { isStoredItem } from './stored-item.ts'

/** Equal to `JSON.stringify` of the request. */
export const printRequest = (value: object): string => {
  if (isStoredItem(value)) return value.toText()
  let out = ''
  if (Array.isArray(value)) {
    for (const element of value) out += (out === '' ? '' : ',') + printMember(element)
    return `[${out}]`
  }
  for (const name of Object.keys(value)) {
    const member: unknown = (value as Record<string, unknown>)[name]
    if (member === undefined) continue
    out += `${out === '' ? '' : ','}${quote(name)}:${values.has(name) ? JSON.stringify(member) : printMember(member)}`
  }
  return `{${out}}`
}

/** Members that hold wire values, and no text: there JSON.stringify is faster. */
const values: ReadonlySet<string> = new Set(['Key', 'Keys', 'ExclusiveStartKey', 'ExpressionAttributeValues'])

const printMember = (member: unknown): string => {
  if (typeof member === 'string') return quote(member)
  return typeof member === 'object' && member !== null ? printRequest(member) : JSON.stringify(member)
}
