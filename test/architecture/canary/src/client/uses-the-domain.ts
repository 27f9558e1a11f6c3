import '../domain/grant.ts';
