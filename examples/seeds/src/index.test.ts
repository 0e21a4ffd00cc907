/** The program that runs all four. */
import { expect, it, vi } from 'vitest'

it('the program prints every result', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await import('./index.ts')
  const printed = log.mock.calls.join('\n')
  log.mockRestore()
  expect(printed).toContain('  Created User PK: USER#U#user123#USER, SK: T#METADATA')
  expect(printed).toContain('john_doe was created, read, updated and deleted')
  expect(printed).toContain('got Foo; 1 by prefix, 1 by author, 0 by others')
  expect(printed).toContain('1 listed by update')
  expect(printed).toContain('3 restore, 2 update, 1 create; a second writer got VersionConflict')
})
