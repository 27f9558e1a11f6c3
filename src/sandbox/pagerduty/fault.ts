import type { ServerResponse } from 'node:http';
import type { PagerDutyMode } from '../page-api.ts';

/** What goes wrong; a number is that status with PagerDuty's error body. */
export type PagerDutyFault =
  | number
  | 'hang'
  | 'html'
  | 'bad-json'
  | 'empty'
  | 'wrong-shape'
  | 'huge'
  | 'redirect'
  | 'drop'
  | 'drop-after-doing-it';

const ofModes: Record<PagerDutyMode, PagerDutyFault | undefined> = {
  up: undefined,
  hanging: 'hang',
  'error-502': 'html',
  'rate-limited': 429,
  nonsense: 'wrong-shape',
};

export function faultOfMode(mode: PagerDutyMode): PagerDutyFault | undefined {
  return ofModes[mode];
}

/** Answers as the fault demands; `hang` never answers. Returns the status that was sent, 0 for none. */
export function meetFault(fault: PagerDutyFault, response: ServerResponse): number {
  if (typeof fault === 'number') return send(response, fault, JSON.stringify(errorBody(fault)), limits(fault));
  switch (fault) {
    case 'hang':
      return 0;
    case 'drop':
    case 'drop-after-doing-it':
      response.destroy();
      return 0;
    case 'html':
      return send(response, 502, '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>', {
        'content-type': 'text/html',
      });
    case 'bad-json':
      return send(response, 200, '{"oncalls": [{"us');
    case 'empty':
      return send(response, 200, '');
    case 'wrong-shape':
      return send(
        response,
        200,
        '{"oncalls": "soon", "users": {"id": 7}, "incidents": null, "incident": [], "schedule": false, "more": "maybe"}',
      );
    case 'huge':
      return send(response, 200, `{"oncalls": [], "more": false, "padding": "${'x'.repeat(10_000_000)}"}`);
    case 'redirect':
      // Whoever follows it with the token is found among the requests.
      return send(response, 302, '', { location: '/pagerduty/elsewhere' });
    default:
      return fault satisfies never;
  }
}

function errorBody(status: number): unknown {
  if (status === 429) return { error: { message: 'Rate Limit Exceeded', code: 2020 } };
  if (status === 401) return { error: { message: 'Unauthorized', code: 2006 } };
  return { error: { message: status >= 500 ? 'Internal Server Error' : 'Something is wrong', code: 2000 } };
}

function limits(status: number): Record<string, string> {
  return status === 429 ? { 'ratelimit-limit': '960', 'ratelimit-remaining': '0', 'ratelimit-reset': '37' } : {};
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): number {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(body);
  return status;
}
