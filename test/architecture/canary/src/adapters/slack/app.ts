export const app = 'adapters/slack/app';
