/**
 * The hand-written floor: what this one model costs at least without any library. Request texts are concatenated, the
 * signature is made here, an answer goes through JSON.parse and a walk that knows every attribute. It checks nothing.
 */
import { createHash, createHmac } from 'node:crypto'
import { createExchange } from './floor-exchange.mjs'

const sha256 = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex')
const hmac = (/** @type {string | Buffer} */ key, /** @type {string} */ text) =>
  createHmac('sha256', key).update(text).digest()

const createSigner = (/** @type {string} */ host) => {
  let day = ''
  /** @type {Buffer} */
  let key
  return (/** @type {string} */ target, /** @type {string} */ body) => {
    const date = `${new Date().toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`
    if (date.slice(0, 8) !== day) {
      day = date.slice(0, 8)
      key = ['eu-west-1', 'dynamodb', 'aws4_request'].reduce(hmac, hmac('AWS4local', day))
    }
    const names = 'content-type;host;x-amz-date;x-amz-target'
    const canonical = `POST\n/\n\ncontent-type:application/x-amz-json-1.0\nhost:${host}\nx-amz-date:${date}\nx-amz-target:${target}\n\n${names}\n${sha256(body)}`
    const scope = `${day}/eu-west-1/dynamodb/aws4_request`
    const signature = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`).toString('hex')
    const authorization = `AWS4-HMAC-SHA256 Credential=local/${scope}, SignedHeaders=${names}, Signature=${signature}`
    return {
      host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-date': date,
      'x-amz-target': target,
      authorization,
    }
  }
}

const text = (/** @type {string} */ value) => `{"S":${JSON.stringify(value)}}`
const number = (/** @type {number} */ value) => `{"N":"${value}"}`

const keyText = (/** @type {import('../order.mjs').OrderKey} */ { customerId, orderId }) =>
  `"PK":${text(`CUSTOMER#${customerId}`)},"SK":${text(`ORDER#${orderId}`)}`

const itemText = (/** @type {import('../order.mjs').Order} */ order) => {
  const { name, street, city, zip, country } = order.address
  let tags = ''
  for (const tag of order.tags) tags += `${tags && ','}${text(tag)}`
  let lines = ''
  for (const { sku, quantity, price } of order.lines)
    lines += `${lines && ','}{"M":{"sku":${text(sku)},"quantity":${number(quantity)},"price":${number(price)}}}`
  return `{${keyText(order)},"GSI1PK":${text(`STATUS#${order.status}`)},"GSI1SK":${text(order.placedAt)},"_type":{"S":"Order"},"customerId":${text(order.customerId)},"orderId":${text(order.orderId)},"status":${text(order.status)},"total":${number(order.total)},"placedAt":${text(order.placedAt)},"note":${text(order.note)},"tags":{"L":[${tags}]},"address":{"M":{"name":${text(name)},"street":${text(street)},"city":${text(city)},"zip":${text(zip)},"country":${text(country)}}},"lines":{"L":[${lines}]}}`
}

/** @returns {import('../order.mjs').Order} */
const fromItem = (/** @type {any} */ item) => {
  const address = item.address.M
  const tags = []
  for (const tag of item.tags.L) tags.push(tag.S)
  const lines = []
  for (const { M } of item.lines.L)
    lines.push({ sku: M.sku.S, quantity: Number(M.quantity.N), price: Number(M.price.N) })
  return {
    customerId: item.customerId.S,
    orderId: item.orderId.S,
    status: item.status.S,
    total: Number(item.total.N),
    placedAt: item.placedAt.S,
    note: item.note.S,
    tags,
    address: {
      name: address.name.S,
      street: address.street.S,
      city: address.city.S,
      zip: address.zip.S,
      country: address.country.S,
    },
    lines,
  }
}

/** @type {(line: import('../order.mjs').Line) => import('../order.mjs').Library} */
export const open = (line) => {
  const sign = createSigner(new URL(line.endpoint).host)
  const exchange = line.exchange ?? createExchange(line.endpoint)
  const send = async (/** @type {string} */ operation, /** @type {string} */ body) => {
    const target = `DynamoDB_20120810.${operation}`
    return (await exchange(operation, body, sign(target, body))).toString('utf8')
  }
  const table = `{"TableName":${JSON.stringify(line.tableName)}`
  return {
    put: (order) => send('PutItem', `${table},"Item":${itemText(order)}}`),
    get: async (key) => fromItem(JSON.parse(await send('GetItem', `${table},"Key":{${keyText(key)}}}`)).Item),
    update: (key, { total, note }) =>
      send(
        'UpdateItem',
        `${table},"Key":{${keyText(key)}},"UpdateExpression":"SET #t = :t, #n = :n","ConditionExpression":"attribute_exists(PK)","ExpressionAttributeNames":{"#t":"total","#n":"note"},"ExpressionAttributeValues":{":t":${number(total)},":n":${text(note)}}}`,
      ),
    query: async (customerId) => {
      const values = `{":p":${text(`CUSTOMER#${customerId}`)},":s":{"S":"ORDER#"}}`
      const body = `${table},"KeyConditionExpression":"PK = :p AND begins_with(SK, :s)","ExpressionAttributeValues":${values}}`
      return JSON.parse(await send('Query', body)).Items.map(fromItem)
    },
    scan: async (segments, visit) => {
      const read = async (/** @type {number} */ segment) => {
        let start = ''
        do {
          const body = `${table},"Segment":${segment},"TotalSegments":${segments}${start}}`
          const { Items, LastEvaluatedKey } = JSON.parse(await send('Scan', body))
          for (const item of Items) visit(fromItem(item))
          start = LastEvaluatedKey ? `,"ExclusiveStartKey":${JSON.stringify(LastEvaluatedKey)}` : ''
        } while (start)
      }
      await Promise.all(Array.from({ length: segments }, (_, segment) => read(segment)))
    },
  }
}
