import type { Command } from 'commander';
import { editorSchema } from '../../config/policy/json-schema.ts';
import type { Terminal } from './terminal.ts';

/** `nightlatch policy schema`: the JSON Schema of the policy, with which editors complete and check it. */
export function policySchemaCommand(policy: Command, terminal: Terminal): void {
  policy
    .command('schema')
    .option('--included', 'of a file that `include` names, in place of nightlatch.yml itself')
    .option('--rotations', 'of a file of rotations')
    .description('Print the JSON Schema of the policy, for editors')
    .action(({ included, rotations }: { included?: boolean; rotations?: boolean }) =>
      terminal.say(JSON.stringify(editorSchema(included ? 'included' : rotations ? 'rotations' : 'main'), null, 2)),
    );
}
