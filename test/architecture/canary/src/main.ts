import './cli/client/login.ts';
import './wiring/wiring.ts';
