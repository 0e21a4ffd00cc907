/** Looks for a DynamoDB Local that the user installed, and for the Java that runs it. Nothing is downloaded. */
import { statSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findOnPath, isFile, refusalToRun, setting } from './find-file.ts'
import type { Attempt, Search, Surroundings } from './launch.ts'

const JAR = 'DynamoDBLocal.jar'

export const findDynamoDbLocal = ({ env, cwd }: Surroundings): Search => {
  const named = setting(env, 'DYNAMODB_LOCAL_JAR')
  const folders = named ? [named] : usualFolders(cwd)
  const jar = folders.map(jarOf).find(isFile)
  const place = named ? 'DYNAMODB_LOCAL_JAR' : 'DynamoDB Local'
  if (!jar)
    return { tried: [{ place, reason: `no ${JAR} in ${folders.join(', ')}` }], ...(named ? { requested: true } : {}) }
  const java = findJava(env)
  if (typeof java !== 'string') return { tried: [java], ...(named ? { requested: true } : {}) }
  const libraries = join(dirname(jar), 'DynamoDBLocal_lib')
  return {
    tried: [],
    launch: {
      kind: 'dynamodb-local',
      command: java,
      args: (port) => [
        `-Djava.library.path=${libraries}`,
        '-jar',
        jar,
        '-inMemory',
        '-sharedDb',
        '-port',
        String(port),
      ],
      env: { DDB_LOCAL_TELEMETRY: '0' },
      direct: true,
    },
  }
}

/** DynamoDB Local prints its configuration at start, tab-separated. */
export const versionInOutput = (output: string): string | undefined => /^Version:\s*(\S+)/m.exec(output)?.[1]

/** The variable may name the jar or its folder. */
const jarOf = (path: string): string =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, JAR) : path

const usualFolders = (cwd: string): string[] =>
  [cwd, homedir()]
    .flatMap((root) => ['dynamodb-local', '.dynamodb-local', 'dynamodb_local_latest'].map((name) => join(root, name)))
    .concat(
      ['/opt/dynamodb-local', '/usr/local/lib/dynamodb-local', '/usr/local/share/dynamodb-local'],
      join(tmpdir(), 'dynamodb-local'),
    )

const findJava = (env: Surroundings['env']): string | Attempt => {
  const home = setting(env, 'JAVA_HOME')
  const inHome = home && join(home, 'bin', process.platform === 'win32' ? 'java.exe' : 'java')
  if (inHome && refusalToRun(inHome) === undefined) return inHome
  return findOnPath('java', env) ?? { place: 'DynamoDB Local', reason: 'neither JAVA_HOME nor PATH holds java' }
}
