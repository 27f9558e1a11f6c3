import '../ports/clock.ts';
