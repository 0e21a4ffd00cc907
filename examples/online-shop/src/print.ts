/** How the run is shown: a header, a section for each answer, a table at the end. */
import type { Answer, CallReport } from './ask.ts'
import { NO_BREAK, toJson } from './json.ts'
import type { SentRequest } from './meter.ts'
import type { Terminal } from './terminal.ts'

/** What the header says. */
export interface Opening {
  readonly engine: string
  readonly table: string
  readonly items: number
  readonly models: number
  /** Stored items that are not what the data file has, line by line. */
  readonly differences: readonly string[]
}

export const printOpening = (terminal: Terminal, opening: Opening): void => {
  const { engine, table, items, models, differences } = opening
  terminal.line()
  terminal.line(terminal.style('title', 'An online shop in one table'))
  terminal.paragraph(
    "The design and the data are AWS's own: nine types of item, ids that are only in keys, two indexes that serve several questions each. The models say it in TypeScript; the library writes the keys, chooses the index, and gives back typed objects.",
  )
  terminal.line()
  const stored = differences.length === 0 ? 'stored exactly as in the data file' : 'not stored as they were'
  terminal.labelled('engine', engine)
  terminal.labelled('table', `${table} with the indexes GSI1 and GSI2`)
  terminal.labelled('loaded', `${items} items through ${models} models, ${stored}`)
  printDifferences(terminal, differences)
}

/** One answer: question, call, index and why, request, items, price. */
export const printAnswer = (terminal: Terminal, answer: Answer, number: number): void => {
  const { pattern, calls, requests, differences } = answer
  terminal.line()
  terminal.rule()
  const title = `${String(number).padStart(2)}  ${terminal.style('title', pattern.name)}`
  terminal.spread(title, `${pattern.where}  ${terminal.mark(differences.length === 0)}`)
  terminal.line(`    ${pattern.question}`)
  calls.forEach((call, position) => {
    terminal.line()
    printCall(terminal, call)
    const request = requests[position]
    if (request !== undefined) printRequest(terminal, request)
  })
  terminal.line()
  printItems(terminal, answer)
  terminal.labelled('cost', `${capacityOf(requests)} RCU, ${count(requests.length, 'request')}`)
  printDifferences(terminal, differences)
}

const printCall = (terminal: Terminal, { code, where, why, keyConditions, filters }: CallReport): void => {
  terminal.labelled('call', code, 'code')
  terminal.labelled('index', `${where === 'table' ? 'The table itself' : where}. ${why}`)
  if (keyConditions.length > 0) terminal.labelled('key', joined(keyConditions))
  if (filters.length > 0) terminal.labelled('filter', joined(filters))
}

/** Conditions with AND; a line is broken between them only. */
const joined = (conditions: readonly string[]): string =>
  conditions.map((condition) => condition.replaceAll(' ', NO_BREAK)).join(` AND${NO_BREAK}`)

/** Parameters in the order in which people read them. */
const order = ['IndexName', 'Key', 'KeyConditionExpression', 'FilterExpression']
const rankOf = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)

/** The operation, then its parameters; the name of the table is the same everywhere. */
const printRequest = (terminal: Terminal, { operation, input }: SentRequest): void => {
  const parameters = Object.entries(input)
    .filter(([name]) => name !== 'TableName')
    .sort(([a], [b]) => rankOf(a) - rankOf(b))
    .map(([name, value]) => ({ left: name, right: toJson(value) }))
  terminal.labelled('request', operation)
  terminal.entries('', parameters, 'faint')
}

const printItems = (terminal: Terminal, { items }: Answer): void => {
  if (items.length === 0) terminal.labelled('answer', 'nothing')
  else
    terminal.entries(
      'answer',
      items.map((item) => ({ left: item.constructor.name, right: String(item) })),
    )
}

const printDifferences = (terminal: Terminal, differences: readonly string[]): void => {
  differences.forEach((line, position) => {
    terminal.labelled(position === 0 ? 'wrong' : '', line, 'bad')
  })
}

/** All answers in a table, and the verdict. */
export const printSummary = (terminal: Terminal, answers: readonly Answer[], correct: boolean): void => {
  const requests = answers.flatMap((answer) => answer.requests)
  const items = answers.reduce((sum, answer) => sum + answer.items.length, 0)
  const right = answers.filter(({ differences }) => differences.length === 0).length
  terminal.line()
  terminal.rule(TABLE_WIDTH)
  terminal.line(terminal.style('faint', toCells(['access pattern', 'where', 'items', 'RCU', 'requests'])))
  for (const { pattern, items, requests, differences } of answers) {
    const cells = [pattern.name, pattern.where, String(items.length), capacityOf(requests), String(requests.length)]
    terminal.line(`${toCells(cells)}    ${terminal.mark(differences.length === 0)}`)
  }
  terminal.rule(TABLE_WIDTH)
  const totals = ['in all', '', String(items), capacityOf(requests), String(requests.length)]
  terminal.line(toCells(totals))
  terminal.line()
  const verdict = `${right} of ${answers.length} answers are what the data file says.`
  terminal.line(`${terminal.mark(correct)} ${terminal.style('title', verdict)}`)
  terminal.line()
}

const TABLE_WIDTH = 80
const columns = [40, 8, 7, 8, 12]

const toCells = (cells: readonly string[]): string =>
  cells.map((cell, at) => (at < 2 ? cell.padEnd(columns[at] ?? 0) : cell.padStart(columns[at] ?? 0))).join('')

const capacityOf = (requests: readonly SentRequest[]): string =>
  requests.reduce((sum, { capacity }) => sum + capacity, 0).toFixed(1)

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
