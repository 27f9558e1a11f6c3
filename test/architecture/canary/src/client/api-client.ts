export const apiClient = 'client/api-client';
