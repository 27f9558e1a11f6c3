import '../../config/policy.ts';
