/** `f.boolean()` and `f.binary()`. */
import { fromBase64, toBase64 } from '../util/base64.ts'
import { TYPE_B, toBytes, UNEXPECTED } from '../wire/wire-scanner.ts'
import { type FieldKernel, mismatch, printBoolean, reportType } from './kernel.ts'

export const booleanKernel = (): FieldKernel => ({
  kind: 'boolean',
  key: { kind: 'boolean' },
  keyType: undefined,
  parse: (value, path, context) =>
    typeof value === 'boolean' ? value : reportType('true or false', value, { path, context }),
  encode: (value) => ({ BOOL: value as boolean }),
  print: printBoolean,
  faithful: true,
  decode: decodeBoolean,
  scan: scanBoolean,
})

/** The value of a BOOL. */
export const decodeBoolean: FieldKernel['decode'] = (value) => {
  if ('BOOL' in value) return value.BOOL
  throw mismatch('BOOL (boolean)', value)
}

/** The same from the text of the wire. */
export const scanBoolean: NonNullable<FieldKernel['scan']> = (scanner) => {
  if (scanner.takeText(TRUE)) return true
  if (scanner.takeText(FALSE)) return false
  throw UNEXPECTED
}

const [TRUE, FALSE] = [toBytes(printBoolean(true)), toBytes(printBoolean(false))]

/** Bytes; a Buffer becomes a plain Uint8Array, as it would be after a read. */
export const binaryKernel = (): FieldKernel => ({
  kind: 'binary',
  key: { kind: 'binary' },
  keyType: 'B',
  parse: (value, path, context) => {
    if (!(value instanceof Uint8Array)) return reportType('a Uint8Array', value, { path, context })
    // A caller may change its own later.
    return new Uint8Array(value)
  },
  encode: (value) => ({ B: toBase64(value as Uint8Array) }),
  print: (value) => `{"B":"${toBase64(value as Uint8Array)}"}`,
  faithful: true,
  decode: (value) => {
    if ('B' in value) return fromBase64(value.B)
    throw mismatch('B (binary)', value)
  },
  scan: (scanner) => fromBase64(scanner.textOf(TYPE_B)),
})
