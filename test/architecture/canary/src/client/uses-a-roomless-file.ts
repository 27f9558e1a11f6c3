import '../util/helps.ts';
