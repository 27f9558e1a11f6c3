export const slack = 'sandbox/slack';
