/** A network that answers at once, requests written by hand over it, and what a call costs beside one by hand. */
import { createSigner } from '../../src/transport/signature-v4.ts'
import { openPublished } from './published.ts'

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const host = 'dynamodb.us-east-1.amazonaws.com'

/** What the network answers. */
export const network: { answer: Buffer } = { answer: Buffer.from('{}') }
const exchange = () => Promise.resolve({ status: 200, headers: {}, body: network.answer })

/** The library's own transport over that network. */
export const client = openPublished(
  { endpoint: `https://${host}`, region: 'us-east-1', credentials },
  { connect: () => ({ exchange, close: () => {} }) },
)

const sign = createSigner('us-east-1')

/** A request by hand: its text signed, the answer parsed. */
export const byHand = async <Output>(operation: string, body: string): Promise<Output> => {
  const target = `DynamoDB_20120810.${operation}`
  const { date, authorization } = sign({ host, path: '/', target, body, time: Date.now() }, credentials)
  const length = String(Buffer.byteLength(body))
  const headers = ['host', host, 'content-length', length, 'x-amz-target', target, 'x-amz-date', date, authorization]
  const { body: answered } = await exchange()
  return JSON.parse(headers.length > 0 ? answered.toString('utf8') : '') as Output
}

/** The same by hand and by the library. */
export interface Comparison {
  readonly answer: Buffer
  readonly hand: () => Promise<unknown>
  readonly ours: () => Promise<unknown>
  /** Calls by hand of a turn. Default 20. */
  readonly calls?: number
  /** Calls by hand that one of `ours` stands for. Default 1. */
  readonly items?: number
  /** Most times what is written by hand takes. */
  readonly limit: number
}

/**
 * How many times the cost by hand ours is, in the quietest of several turns. Measured again where that is over the limit: the
 * machine may have been busy, and a cost that doubled stays doubled.
 */
export const ratioOf = async (one: Comparison): Promise<number> => {
  let ratio = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < 3 && ratio > one.limit; attempt++) ratio = Math.min(ratio, await measure(one))
  return ratio
}

const measure = async ({ answer, hand, ours, calls = 20, items = 1 }: Comparison): Promise<number> => {
  network.answer = answer
  let [byHand, byLibrary] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let turn = 0; turn < 150; turn++) {
    byHand = Math.min(byHand, await timeOf(hand, calls))
    byLibrary = Math.min(byLibrary, await timeOf(ours, Math.ceil(calls / items)))
  }
  return byLibrary / items / byHand
}

/** Nanoseconds of one call. */
const timeOf = async (run: () => Promise<unknown>, calls: number): Promise<number> => {
  const start = process.hrtime.bigint()
  for (let call = 0; call < calls; call++) await run()
  return Number(process.hrtime.bigint() - start) / calls
}
