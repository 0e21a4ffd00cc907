import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { capabilitiesOf, missingCapabilities } from './capabilities.ts'
import { chooseEngine } from './choose-engine.ts'
import { findDynalite } from './find-dynalite.ts'
import { findDynamoDbLocal } from './find-dynamodb-local.ts'
import { findDynoxide } from './find-dynoxide.ts'

const platform = `@dynoxide/${process.platform}-${process.arch}`
const binary = process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide'
let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'storm-find-'))
})
const put = (path: string, text = '', mode = 0o755): string => {
  const file = join(cwd, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  chmodSync(file, mode)
  return file
}
const putPackage = (folder: string, program: string, mode?: number): string => {
  put(`${folder}/package.json`, '{"version":"9.9.9"}')
  return put(`${folder}/${program}`, '', mode)
}

test('DYNOXIDE_BIN goes before the package', () => {
  putPackage(`node_modules/${platform}`, binary)
  const named = put('elsewhere/dynoxide')
  expect(findDynoxide({ env: { DYNOXIDE_BIN: named }, cwd }).launch?.command).toBe(named)
})

test('the platform package of the working directory goes before PATH and our own', () => {
  const installed = putPackage(`node_modules/${platform}`, binary)
  const env = { PATH: dirname(put('bin/dynoxide')) }
  expect(findDynoxide({ env, cwd }).launch?.command).toBe(installed)
})

test('a platform package that only the wrapper sees is found', () => {
  put('node_modules/dynoxide/package.json', '{}')
  const nested = putPackage(`node_modules/dynoxide/node_modules/${platform}`, binary)
  expect(findDynoxide({ env: {}, cwd }).launch?.command).toBe(nested)
})

test('a package that cannot run is passed by, and PATH comes next', () => {
  putPackage(`node_modules/${platform}`, binary, 0o644)
  const onPath = put('bin/dynoxide')
  const env = { PATH: ['/no/such', dirname(onPath)].join(delimiter) }
  const found = findDynoxide({ env, cwd })
  expect(found.launch?.command).toBe(onPath)
  expect(found.tried.map(({ reason }) => reason)).toEqual(['not set', expect.stringContaining('is not executable')])
  expect(findDynoxide({ env: {}, cwd }).tried.at(-1)).toEqual({ place: 'PATH', reason: 'holds no dynoxide' })
})

test('without a name the first one that is installed is chosen, and the error lists every place', () => {
  putPackage(`node_modules/${platform}`, binary, 0o644)
  const surroundings = { env: {}, cwd }
  expect(() => chooseEngine(undefined, surroundings)).toThrow(
    /No embedded engine was found\. Tried:\n {2}- DYNOXIDE_BIN: not set\n.*not executable\n {2}- PATH: .*DynamoDB Local.*package dynalite/s,
  )
  const cli = putPackage('node_modules/dynalite', 'cli.js')
  expect(chooseEngine(undefined, surroundings)).toMatchObject({ kind: 'dynalite', version: '9.9.9' })
  expect(findDynalite(surroundings).launch?.args(7)).toEqual(expect.arrayContaining([cli, '--port', '7']))
  put('dynamodb-local/DynamoDBLocal.jar')
  const java = put('bin/java')
  expect(chooseEngine(undefined, { env: { PATH: dirname(java) }, cwd })).toMatchObject({ kind: 'dynamodb-local' })
})

test('DynamoDB Local needs Java', () => {
  const jar = put('dynamodb-local/DynamoDBLocal.jar')
  expect(findDynamoDbLocal({ env: {}, cwd }).tried[0]?.reason).toContain('PATH holds java')
  expect(findDynamoDbLocal({ env: { DYNAMODB_LOCAL_JAR: jar }, cwd })).toMatchObject({ requested: true })
})

test('capabilities name what is missing', () => {
  expect(missingCapabilities(capabilitiesOf('endpoint', 'unknown'))).toEqual([])
  expect(missingCapabilities(capabilitiesOf('dynalite', '4.0.0'))).toEqual(
    expect.arrayContaining(['transactions', 'streams', 'ttlDeletes']),
  )
  const indexes = (version: string) => capabilitiesOf('dynamodb-local', version).multiAttributeIndexes
  expect(['3.2.9', '3.3.0', '3.10.0', '4.0', 'unknown'].map(indexes)).toEqual([false, true, true, true, false])
})
