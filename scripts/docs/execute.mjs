/** Executes the modules of the documentation, one after the other, against an engine, and collects what was not as said. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript-5.9'
import { createChecker } from './checker.mjs'
import { checkerName, instrument } from './instrument.mjs'
import { startRecorder } from './recorder.mjs'

/** @typedef {import('./assemble.mjs').Assembled} Assembled */

/** A page that takes longer hangs. */
const timeLimit = 60_000
/** What a page finds in its environment, the endpoint aside. */
const environment = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }
/** Where modules find their checker; each is executed alone. */
const place = '~docs-checker'

/**
 * @param {readonly Assembled[]} modules
 * @param {{ folder: string, engine: string, world: string | undefined }} options `folder` is emptied first; `world` is a
 * module whose `setUp()` runs before each module that imports it
 * @returns {Promise<string[]>} problems, as `page:line: sentence`
 */
export const execute = async (modules, { folder, engine, world }) => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const recorder = await startRecorder(engine)
  const before = { ...process.env }
  Object.assign(process.env, environment, { AWS_ENDPOINT_URL_DYNAMODB: recorder.endpoint })
  if (world !== undefined) writeFileSync(join(folder, 'world.mjs'), toJavaScript(readFileSync(world, 'utf8')))
  const problems = []
  for (const [index, module] of modules.entries()) {
    problems.push(...(await executeOne(module, join(folder, `page-${index}.mjs`), recorder, world)))
    await recorder.dropTables()
  }
  recorder.stop()
  process.env = before
  return problems
}

/** @type {(module: Assembled, file: string, recorder: Awaited<ReturnType<typeof startRecorder>>, world: string | undefined) => Promise<string[]>} */
const executeOne = async ({ text, origins }, file, recorder, world) => {
  const at = (/** @type {number} */ line, /** @type {string} */ message) => {
    const origin = origins[line - 1] ?? origins.find((one) => one !== undefined)
    return `${origin?.page}:${origin?.line}: ${message}`
  }
  const { text: checked, problems } = instrument(text)
  if (problems.length > 0) return problems.map(({ line, message }) => at(line, message))
  const checker = createChecker(recorder.requests)
  Reflect.set(globalThis, place, checker)
  const own = world === undefined ? checked : checked.replaceAll(`'${world}'`, "'./world.mjs'")
  writeFileSync(file, `const ${checkerName} = globalThis['${place}']; ${toJavaScript(own)}`)
  try {
    if (own !== checked) await (await import(pathToFileURL(join(file, '../world.mjs')).href)).setUp()
    await withinTime(import(pathToFileURL(file).href))
  } catch (error) {
    checker.failures.push({ line: checker.line(), message: String(error) })
  }
  return checker.failures.map(({ line, message }) => at(line, message))
}

/** @param {string} text */
const toJavaScript = (text) =>
  ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, isolatedModules: true },
  }).outputText

/** @param {Promise<unknown>} work */
const withinTime = async (work) => {
  let timer = /** @type {NodeJS.Timeout | undefined} */ (undefined)
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The page did not end within ${timeLimit / 1000} s.`)), timeLimit)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}
