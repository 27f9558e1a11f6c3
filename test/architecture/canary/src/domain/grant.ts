export const grant = 'domain/grant';
