export const client = 'adapters/postgres/generated/client';
