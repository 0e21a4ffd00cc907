/**
 * Finds out, when a field is defined, what a schema does not say: whether it takes `undefined`, and whether it gives Dates
 * or bigints, whose wire forms (text, number) could as well be text and numbers. Asynchronous schemas cannot be probed.
 */
import type { StandardSchema } from '../types/standard-schema.ts'

/** What a schema gave for a sample. */
export interface Probe {
  readonly value: unknown
}

/** The schema's output for a sample; `undefined` if it refused it, threw, or did not answer at once. */
export const probe = (schema: StandardSchema, sample: unknown): Probe | undefined => {
  try {
    const result = schema['~standard'].validate(sample)
    if (!(result instanceof Promise)) return result.issues === undefined ? { value: result.value } : undefined
    // The answer is not waited for; a rejection must not end the process.
    result.catch(() => undefined)
  } catch {
    // A transform may not be ready for samples.
  }
  return undefined
}

/** `date` or `bigint` if the schema gives such values, and never keeps their wire form as it is. */
export const probeAmbiguous = (schema: StandardSchema): 'date' | 'bigint' | undefined => {
  if (gives(schema, dateSamples, (value) => value instanceof Date)) return 'date'
  if (gives(schema, bigintSamples, (value) => typeof value === 'bigint')) return 'bigint'
  return undefined
}

/** A value and the forms that could be mistaken for it after a read. */
interface Sample {
  readonly value: unknown
  readonly forms: readonly unknown[]
}

const dateSample = (value: Date): Sample => ({ value, forms: [value.toISOString()] })

// Several, since refinements may refuse some: now, past and future of various distances.
const dateSamples = (): readonly Sample[] => {
  const now = Date.now()
  const day = 86_400_000
  const times = [now, now - day, now + day, 0, now - 10_000 * day, now + 3_650 * day, 946_684_800_000]
  return times.map((time) => dateSample(new Date(time)))
}

const bigintSamples = (): readonly Sample[] =>
  [1n, 0n, -1n, 10n, 1000n, 2n ** 60n].map((value) => ({ value, forms: [Number(value), String(value)] }))

const gives = (
  schema: StandardSchema,
  samples: () => readonly Sample[],
  isKind: (value: unknown) => boolean,
): boolean => {
  let found = false
  for (const { value, forms } of samples()) {
    for (const form of forms) {
      const output = probe(schema, form)
      if (output !== undefined && Object.is(output.value, form) && isMistakable(form)) return false
      found ||= output !== undefined && isKind(output.value)
    }
    const kept = probe(schema, value)
    found ||= kept !== undefined && isKind(kept.value)
  }
  return found
}

/** Text of digits is stored as S, so it is never mistaken for a bigint, which is stored as N. */
const isMistakable = (form: unknown): boolean => typeof form === 'number' || !/^-?\d+$/.test(String(form))
