/** A compiled template: field values ⇄ key text. What it decodes is exactly what it encodes; a partial key is never made. */
import { DefinitionError, KeyError, type Problem } from '../errors/errors.ts'
import type { KeyEncoding } from './key-encoding.ts'
import { orderedCodec } from './ordered.ts'
import { rawCodec } from './raw.ts'
import { checkTemplate, type KeyMode, type KeyTemplate } from './template.ts'
import type { ValueCodec } from './value-codec.ts'

/** Field values by name; `undefined` and `null` are absent. */
export type KeyValues = Readonly<Record<string, unknown>>

/** Builds and takes apart the keys of one template. All functions are pure; none checks the size of a key. */
export interface KeyCodec {
  readonly template: KeyTemplate
  readonly mode: KeyMode
  /** The names of all references from left to right. */
  readonly fields: readonly string[]
  readonly literalPrefix: string
  /**
   * The key text; `undefined` if a field that the template references is absent.
   *
   * @throws {KeyError} `key.value`, `key.ambiguous`
   */
  encode(values: KeyValues): string | undefined
  /** The values of a key text; `undefined` if it is not a key of this template. */
  decode(key: string): Record<string, unknown> | undefined
  /**
   * The text up to and including the first `count` references and the literal after the last of them: what all keys with
   * these values begin with, and no others. A count of 0 gives `literalPrefix`, the number of references the whole key.
   *
   * @throws {KeyError} `key.missing`, `key.value`, `key.ambiguous`
   */
  encodePrefix(values: KeyValues, count: number): string
  /**
   * `encodePrefix`, then the encoding of the first characters of the next field, a string or a date: what all keys begin
   * with whose field begins with `text`, and no others.
   *
   * @throws {KeyError} `key.missing`, `key.value` (also if the field's values are not text), `key.ambiguous`
   */
  encodePartial(values: KeyValues, count: number, text: string): string
  /**
   * The text of one field's value alone, as it stands wherever the template references the field.
   *
   * @throws {KeyError} `key.missing`, `key.value`, `key.ambiguous`
   */
  encodeField(name: string, value: unknown): string
  /** Whether `decode` gives values. */
  matches(key: string): boolean
}

/**
 * Compiles a template with the encodings of its fields.
 *
 * @throws {DefinitionError} `definition.invalid` if the mode does not allow the template, or an encoding is missing
 */
export const compileKey = (
  template: KeyTemplate,
  encodings: Readonly<Record<string, KeyEncoding>>,
  mode: KeyMode,
): KeyCodec => {
  const slots = compileSlots(template, encodings, mode)
  const { literalPrefix, fields, text: name } = template
  const repeats = new Set(fields).size < fields.length

  const encode = (values: KeyValues): string | undefined => {
    // Absence first: a value that is never written must not be refused.
    for (const slot of slots) if (isAbsent(values[slot.field])) return undefined
    let key = literalPrefix
    for (const slot of slots) key += slot.encode(values[slot.field]) + slot.literal
    return key
  }

  const decode = (key: string): Record<string, unknown> | undefined => {
    if (!key.startsWith(literalPrefix)) return undefined
    const values: Record<string, unknown> = {}
    let at = literalPrefix.length
    for (const slot of slots) {
      // Only the last reference can have no literal after it: it takes the rest.
      const end = slot.literal === '' ? key.length : key.indexOf(slot.literal, at)
      const value = end < 0 ? undefined : slot.decode(key.slice(at, end))
      if (value === undefined) return undefined
      values[slot.field] = value
      at = end + slot.literal.length
    }
    if (at !== key.length || (repeats && encode(values) !== key)) return undefined
    return values
  }

  const encodePrefix = (values: KeyValues, count: number): string => {
    let key = literalPrefix
    for (const slot of slots.slice(0, count)) key += present(slot, values[slot.field], name) + slot.literal
    return key
  }

  const encodePartial = (values: KeyValues, count: number, text: string): string => {
    const slot = slots[count]
    if (slot?.encodeStart === undefined) throw noStart(slot, name)
    return encodePrefix(values, count) + slot.encodeStart(text)
  }

  const encodeField = (field: string, value: unknown): string => {
    const slot = slots.find((candidate) => candidate.field === field)
    if (slot === undefined)
      throw new KeyError('key.value', `The key template '${name}' does not reference the field '${field}'.`)
    return present(slot, value, name)
  }

  const matches = (key: string): boolean => decode(key) !== undefined
  return Object.freeze({
    ...{ template, mode, fields, literalPrefix },
    ...{ encode, decode, encodePrefix, encodePartial, encodeField, matches },
  })
}

/** A reference with its codec, and the literal between it and the next reference, or the end. */
interface Slot extends ValueCodec {
  readonly field: string
  readonly literal: string
}

const compileSlots = (
  template: KeyTemplate,
  encodings: Readonly<Record<string, KeyEncoding>>,
  mode: KeyMode,
): readonly Slot[] => {
  const path = template.text
  const problems: Problem[] = checkTemplate(template, mode).map((message) => ({ path, message }))
  const slots: Slot[] = []
  template.parts.forEach((part, index) => {
    if (typeof part === 'string') return
    const { field } = part
    const encoding = Object.hasOwn(encodings, field) ? encodings[field] : undefined
    if (encoding === undefined) {
      problems.push({ path, message: `The referenced field '${field}' has no key encoding.` })
      return
    }
    const next = template.parts[index + 1]
    const literal = typeof next === 'string' ? next : ''
    const place = `The field '${field}' of the key template '${path}'`
    const codec = mode === 'ordered' ? orderedCodec(encoding, place) : rawCodec(encoding, literal, place)
    slots.push(Object.freeze({ ...codec, field, literal }))
  })
  if (problems.length > 0) throw new DefinitionError(`the key '${path}'`, problems)
  return slots
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null

const present = (slot: Slot, value: unknown, name: string): string => {
  if (!isAbsent(value)) return slot.encode(value)
  throw new KeyError('key.missing', `The key template '${name}' lacks a value of the field '${slot.field}'.`)
}

const noStart = (slot: Slot | undefined, name: string): KeyError =>
  new KeyError(
    'key.value',
    slot === undefined
      ? `The key template '${name}' has no further field that a value could begin with a text.`
      : `The field '${slot.field}' of the key template '${name}' is not text, so its values do not begin with a text.`,
  )
