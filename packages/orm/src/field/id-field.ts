/** `f.ulid()` and `f.uuid()`: ids, generated on create where none is given. */
import { nodeCrypto } from '../util/node-crypto.ts'
import { createUlid, isUlid } from '../util/ulid.ts'
import type { GeneratedField } from './builder-types.ts'
import { type FieldKernel, printText, report, reportType } from './kernel.ts'
import { FieldBuilder } from './modifiers.ts'
import { decodeText, scanText } from './string-field.ts'

export const ulidField = (): GeneratedField =>
  new FieldBuilder<string, string | undefined>(() => idKernel('ulid', (text) => (isUlid(text) ? text : undefined)), {
    generate: () => createUlid(),
  })

/** Lower case, so that one UUID is one key. */
export const uuidField = (): GeneratedField =>
  new FieldBuilder<string, string | undefined>(
    () => idKernel('uuid', (text) => (UUID.test(text) ? text.toLowerCase() : undefined)),
    {
      generate: () => nodeCrypto().randomUUID(),
    },
  )

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const expected = {
  ulid: 'Expected a ULID: 26 characters of Crockford’s base 32, in upper case.',
  uuid: 'Expected a UUID: 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.',
}

const idKernel = (kind: 'ulid' | 'uuid', read: (text: string) => string | undefined): FieldKernel => ({
  kind,
  key: { kind: 'string' },
  keyType: 'S',
  parse: (value, path, context) => {
    if (typeof value !== 'string') return reportType(`a ${kind.toUpperCase()}`, value, { path, context })
    return read(value) ?? report(context, path, expected[kind])
  },
  encode: (value) => ({ S: value as string }),
  print: printText,
  faithful: true,
  decode: decodeText,
  scan: scanText,
})
