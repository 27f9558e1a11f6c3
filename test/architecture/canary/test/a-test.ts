export const aTest = 'a test';
