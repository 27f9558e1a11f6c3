import '../slack/app.ts';
