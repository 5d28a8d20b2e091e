/** In the place of `@aws-sdk/client-dynamodb`: the operations of the store. */
import { type Client, clientOf } from './client.ts';
import { jsonCommand } from './command.ts';
import { Refusal, type RefusalFacts } from './refusal.ts';
import type { Options } from './surroundings.ts';

const SERVICE = { host: 'dynamodb', signing: 'dynamodb', variable: 'DYNAMODB' };
const operation = jsonCommand('1.0', 'DynamoDB_20120810');

export const BatchGetItemCommand = operation('BatchGetItem');
export const DeleteItemCommand = operation('DeleteItem');
export const GetItemCommand = operation('GetItem');
export const PutItemCommand = operation('PutItem');
export const QueryCommand = operation('Query');
export const ScanCommand = operation('Scan');
export const TransactWriteItemsCommand = operation('TransactWriteItems');

export class DynamoDBServiceException extends Refusal {}
export class ConditionalCheckFailedException extends DynamoDBServiceException {}
export class TransactionCanceledException extends DynamoDBServiceException {}

export function DynamoDBClient(options: Options): Client {
  return clientOf(SERVICE, options, errorOf);
}

function errorOf(facts: RefusalFacts): Error {
  switch (facts.name) {
    case 'ConditionalCheckFailedException':
      return new ConditionalCheckFailedException(facts);
    case 'TransactionCanceledException':
      return new TransactionCanceledException(facts);
    default:
      return new DynamoDBServiceException(facts);
  }
}
