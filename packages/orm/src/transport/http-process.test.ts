/** What only a process of its own can show: that it ends, and what an import loads. Runs the compiled sources. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { useFaultServer } from '../../test/support/fault-harness.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../..', import.meta.url))
const faults = useFaultServer()
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transport-'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  const flags =
    '--noCheck --skipLibCheck --target es2023 --module nodenext --rewriteRelativeImportExtensions --types node'
  await run(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    ...flags.split(' '),
    '--ignoreConfig',
    '--outDir',
    folder,
    fileURLToPath(new URL('../sdk/client-transport.ts', import.meta.url)),
  ])
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs a module that imports from the compiled sources; gives what it prints. */
const runModule = async (source: string): Promise<string> => {
  await writeFile(join(folder, 'main.js'), source)
  const { stdout } = await run(process.execPath, [join(folder, 'main.js')], { timeout: 10_000 })
  return stdout.trim()
}

it('ends while connections are idle', async () => {
  const output = await runModule(`
    import { httpTransport } from './transport/http-transport.js'
    const transport = httpTransport({ endpoint: '${faults.server.endpoint}' })
    await Promise.all([transport.send('GetItem', '{}'), transport.send('GetItem', '{}')])
    console.log('done')`)
  expect(output).toBe('done')
  expect(faults.server.requests).toHaveLength(2)
})

it('loads no network, no crypto and no SDK until the first request', async () => {
  const output = await runModule(
    `
    const { createTransport } = await import('./sdk/client-transport.js')
    createTransport(undefined)
    const loaded = process.moduleLoadList.filter((name) => /NativeModule (https?|crypto|tls|zlib)$/.test(name))
    console.log(JSON.stringify(loaded))`,
  )
  expect(JSON.parse(output)).toEqual([])
})
