/** Asks one access pattern: runs its calls, and compares the answer with what the data file says. */
import { isDeepStrictEqual } from 'node:util'
import type { Item } from 'single-table-orm'
import type { Row } from './expected.ts'
import { NO_BREAK, toJson } from './json.ts'
import type { Meter, SentRequest } from './meter.ts'
import type { ShopItem } from './models.ts'
import type { AccessPattern } from './patterns.ts'

/** A pattern with its answer and all that there is to say of it. */
export interface Answer {
  readonly pattern: AccessPattern
  readonly calls: readonly CallReport[]
  readonly requests: readonly SentRequest[]
  readonly items: readonly ShopItem[]
  /** What is wrong with the answer, line by line; empty: it is what the data file says. */
  readonly differences: readonly string[]
}

/** One call: its source text, what it reads, why there, and how the items are chosen. */
export interface CallReport {
  readonly code: string
  readonly where: string
  readonly why: string
  readonly keyConditions: readonly string[]
  readonly filters: readonly string[]
}

/** Sends the pattern's requests. An error is a wrong answer. */
export const ask = async (pattern: AccessPattern, items: readonly Item[], meter: Meter): Promise<Answer> => {
  const calls: CallReport[] = []
  const found: ShopItem[] = []
  const differences: string[] = []
  meter.take()
  try {
    for (const call of pattern.calls) {
      const { report, answer } = begin(call)
      calls.push(report)
      found.push(...(await answer))
    }
    for (const { where } of calls)
      if (where !== pattern.where) differences.push(`It was to read ${pattern.where}, and read ${where}.`)
    const got = found.map((item): Row => ({ model: item.constructor.name, ...item.values() }))
    differences.push(...compare(got, pattern.expected(items)))
  } catch (error) {
    differences.push(String(error))
  }
  return { pattern, calls, requests: meter.take(), items: found, differences }
}

const begin = (call: AccessPattern['calls'][number]): { report: CallReport; answer: Promise<readonly ShopItem[]> } => {
  const asked = call()
  const code = `await ${sourceOf(call)}`
  if (asked instanceof Promise) return { report: { code, ...byKey }, answer: asked.then((item) => [item]) }
  const { index, why, keyConditions, filters } = asked.explain()
  const report = { code: `${code}.all()`, where: index ?? 'table', why, keyConditions, filters }
  return { report, answer: asked.all() }
}

/** A get has no `explain()`: there is no choice. */
const byKey = { where: 'table', why: 'The whole primary key is given.', keyConditions: [], filters: [] }

/** The rows that only one side has; if both have the same ones, whether their order differs. */
const compare = (got: readonly Row[], expected: readonly Row[]): string[] => {
  if (isDeepStrictEqual(got, expected)) return []
  const only = (rows: readonly Row[], others: readonly Row[], sign: string) =>
    rows
      .filter((row) => !others.some((other) => isDeepStrictEqual(row, other)))
      .map((row) => `${sign}${NO_BREAK}${toJson(inOrder(row))}`)
  const lines = [...only(expected, got, '- data file:'), ...only(got, expected, '+ answer:')]
  return lines.length > 0 ? lines : ['The items are the right ones, in another order.']
}

/** The model, then the values by name, so that two rows can be compared by eye. */
const inOrder = ({ model, ...values }: Row): Row => ({ model, ...Object.fromEntries(Object.entries(values).sort()) })

/** The text behind `() =>`, as it stands in the source; its inner lines are indented by two, whoever printed them. */
const sourceOf = (call: () => unknown): string => {
  const [first = '', ...others] = String(call).trim().split('\n')
  const lines = others.map((line) => line.trim()).map((line) => (/^[})]/.test(line) ? line : `  ${line}`))
  return [first, ...lines].join('\n').replace(/^\(\)\s*=>\s*/, '')
}
