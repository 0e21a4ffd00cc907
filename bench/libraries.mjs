/** The libraries that are compared, in the order of the tables. */

/**
 * @typedef {object} Contender
 * @property {string} id name of its file in `libraries/`
 * @property {string} name
 * @property {string | undefined} package whose version is reported
 * @property {boolean} [sdk] whether it needs the AWS SDK; default true
 * @property {string} [layout] the contender that stores items in the same way
 * @property {boolean} [slow] measured once where others are measured several times
 */

/** @type {readonly Contender[]} */
export const contenders = [
  { id: 'floor', layout: 'storm-http', name: 'hand-written floor', sdk: false, package: undefined },
  { id: 'storm-http', name: 'single-table-orm', sdk: false, package: 'single-table-orm' },
  { id: 'storm-sdk', layout: 'storm-http', name: 'single-table-orm on a DynamoDBClient', package: 'single-table-orm' },
  { id: 'document-client', layout: 'storm-http', name: 'DynamoDBDocumentClient', package: '@aws-sdk/lib-dynamodb' },
  { id: 'entity-store', name: 'dynamodb-entity-store', package: '@symphoniacloud/dynamodb-entity-store' },
  { id: 'onetable', name: 'dynamodb-onetable', package: 'dynamodb-onetable' },
  { id: 'electrodb', name: 'electrodb', package: 'electrodb' },
  { id: 'toolbox', name: 'dynamodb-toolbox', package: 'dynamodb-toolbox' },
  { id: 'dynamoose', name: 'dynamoose', package: 'dynamoose', slow: true },
]
