/** The tests of the SDK transport once more, with the oldest SDK that is supported; `npm run test:sdk` installs it. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, it, vi } from 'vitest'

const home = new URL('../../test/sdk-oldest/', import.meta.url)
const isInstalled = existsSync(new URL('node_modules', home))

if (isInstalled) {
  const require = createRequire(home)
  // vitest refuses names that the module of a mock lacks; the library looks for one.
  vi.doMock('@aws-sdk/client-dynamodb', () => ({
    ...require('@aws-sdk/client-dynamodb'),
    MakeCoffeeCommand: undefined,
  }))
  await import('./sdk-transport.test.ts')
}

it.skipIf(!isInstalled)('the oldest SDK (without `npm run test:sdk` it is not there)', () => {
  const { version } = createRequire(home)('@aws-sdk/client-dynamodb/package.json')
  expect(version).toBe('3.600.0')
})
