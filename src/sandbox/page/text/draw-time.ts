type Parts = Intl.DateTimeFormatOptions;

const clock: Parts = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

function drawn(at: Date, timeZone: string, parts: Parts): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, ...parts }).format(at);
}

/** Hours and minutes in a person's own time zone, such as `03:17`. */
export function drawClock(at: Date | string, timeZone: string): string {
  return drawn(new Date(at), timeZone, clock);
}

/** The clock with seconds, for the world's own time. */
export function drawClockWithSeconds(at: Date, timeZone: string): string {
  return drawn(at, timeZone, { ...clock, second: '2-digit' });
}

/** A day such as `Thursday, 9 October`. */
export function drawDay(at: Date | string, timeZone: string): string {
  return drawn(new Date(at), timeZone, { weekday: 'long', day: 'numeric', month: 'long' });
}

/** The day and the clock, short: `Thu 07:00`. */
export function drawDayAndClock(at: string, timeZone: string): string {
  return `${drawn(new Date(at), timeZone, { weekday: 'short' })} ${drawClock(at, timeZone)}`;
}

/** A time zone's name as people say it: `Berlin`. */
export function drawZone(timeZone: string): string {
  return (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ');
}

/** An exact span such as `1 h 5 min 3 s`. */
export function drawSpan(seconds: number): string {
  const whole = Math.abs(Math.round(seconds));
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ] as const;
  const said = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`);
  return said.length === 0 ? '0 s' : said.join(' ');
}

const tokens: Record<string, Parts> = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  time: clock,
  time_secs: { ...clock, second: '2-digit' },
};

/** Slack's date formats in the reader's zone; the `pretty` ones say today, yesterday and tomorrow, measured from `now`. */
export function drawSlackDate(
  seconds: number,
  format: string,
  fallback: string,
  reader: { timeZone: string; now: Date },
): string {
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return fallback;
  let known = true;
  const text = format.replace(/\{(\w+)\}/g, (_, token: string) => {
    const pretty = token.endsWith('_pretty');
    const parts = tokens[token.replace(/_pretty$/, '').replace('day_divider', 'date_long')];
    if (parts === undefined) known = false;
    return (pretty ? nearDay(at, reader) : undefined) ?? drawn(at, reader.timeZone, parts ?? {});
  });
  return known ? text : fallback;
}

function nearDay(at: Date, { timeZone, now }: { timeZone: string; now: Date }): string | undefined {
  const day = (date: Date): string => drawn(date, timeZone, tokens.date_num ?? {});
  const shifted = (days: number): string => day(new Date(now.getTime() + days * 86_400_000));
  if (day(at) === shifted(0)) return 'today';
  if (day(at) === shifted(-1)) return 'yesterday';
  return day(at) === shifted(1) ? 'tomorrow' : undefined;
}
