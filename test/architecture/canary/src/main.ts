import './cli/client/login.ts';
import './wiring.ts';
