import '../adapters/postgres/generated/client.ts';
import '../adapters/slack/app.ts';
import '../config/policy.ts';
import '../demo.ts';
export const wiring = 'wiring';
