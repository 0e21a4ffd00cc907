/** `f.date()`, stored as ISO-8601 text in UTC, and `f.timestamp()`, stored as epoch seconds. */
import { isoText } from '../util/iso-text.ts'
import { TYPE_S, UNEXPECTED } from '../wire/wire-scanner.ts'
import type { DateField } from './builder-types.ts'
import type { Field } from './field-types.ts'
import { type FieldKernel, mismatch, type ParsePlace, report, reportType } from './kernel.ts'
import { FieldBuilder } from './modifiers.ts'
import { scanStoredIso } from './scan-iso.ts'

export class DateBuilder extends FieldBuilder<Date> implements DateField {
  createdAt(): Field<Date, Date | undefined, 'readonly'> {
    return this.modified({ createdAt: true, readonly: true })
  }

  updatedAt(): Field<Date, Date | undefined> {
    return this.modified({ updatedAt: true })
  }
}

/** Years 0000 to 9999 only: beyond, ISO text has a sign and sorts wrongly. */
export const dateKernel = (): FieldKernel => ({
  kind: 'date',
  key: { kind: 'date' },
  keyType: 'S',
  parse: (value, path, context) => {
    if (!isValidDate(value)) return reportType('a valid Date', value, { path, context })
    checkYear(value, { path, context })
    // A caller may change its own later.
    return new Date(value)
  },
  encode: (value) => ({ S: isoText(value as Date) }),
  print: (value) => `{"S":"${isoText(value as Date)}"}`,
  faithful: true,
  decode: (value) => {
    if (!('S' in value)) throw mismatch(EXPECTED_DATE, value)
    const time = parseIso(value.S)
    if (Number.isNaN(time)) throw mismatch(EXPECTED_DATE, value, 'S that is not a date')
    return new Date(time)
  },
  scan: (scanner) => {
    const time = scanStoredIso(scanner)
    if (time !== undefined) return new Date(time)
    const parsed = parseIso(scanner.textOf(TYPE_S))
    if (Number.isNaN(parsed)) throw UNEXPECTED
    return new Date(parsed)
  },
})

/** Whole seconds, rounded down; a number of epoch seconds is taken too. */
export const timestampKernel = (): FieldKernel => ({
  kind: 'timestamp',
  key: { kind: 'timestamp' },
  keyType: 'N',
  parse: (value, path, context) => {
    const time = typeof value === 'number' ? value * 1000 : isValidDate(value) ? value.getTime() : Number.NaN
    const date = new Date(Math.floor(time / 1000) * 1000)
    return Number.isNaN(date.getTime())
      ? reportType('a valid Date, or a number of epoch seconds', value, { path, context })
      : date
  },
  encode: (value) => ({ N: String(Math.floor((value as Date).getTime() / 1000)) }),
  print: (value) => `{"N":"${Math.floor((value as Date).getTime() / 1000)}"}`,
  faithful: true,
  decode: (value) => {
    if (!('N' in value)) throw mismatch(EXPECTED_TIMESTAMP, value)
    const date = new Date(Number(value.N) * 1000)
    if (Number.isNaN(date.getTime())) throw mismatch(EXPECTED_TIMESTAMP, value, 'N that is not a time')
    return date
  },
  scan: (scanner) => {
    const date = new Date(scanner.number() * 1000)
    if (Number.isNaN(date.getTime())) throw UNEXPECTED
    return date
  },
})

/** Whether a value is a Date with a time. */
export const isValidDate = (value: unknown): value is Date => value instanceof Date && !Number.isNaN(value.getTime())

/** Reports a Date whose ISO text does not sort. */
export const checkYear = (date: Date, { path, context }: ParsePlace): void => {
  const year = date.getUTCFullYear()
  if (year < 0 || year > 9999) report(context, path, 'Expected a Date of the years 0000 to 9999.')
}

/** What `f.date()` writes, exactly. */
export const isStoredIso = (text: string): boolean => STORED.test(text) && !Number.isNaN(Date.parse(text))

const EXPECTED_DATE = 'S (date, ISO-8601)'
const EXPECTED_TIMESTAMP = 'N (timestamp, epoch seconds)'
const STORED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const ISO = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/

/** Time of ISO text in any of its usual lengths, as other tools write it; without a zone it is UTC. NaN if it is none. */
const parseIso = (text: string): number => {
  if (STORED.test(text)) return Date.parse(text)
  const match = ISO.exec(text)
  if (match === null) return Number.NaN
  return Date.parse(match[1] === undefined && text.includes('T') ? `${text}Z` : text)
}
