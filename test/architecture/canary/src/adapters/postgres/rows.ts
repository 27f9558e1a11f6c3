export const rows = 'adapters/postgres/rows';
