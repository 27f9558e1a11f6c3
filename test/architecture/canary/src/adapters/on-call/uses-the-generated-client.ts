import '../postgres/generated/client.ts';
