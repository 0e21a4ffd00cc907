/** Milliseconds from the import of a library to its model, in this fresh process. */
const [file = ''] = process.argv.slice(2)
const start = performance.now()
const { open } = await import(file)
open({ endpoint: 'http://127.0.0.1:1', tableName: 'shop' })
const milliseconds = performance.now() - start
process.stdout.write(JSON.stringify(milliseconds), () => process.exit())
