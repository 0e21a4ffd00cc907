/** The libraries that are compared, in the order of the tables. */

/**
 * @typedef {object} Contender
 * @property {string} id name of its file in `libraries/`
 * @property {string} name
 * @property {string | undefined} package whose version is reported
 * @property {boolean} [sdk] whether it sends through the AWS SDK
 */

/** @type {readonly Contender[]} */
export const contenders = [
  { id: 'floor', name: 'hand-written floor', package: undefined },
  { id: 'storm-http', name: 'single-table-orm', package: 'single-table-orm' },
  { id: 'storm-sdk', name: 'single-table-orm on a DynamoDBClient', package: 'single-table-orm', sdk: true },
  { id: 'document-client', name: 'DynamoDBDocumentClient', package: '@aws-sdk/lib-dynamodb', sdk: true },
  { id: 'entity-store', name: 'dynamodb-entity-store', package: '@symphoniacloud/dynamodb-entity-store', sdk: true },
  { id: 'onetable', name: 'dynamodb-onetable', package: 'dynamodb-onetable', sdk: true },
  { id: 'electrodb', name: 'electrodb', package: 'electrodb', sdk: true },
  { id: 'toolbox', name: 'dynamodb-toolbox', package: 'dynamodb-toolbox', sdk: true },
  { id: 'dynamoose', name: 'dynamoose', package: 'dynamoose', sdk: true },
]
