import '../../wiring.ts';
