export const policy = 'config/policy';
