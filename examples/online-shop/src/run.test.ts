/** The run as a function: exit code, what a wrong answer shows, width and colours. */
import { expect, it } from 'vitest'
import { type AccessPattern, patterns } from './patterns.ts'
import { run } from './run.ts'
import type { Output } from './terminal.ts'

/** Runs, and gives the exit code with everything that was written. */
const capture = async (
  options: { patterns?: readonly AccessPattern[] } & Partial<Output> = {},
): Promise<{ code: number; text: string }> => {
  const { patterns: chosen = patterns, ...output } = options
  let text = ''
  const write = (part: string) => {
    text += part
  }
  const code = await run({ output: { ...output, write }, patterns: chosen })
  return { code, text }
}

const onOneLine = (text: string): string => text.replace(/\s+/g, ' ')

/** All patterns, one of them changed. */
const withChanged = (name: string, change: Partial<AccessPattern>): readonly AccessPattern[] =>
  patterns.map((pattern) => (pattern.name === name ? { ...pattern, ...change } : pattern))

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what escape codes begin with
const ESCAPE = /\u001b/

it('ends with 0 and says all there is to say of an answer', async () => {
  const { code, text } = await capture()
  expect(code).toBe(0)
  expect(text).toContain('19 items through 9 models, stored exactly as in the data file')
  expect(text).toContain('✓ 15 of 15 answers are what the data file says.')
  expect(text).not.toContain('✗')
  const section = text.split('─'.repeat(80)).find((part) => part.includes('Inventory of a warehouse'))
  expect(section).toMatch(/^\s*13 {2}Inventory of a warehouse +GSI2 {2}✓$/m)
  expect(section).toContain('What does warehouse 12345 hold?')
  expect(section).toMatch(/call +await .*WarehouseItem\.objects\.using\(/)
  expect(section).toMatch(/index +GSI2\. It is the only pattern/)
  expect(section).toMatch(/key +GSI2-PK = "w#12345" AND begins_with\(GSI2-SK, "p#"\)/)
  expect(section).toMatch(/request +Query\n +IndexName +"GSI2"\n +KeyConditionExpression +"#0 = :0 AND begins_with/)
  expect(section).toMatch(/answer +WarehouseItem {2}50 of product 12345 in warehouse 12345\n +WarehouseItem {2}4 of/)
  expect(section).toMatch(/cost +0\.5 RCU, 1 request\n/)
})

it('sums up', async () => {
  const { text } = await capture()
  expect(text).toMatch(/^Shipment with its items +GSI1 +3 +0\.5 +1 +✓$/m)
  expect(text).toMatch(/^in all +28 +7\.5 +15$/m)
})

it('ends with 1 and shows the difference where an answer is wrong', async () => {
  const wrong = withChanged('Customer by id', {
    expected: () => [{ model: 'Customer', customerId: '12345', email: 'samaneh@example.com', name: 'Someone else' }],
  })
  const { code, text } = await capture({ patterns: wrong, isTTY: true, columns: 120 })
  expect(code).toBe(1)
  expect(onOneLine(text)).toMatch(
    /wrong - data file: \{ "model": "Customer", "customerId".*"name": "Someone else" \} \+ answer: \{/,
  )
  expect(onOneLine(text)).toMatch(/\+ answer: \{ "model": "Customer", .*"name": "Samaneh" \}/)
  expect(text).toMatch(/^Customer by id +table .*✗$/m)
  expect(text).toContain('✗ 14 of 15 answers are what the data file says.')
})

it('takes neither fewer items, nor another order, nor another index for right', async () => {
  const all = patterns.find(({ name }) => name === 'All of an order')
  const order = all?.expected ?? (() => [])
  const fewer = await capture({
    patterns: withChanged('All of an order', { expected: (items) => order(items).slice(1) }),
  })
  expect([fewer.code, fewer.text.includes('+ answer: { "model": "Order"')]).toEqual([1, true])
  const turned = withChanged('All of an order', { expected: (items) => order(items).reverse() })
  const other = await capture({ patterns: turned })
  expect([other.code, other.text.includes('The items are the right ones, in another order.')]).toEqual([1, true])
  const moved = await capture({ patterns: withChanged('Invoice by id', { where: 'GSI2' }) })
  expect([moved.code, moved.text.includes('It was to read GSI2, and read GSI1.')]).toEqual([1, true])
})

it('goes on after a call that fails, and ends with 1', async () => {
  const failing = withChanged('Product by id', { calls: [() => Promise.reject(new Error('no luck'))] })
  const { code, text } = await capture({ patterns: failing })
  expect(code).toBe(1)
  const section = text.split('─'.repeat(80)).find((part) => part.includes('Product by id'))
  expect(section).toMatch(/call +await .*no luck/)
  expect(section).toMatch(/wrong +Error: no luck/)
  expect(text).toContain('✗ 14 of 15')
})

it.each([60, 80, 100, 120, 200])('fits a terminal of %i columns', async (columns) => {
  const { text } = await capture({ isTTY: true, columns, hasColors: () => false })
  const width = Math.max(...text.split('\n').map((line) => line.length))
  expect(width).toBeLessThanOrEqual(Math.max(80, Math.min(columns, 120)))
  expect(text).not.toMatch(/[ \u00a0]\n|\u00a0/)
})

it('has colours on a terminal that shows them, and nowhere else', async () => {
  expect((await capture({ isTTY: true, columns: 80, hasColors: () => true })).text).toMatch(ESCAPE)
  expect((await capture({ isTTY: true, columns: 80, hasColors: () => false })).text).not.toMatch(ESCAPE)
  expect((await capture({ hasColors: () => true })).text).not.toMatch(ESCAPE)
})
