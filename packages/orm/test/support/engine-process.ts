/** The embedded engine as a bare process, for tests of the transports. Test code only. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const binary = fileURLToPath(
  new URL(`../../../../node_modules/@dynoxide/${process.platform}-${process.arch}/dynoxide`, import.meta.url),
)

/** Whether the engine is installed here. */
export const hasEngineBinary = existsSync(binary)

/** Starts the engine and waits for its port. */
export const startEngineProcess = async (): Promise<{ endpoint: string; stop(): Promise<void> }> => {
  const port = await freePort()
  const child = spawn(binary, ['serve', '--port', String(port)], { stdio: 'ignore' })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`The engine ended with ${child.exitCode}.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: () => {
      child.kill()
      return gone
    },
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
