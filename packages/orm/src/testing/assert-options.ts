/** The options of engines and test tables, checked before anything is started or created. */
import { RequestError } from '../errors/errors.ts'
import {
  flag,
  isObject,
  milliseconds,
  type OptionRule,
  type OptionRules,
  optionProblem,
  text,
} from '../util/option-rules.ts'

const record: OptionRule = ['an object', isObject]
const port: OptionRule = [
  'a port from 1 to 65535',
  (value) => Number.isInteger(value) && Number(value) > 0 && Number(value) <= 65_535,
]

/** Those of `startEngine`. */
export const engineRules: OptionRules = {
  endpoint: ['a text or false', (value) => value === false || typeof value === 'string'],
  engine: [
    'the name of an engine, or { command, args, ready }',
    (value) => typeof value === 'string' || (isObject(value) && typeof value['command'] === 'string'),
  ],
  ...{ port, region: text, credentials: record, quiet: flag, startTimeout: milliseconds, env: record, cwd: text },
}

/** Those of `createTestTable`. */
export const testTableRules: OptionRules = { name: text, prefix: text }

/** @throws {RequestError} `request.configuration` */
export const assertOptions = (call: string, given: unknown, rules: OptionRules): void => {
  const problem = optionProblem(call, given, rules)
  if (problem !== undefined)
    throw new RequestError('request.configuration', problem.message, { hint: 'Give options that the call documents.' })
}
