import '../postgres/rows.ts';
