import type { Config } from '../config.ts';
import type { Voice } from './output.ts';

/** `throughline serve`: until it is told to stop; then both databases are written to disk before it ends. */
export async function serve(config: Config, voice: Voice, options: { dev: boolean }): Promise<void> {
  const { startServer } = await import('../main.ts');
  const server = await startServer({
    ...config,
    web: options.dev ? 'dev' : 'build',
    onListening: (address) => {
      voice.answer(`Throughline is at ${address}`);
      voice.say(`  data folder  ${config.dataFolder}\n  API          ${address}/api/docs\n  Ctrl+C stops it.`);
    },
  });
  const { samples, notices } = server.app.throughline;
  for (const notice of notices) voice.say(`  ${notice}`);
  if (samples.state === 'loading')
    voice.say('  The sample services are being loaded; the page shows them as they come. Look at the emergency department first.');
  await new Promise<void>((resolve) => {
    let asked = false;
    const stop = () => {
      if (asked) return;
      asked = true;
      voice.say('Stopping …');
      void server.stop().then(resolve, resolve);
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
