import type { Client } from '@temporalio/client';

/** Everything readable in the histories of a scope's workflows, payloads decoded: what Temporal keeps in plain text. */
export async function historyTexts(client: Client, scope: string): Promise<string> {
  const texts: string[] = [];
  const query = `WorkflowId STARTS_WITH "daily-sync/${scope}" OR WorkflowId STARTS_WITH "preview/${scope}/"`;
  for await (const info of client.workflow.list({ query })) {
    const handle = client.workflow.getHandle(info.workflowId, info.runId);
    collect(await handle.fetchHistory(), texts);
    collect((await handle.describe()).raw, texts);
  }
  return texts.join('\n');
}

function collect(value: unknown, texts: string[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (value instanceof Uint8Array) texts.push(Buffer.from(value).toString('utf8'));
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) collect(inner, texts);
}
