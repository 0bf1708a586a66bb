import type { Client } from '@temporalio/client';
import { SyncFailure } from '../contract/failures.js';
import { searchAttributeNames } from '../contract/search-attributes.js';

/** INDEXED_VALUE_TYPE_KEYWORD of temporal.api.enums.v1. */
const keyword = 2;

/**
 * Registers what is missing: a workflow that sets an attribute unknown to the server stays stuck.
 *
 * @throws SyncFailure `SearchAttributesMissing` if the server does not let us (Temporal Cloud)
 */
export async function registerSearchAttributes(client: Client, namespace: string): Promise<void> {
  const { operatorService } = client.connection;
  const missing = await operatorService
    .listSearchAttributes({ namespace })
    .then(({ customAttributes }) => searchAttributeNames.filter((name) => !(name in customAttributes)))
    .catch(() => [...searchAttributeNames]);
  if (missing.length === 0) return;
  try {
    await operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
    });
  } catch (error) {
    throw new SyncFailure(
      'SearchAttributesMissing',
      `The Temporal namespace ${namespace} lacks the search attributes ${missing.join(', ')} (type Keyword). Add them there, then start the worker again.`,
      { cause: error },
    );
  }
}
