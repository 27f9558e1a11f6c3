import { expect, test } from 'vitest';
import { whereToLook } from '../../src/sandbox/demo/where-to-look.ts';

const demo = { pageUrl: 'http://127.0.0.1:4173', environmentFile: '/tmp/demo.env' };

test('the demo says its address, who one is, and how to check the record', () => {
  const said = whereToLook({ ...demo, withHistory: false });
  expect(said).toContain('Open  http://127.0.0.1:4173/#as=U01ALICE@C0INC42&as=U02BOB@C0APPR&as=U03CAROL@C0APPR\n');
  expect(said).toContain('npx node --env-file=/tmp/demo.env src/main.ts audit verify\n');
  expect(said).not.toContain('digest');
});

test('with a history also where its digests are, on the page and in a terminal', () => {
  const said = whereToLook({ ...demo, withHistory: true });
  expect(said).toContain('As Carol, #audit-access has a digest a week; /nightlatch digest 4w tells all four.');
  expect(said).toContain('npx node --env-file=/tmp/demo.env src/main.ts digest --since 28d\n');
  expect(said).toContain('src/main.ts audit verify\n');
});
