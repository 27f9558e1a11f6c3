/** A demo that runs: the page's origin, the file that commands beside it take their environment from, and whether four weeks passed first. */
export interface RunningDemo {
  pageUrl: string | undefined;
  environmentFile: string;
  withHistory: boolean;
}

/** What the demo says once there is something to look at. */
export function whereToLook({ pageUrl, environmentFile, withHistory }: RunningDemo): string {
  const command = (words: string) => `    npx node --env-file=${environmentFile} src/main.ts ${words}`;
  const lines = [
    '',
    `  Open  ${pageUrl}/#as=U01ALICE@C0INC42&as=U02BOB@C0APPR&as=U03CAROL@C0APPR`,
    '',
    '  You are Alice, on call; beside you are Bob and Carol, who may say yes.',
    '  Type /unlock db-prod as Alice; "Try this" on the page tells the rest.',
    ...(withHistory ? ['  As Carol, #audit-access has a digest a week; /nightlatch digest 4w tells all four.'] : []),
    '  What was done is on record; check it in another terminal:',
    '',
    ...(withHistory ? [command('digest --since 28d')] : []),
    command('audit verify'),
    '',
    '  Ctrl-C ends everything and removes what it stored.',
  ];
  return `${lines.join('\n')}\n`;
}
