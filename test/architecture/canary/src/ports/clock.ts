export const clock = 'ports/clock';
