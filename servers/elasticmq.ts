import { classPath } from './java.ts';
import { program } from './programs.ts';
import { type Place, type Server, server } from './server.ts';

/**
 * ElasticMQ, an SQS that shares no code with the emulator inside `npm start`: what passes on both asks nothing peculiar. It
 * keeps its queues in memory: restored from a file they lost the order of their groups.
 */
export function elasticmq(place: Place): Server {
  const url = `http://127.0.0.1:${place.port}`;
  return server({
    place,
    url: () => url,
    async command() {
      const settings = {
        'rest-sqs.bind-hostname': '127.0.0.1',
        'rest-sqs.bind-port': place.port,
        'rest-stats.enabled': false,
        'node-address.host': '127.0.0.1',
        'node-address.port': place.port,
        'aws.region': 'us-east-1',
        'pekko.loglevel': 'WARNING',
        'user.dir': place.dir, // by its folder the process is known again
      };
      const properties = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
      const options = ['-Xmx512m', '-XX:+UseSerialGC', ...properties, '-cp', await classPath('elasticmq')];
      return [program('java'), ...options, 'org.elasticmq.server.Main'];
    },
    async answers() {
      const answer = await fetch(`${url}/?Action=ListQueues`, { signal: AbortSignal.timeout(2_000) });
      if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    },
  });
}
