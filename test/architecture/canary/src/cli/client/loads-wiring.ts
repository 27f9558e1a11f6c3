import '../../wiring/wiring.ts';
