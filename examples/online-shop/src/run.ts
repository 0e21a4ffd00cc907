/** The whole run: engine, table, data, fifteen questions. Gives the exit code. */
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Item, Transport } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { type Answer, ask } from './ask.ts'
import { readItems } from './data.ts'
import { NO_BREAK, toJson } from './json.ts'
import { load } from './load.ts'
import { meter } from './meter.ts'
import { models, shop } from './models.ts'
import { type AccessPattern, patterns as allPatterns } from './patterns.ts'
import { printAnswer, printOpening, printSummary } from './print.ts'
import { type Output, Terminal } from './terminal.ts'

export interface RunOptions {
  readonly output: Output
  /** Default: all fifteen. */
  readonly patterns?: readonly AccessPattern[]
}

/** Runs and prints everything; 0 if every answer is what the data file says, else 1. */
export const run = async ({ output, patterns = allPatterns }: RunOptions): Promise<number> => {
  const terminal = new Terminal(output)
  const items = readItems()
  // Nothing but STORM_ENDPOINT leads it elsewhere: what the AWS SDKs are pointed at may be an account.
  await using engine = await startEngine({ endpoint: process.env['STORM_ENDPOINT'] || false, quiet: true })
  const own = engine.kind !== 'endpoint'
  const name = own ? 'OnlineShop' : `OnlineShop-${randomUUID()}`
  const metered = meter(engine.client)
  return await shop.with({ client: metered.transport, name }, async () => {
    await shop.create()
    await load(items)
    const differences = await compareStored(engine.client, name, items)
    const version = own ? `${engine.kind} ${engine.version}, in memory` : engine.endpoint
    printOpening(terminal, { engine: version, table: name, items: items.length, models: models.length, differences })
    const answers: Answer[] = []
    for (const pattern of patterns) {
      const answer = await ask(pattern, items, metered)
      answers.push(answer)
      printAnswer(terminal, answer, answers.length)
    }
    const correct = differences.length === 0 && answers.every((answer) => answer.differences.length === 0)
    printSummary(terminal, answers, correct)
    if (!own) await shop.drop({ confirm: name })
    return correct ? 0 : 1
  })
}

/** The stored items against those of the file, both as wire JSON, past the library. */
const compareStored = async (client: Transport, table: string, items: readonly Item[]): Promise<string[]> => {
  const { body } = await client.send('Scan', JSON.stringify({ TableName: table }))
  const { Items: stored } = JSON.parse(body) as { Items: Item[] }
  const without = (some: readonly Item[], others: readonly Item[], sign: string): string[] =>
    some
      .filter((item) => !others.some((other) => isDeepStrictEqual(item, other)))
      .map((item) => `${sign}${NO_BREAK}${toJson(item)}`)
  return [...without(items, stored, '- data file:'), ...without(stored, items, '+ table:')]
}
