import './sandbox/slack.ts';
import './domain/grant.ts';

export const demo = 'demo';
