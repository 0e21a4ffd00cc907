/** The packed package in an empty project: its contents, its types under three compilers, its first program, what it loads. */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { startEngine } from 'single-table-orm/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'

const run = promisify(execFile)
const orm = fileURLToPath(new URL('../..', import.meta.url))
const workspace = fileURLToPath(new URL('../../../..', import.meta.url))
const installed = join(workspace, 'node_modules')
/** Whatever the caller's environment says of npm or of AWS, this project begins empty. */
const environment = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', NO_UPDATE_NOTIFIER: '1' }

/** Budgets: raise them on purpose, with the reason in the commit. */
const TARBALL_BYTES = 360_000
/** Files that an import loads; each costs a cold start a quarter of a millisecond. Today: 2. */
const LOADED_FILES = 3
/** What a bundler makes of a program that imports all of an entry point: minified and zipped, what it loads at once. */
const BUNDLE_BYTES: Readonly<Record<string, number>> = {
  'single-table-orm': 83_000,
  'single-table-orm/sdk': 64_500,
  'single-table-orm/testing': 66_500,
}

let home = ''
let project = ''
let tarball: { filename: string; size: number; files: { path: string }[] }

const node = (args: readonly string[], env: Record<string, string> = {}) =>
  run(process.execPath, args, { cwd: project, env: { ...environment, ...env } })

/** What a compiler says; nothing if it is content. */
const compile = async (compiler: string, ...options: string[]): Promise<string> =>
  await node([join(installed, compiler), '-p', '.', '--pretty', 'false', ...options]).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  )

const npm = (args: readonly string[], cwd: string) => run('npm', args, { cwd, env: environment })

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'storm-package-'))
  const stage = join(home, 'stage')
  project = join(home, 'project')
  await mkdir(stage)
  await mkdir(project)
  // Built here, so that nothing left over from an earlier build is packed.
  await run(process.execPath, [
    ...[join(installed, 'typescript/bin/tsc'), '-p', orm, '--outDir', join(stage, 'build')],
    ...['--declarationDir', join(stage, 'dist'), '--tsBuildInfoFile', join(stage, 'build/.tsbuildinfo')],
  ])
  const bundle = join(workspace, 'scripts/bundle.mjs')
  await run(process.execPath, [bundle, join(stage, 'build'), join(stage, 'dist')])
  for (const file of ['package.json', 'README.md', 'LICENSE']) await cp(join(orm, file), join(stage, file))
  tarball = JSON.parse((await npm(['pack', '--json', '--pack-destination', home], stage)).stdout)[0]
  await writeFile(join(project, 'package.json'), '{ "name": "first", "private": true, "type": "module" }')
  const install = ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', join(home, tarball.filename)]
  await npm(install, project)
  await symlink(join(installed, 'zod'), join(project, 'node_modules/zod'))
  await cp(new URL('program.txt', import.meta.url), join(project, 'shop.ts'))
  const compilerOptions = { target: 'ES2023', module: 'NodeNext', strict: true, skipLibCheck: false, outDir: 'out' }
  const { exports } = JSON.parse(await readFile(join(orm, 'package.json'), 'utf8'))
  const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'))
  const imports = entries.map((entry, i) => `export * as e${i} from '${entry.replace('.', 'single-table-orm')}'`)
  await writeFile(join(project, 'entries.ts'), imports.join('\n'))
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['shop.ts', 'entries.ts'] }))
}, 120_000)

afterAll(() => rm(home, { recursive: true, force: true }))

it('contains the code, its types, a licence and a page, and nothing else', async () => {
  const paths = tarball.files.map(({ path }) => path)
  expect(paths.filter((path) => !path.startsWith('dist/')).sort()).toEqual(['LICENSE', 'README.md', 'package.json'])
  expect(paths.filter((path) => path.startsWith('dist/') && !/\.(js|d\.ts)$/.test(path))).toEqual([])
  expect(paths.filter((path) => path.includes('.test'))).toEqual([])
  const scripts = paths.filter((path) => path.endsWith('.js'))
  for (const path of scripts)
    expect(await readFile(join(project, 'node_modules/single-table-orm', path), 'utf8')).not.toMatch(/[\u0080-\uffff]/)
  expect(tarball.size).toBeLessThan(TARBALL_BYTES)
  expect((await readdir(join(project, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual([
    'single-table-orm',
    'zod',
  ])
})

it('type-checks under TypeScript 5.9, 6 and 7, without the types of Node', async () => {
  expect(await compile('typescript-5.9/lib/tsc.js', '--noEmit')).toBe('')
  expect(await compile('typescript-6/lib/tsc.js', '--noEmit')).toBe('')
  expect(await compile('typescript/bin/tsc')).toBe('')
}, 120_000)

it('runs the first program, also where no code may be made from text', async () => {
  const engine = await startEngine({ quiet: true })
  try {
    const { stdout } = await node(['--disallow-code-generation-from-strings', 'out/shop.js'], {
      ...{ AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint, AWS_REGION: 'us-east-1' },
      ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    })
    expect(stdout.split('\n')).toEqual([
      'Hi Ada | Bob true',
      `10 London []`,
      `40 Leeds [ 'gift' ]`,
      '4 90',
      '15 paid Ada',
      '1 4',
      '149',
      'true undefined',
      'ItemNotFound item.not-found',
      '',
    ])
  } finally {
    await engine.stop()
  }
})

it('has entry points that resolve, and their types', async () => {
  const { exports } = JSON.parse(await readFile(join(orm, 'package.json'), 'utf8'))
  const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'))
  const imports = entries.map((entry, i) => `import * as e${i} from '${entry.replace('.', 'single-table-orm')}'`)
  const names = entries.map((_, i) => `Object.keys(e${i}).length > 0`)
  await writeFile(join(project, 'entries.mjs'), `${imports.join('\n')}\nconsole.log([${names}].every(Boolean))`)
  expect((await node(['entries.mjs'])).stdout).toBe('true\n')
  await expect(node(['-e', "import('single-table-orm/model/table.js')"])).rejects.toThrow(
    'ERR_PACKAGE_PATH_NOT_EXPORTED',
  )
})

it('loads nothing that it does not need', async () => {
  const log = join(project, 'loaded.txt')
  await writeFile(
    join(project, 'hooks.mjs'),
    `import { appendFileSync } from 'node:fs'
     export const load = (url, context, next) => {
       appendFileSync(${JSON.stringify(log)}, url + '\\n')
       return next(url, context)
     }`,
  )
  await writeFile(
    join(project, 'register.mjs'),
    `import { register } from 'node:module'
     register(${JSON.stringify(pathToFileURL(join(project, 'hooks.mjs')).href)})`,
  )
  const script = `const before = new Set(process.moduleLoadList)
    await import('single-table-orm')
    console.log(JSON.stringify(process.moduleLoadList.filter((name) => !before.has(name))))`
  const natives: string[] = JSON.parse((await node(['--input-type=module', '-e', script])).stdout)
  await node(['--import', './register.mjs', '--input-type=module', '-e', "await import('single-table-orm')"])
  const loaded = (await readFile(log, 'utf8')).trim().split('\n')
  const own = loaded.filter((url) => url.startsWith('file:')).map((url) => url.split('/dist/')[1] ?? url)
  expect(own).toContain('index.js')
  expect(own.filter((path) => /^(testing|table-admin|http-client|sdk-transport)/.test(path))).toEqual([])
  expect(own.length).toBeLessThanOrEqual(LOADED_FILES)
  expect(loaded.filter((url) => url.includes('@aws-sdk') || url.includes('@smithy'))).toEqual([])
  expect(
    natives.filter((name) => /^NativeModule (http|https|tls|net|http2|timers\/promises|internal\/mime)$/.test(name)),
  ).toEqual([])
})

it('works in a bundle of CommonJS, its errors included', async () => {
  const program = join(project, 'handler.mjs')
  await writeFile(
    program,
    `import { f, httpTransport, Table } from 'single-table-orm'
    const client = httpTransport({ endpoint: 'http://127.0.0.1:1', maxAttempts: 1 })
    const shop = new Table({ name: 'shop', client })
    class User extends shop.Model()('User', {
      fields: { userId: f.string() },
      keys: { primary: { pk: 'USER#{userId}', sk: 'PROFILE' } },
    }) {}
    User.objects.get({ userId: 'u1' }).catch((error) => console.log(error.code, error.stack.includes('handler')))`,
  )
  // As esbuild does it: no address is left of a module.
  const transform = { define: { 'import.meta.url': 'undefined' } }
  const bundled = { input: program, platform: 'node' as const, external: /^@|^node:/, transform }
  const build = await rolldown({ ...bundled, logLevel: 'silent' })
  const { output } = await build.write({
    dir: join(project, 'cjs'),
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    minify: true,
  })
  expect((await node([join('cjs', output[0].fileName)])).stdout).toBe('request.network true\n')
}, 30_000)

it('keeps `instanceof` across copies, also where a minifier has renamed the classes of one', async () => {
  const program = join(project, 'minified.mjs')
  await writeFile(program, `export * from 'single-table-orm'`)
  const build = await rolldown({ input: program, platform: 'node', external: /^@|^node:/, logLevel: 'silent' })
  const { output } = await build.write({ dir: join(project, 'minified'), minify: true })
  const minified = await import(pathToFileURL(join(project, 'minified', output[0].fileName)).href)
  const plain = await import('single-table-orm')
  const error = new plain.QueryError('query.option', 'No.')
  expect(minified.QueryError.name).not.toBe('QueryError')
  const names = Object.keys(minified).filter((name) => minified[name].prototype instanceof plain.StormError)
  expect(names.length).toBeGreaterThan(10)
  expect(names.filter((name) => error instanceof minified[name])).toEqual(['QueryError', 'StormError'])
})

it.each(Object.entries(BUNDLE_BYTES))('%s stays within its size', async (entry, limit) => {
  const program = join(project, 'bundled.mjs')
  await writeFile(program, `export * from '${entry}'`)
  const build = await rolldown({
    input: program,
    platform: 'node',
    external: (id) => /^@|^node:|^dynoxide/.test(id),
    logLevel: 'silent',
  })
  const { output } = await build.generate({ minify: true })
  const byName = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])))
  const eager = new Set([output[0].fileName])
  for (const name of eager) for (const next of byName.get(name)?.imports ?? []) if (byName.has(next)) eager.add(next)
  const code = [...eager].map((name) => byName.get(name)?.code ?? '').join('\n')
  const size = gzipSync(code, { level: 9 }).length
  expect(size).toBeGreaterThan(1000)
  expect(size, `${entry} is ${size} bytes`).toBeLessThan(limit)
})
