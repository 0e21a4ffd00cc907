/**
 * Installs the oldest AWS SDK that the library works with, for tests of it. It has a folder and a lock of its own, so that
 * the workspace installs without it. Where it cannot be had, its tests skip and say so.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './sources.mjs'

const home = join(projectRoot, 'packages/orm/test/sdk-oldest')
if (!existsSync(join(home, 'node_modules/@aws-sdk/client-dynamodb'))) {
  const { status, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: home,
    encoding: 'utf8',
  })
  console.log(status === 0 ? 'Installed.' : `The oldest SDK could not be installed:\n${stderr}`)
}
