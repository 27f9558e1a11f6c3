export const login = 'cli/client/login';
