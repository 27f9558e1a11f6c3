import '../../domain/grant.ts';
